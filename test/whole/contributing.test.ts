import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Block, blocksOf, patched } from '../contributing/document.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = [
  'src',
  'workers',
  'sql',
  'migrations',
  'test',
  'package.json',
  'tsconfig.json',
  'biome.json',
  '.gitignore',
];

/** Tests that have to find what was added by themselves, beside those of the document and of applied/. */
const HOLD_FOR_ALL = [
  'test/features/registry.test.ts',
  'test/features/every_feature.test.ts',
  'test/features/properties.test.ts',
  'test/metrics/metric_intervals.test.ts',
  'test/sql/sql_files.test.ts',
  'test/sql/rights.test.ts',
  'test/sql/descriptions.test.ts',
  'test/backends/families.test.ts',
];

/** A copy of this checkout with everything that CONTRIBUTING.md adds to it. */
describe('the examples of CONTRIBUTING.md', () => {
  let copy: string;
  let blocks: Block[];
  before(async () => {
    blocks = blocksOf(await readFile(join(root, 'CONTRIBUTING.md'), 'utf8'));
    copy = await mkdtemp(join(tmpdir(), 'pgaugur-contributing-'));
    for (const name of COPIED) await cp(join(root, name), join(copy, name), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const block of blocks) await apply(block, copy);
  });
  after(() => rm(copy, { recursive: true, force: true }));

  test('are a feature, a metric, a view, a step, a family and a command', () => {
    const rooms = ['src/features/', 'src/metrics/', 'sql/80_views/', 'workers/', 'src/learn/', 'src/cli/'];
    for (const room of rooms)
      assert.ok(
        blocks.some(({ path }) => path.startsWith(room)),
        room,
      );
  });

  test('keep the rules of lint, format and types', async () => {
    const changed = blocks.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
    await run(copy, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...new Set(changed));
    await run(copy, 'node_modules/typescript/bin/tsc', '--noEmit');
  });

  test('do what they say, and what holds for all of their kind', async () => {
    const own = blocks.map(({ path }) => path).filter((path) => path.endsWith('.test.ts'));
    const applied = ['feature', 'view', 'step', 'family', 'command'].map(
      (name) => `test/contributing/applied/${name}.ts`,
    );
    await run(copy, 'test/run.ts', ...new Set([...own, ...applied, ...HOLD_FOR_ALL]));
  });
});

async function apply({ language, path, text }: Block, folder: string): Promise<void> {
  const file = join(folder, path);
  if (language === 'diff') {
    await writeFile(file, patched(await readFile(file, 'utf8'), text));
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  }
}

/** @throws AssertionError with all that was printed, when a program of the copy does not end well */
async function run(folder: string, ...args: string[]): Promise<void> {
  // What node:test tells the processes it starts would make this one a part of the run outside.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const printed = await new Promise<string | undefined>((done) => {
    execFile(process.execPath, args, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      done(error === null ? undefined : `${error.message}\n${stdout}${stderr}`),
    );
  });
  assert.equal(printed, undefined, printed);
}
