// node test/support/stripped/strip.ts FOLDER: every TypeScript file of this checkout without its types, for hook.js.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [folder] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const file of globSync('{src,workers,test}/**/*.ts', { cwd: root })) {
  const source = await readFile(join(root, file));
  const name = createHash('sha256').update(source).digest('hex');
  await writeFile(join(folder, name), stripTypeScriptTypes(source.toString()));
}
