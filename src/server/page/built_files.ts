import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { moduleSuffix } from '../../env/package_root.ts';
import { type BuiltFile, PAGE_SOURCES } from './build.ts';

type Wanted = {
  readonly build: () => Promise<readonly BuiltFile[]>;
  /** Where they are when they were built before, and a file that is there then. */
  readonly folder: string;
  readonly needs: string;
};

/**
 * What the page or a report is made of. A checkout bundles its sources, so that what was changed is what is seen; where
 * the sources or the bundler are missing, as in an installed package and an image, they were built before.
 * @throws Error saying how to build them, when there is neither
 */
export async function builtFiles({ build, folder, needs }: Wanted): Promise<readonly BuiltFile[]> {
  if (moduleSuffix === '.ts' && existsSync(PAGE_SOURCES)) {
    try {
      return await build();
    } catch (error) {
      if (!isMissingBundler(error)) throw error;
    }
  }
  if (!existsSync(join(folder, needs))) {
    throw new Error(`the page is not built: ${folder} has no ${needs}. In a checkout run: npm ci && npm run build`);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return {
          name: path
            .slice(folder.length + 1)
            .split(sep)
            .join('/'),
          bytes: await readFile(path),
        };
      }),
  );
}

/** `npm ci --omit=dev` leaves the bundler out. */
const isMissingBundler = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_MODULE_NOT_FOUND' &&
  error.message.includes("'esbuild'");
