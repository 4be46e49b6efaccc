import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder of this package, wherever it runs from: `src/` in a checkout, `dist/src/` when installed. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'migrations'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('pgaugur is installed incompletely: no folder above holds migrations/');
    folder = parent;
  }
  return folder;
})();

/** `.ts` when Node runs the sources, `.js` when it runs the built package: for modules that are started by path. */
export const moduleSuffix: string = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** This package's version, such as 1.2.0. */
export const release: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version;
