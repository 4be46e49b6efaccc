// npm run build: writes the page's files to dist/web, where an installed package serves them from.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildPage, PAGE_FOLDER } from './build.ts';

await rm(PAGE_FOLDER, { recursive: true, force: true });
for (const { name, bytes } of await buildPage()) {
  const path = join(PAGE_FOLDER, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
