import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Source } from './sources.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** Of a line in the reporter's form: the rule, the file and what is said of it. */
const REPORT = /^::error title=([^,]+),file=([^,]+),.*?::(.*)$/gm;
/** The rules that biome.json has for pure rooms. */
const OF_PURE_ROOMS = ['lint/style/noRestrictedGlobals', 'plugin'];

/** What biome.json says of made-up sources that ask the host, as if each stood at its path: by file, in order. */
export async function askingTheHost(sources: readonly Source[], folder: string): Promise<Map<string, string[]>> {
  const tree = await mkdtemp(join(folder, 'tree-'));
  for (const file of ['biome.json', 'test/support/pure.grit']) await cp(join(root, file), join(tree, file));
  for (const { file, text } of sources) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }
  const output = await lintOf(tree);
  const said = new Map<string, string[]>();
  for (const [, rule, path, message] of output.matchAll(REPORT)) {
    if (!OF_PURE_ROOMS.includes(rule)) continue;
    const file = path.slice(path.indexOf(tree) + tree.length + 1);
    said.set(file, [...(said.get(file) ?? []), message]);
  }
  return said;
}

/** Biome ends with 1 where it found something, and says nothing in the reporter's form where it could not look. */
async function lintOf(tree: string): Promise<string> {
  const flags = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', '.'];
  const run = promisify(execFile)(process.execPath, [biome, ...flags], { cwd: tree, maxBuffer: 2 ** 26 });
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => {
      if (error.stdout.search(REPORT) < 0) throw error;
      return error.stdout;
    },
  );
}
