// npm run build: writes the files of the page and of reports below dist, where an installed package has them.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildPage, buildReport, PAGE_FOLDER, REPORT_FOLDER } from './build.ts';

for (const [folder, files] of [
  [PAGE_FOLDER, await buildPage()],
  [REPORT_FOLDER, await buildReport()],
] as const) {
  await rm(folder, { recursive: true, force: true });
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
