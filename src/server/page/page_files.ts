import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { moduleSuffix } from '../../env/package_root.ts';
import { type BuiltFile, buildPage, PAGE_FOLDER, PAGE_SOURCES } from './build.ts';

/** A file as it is sent: also compressed, which is done once. */
export type PageFile = { readonly bytes: Uint8Array; readonly gzipped: Uint8Array };
export type PageFiles = ReadonlyMap<string, PageFile>;

const compress = promisify(gzip);

/**
 * The files of the page by name. A checkout bundles its sources, so that what was changed is what is seen; where the
 * sources or the bundler are missing, as in an installed package and an image, they were built before.
 * @throws Error saying how to build them, when there is neither
 */
export async function readPageFiles(): Promise<PageFiles> {
  const files = await newestFiles();
  return new Map(
    await Promise.all(
      files.map(async ({ name, bytes }) => [name, { bytes, gzipped: await compress(bytes, { level: 9 }) }] as const),
    ),
  );
}

async function newestFiles(): Promise<readonly BuiltFile[]> {
  if (moduleSuffix === '.ts' && existsSync(PAGE_SOURCES)) {
    try {
      return await buildPage();
    } catch (error) {
      if (!isMissingBundler(error)) throw error;
    }
  }
  if (!existsSync(join(PAGE_FOLDER, 'index.html'))) {
    throw new Error(
      `the page is not built: ${PAGE_FOLDER} has no index.html. In a checkout run: npm ci && npm run build`,
    );
  }
  const entries = await readdir(PAGE_FOLDER, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return {
          name: path
            .slice(PAGE_FOLDER.length + 1)
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
