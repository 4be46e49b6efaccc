import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { buildPage, PAGE_FOLDER } from './build.ts';
import { builtFiles } from './built_files.ts';

/** A file as it is sent: also compressed, which is done once. */
export type PageFile = { readonly bytes: Uint8Array; readonly gzipped: Uint8Array };
export type PageFiles = ReadonlyMap<string, PageFile>;

const compress = promisify(gzip);

/**
 * The files of the page by name.
 * @throws Error saying how to build them, when they are not there
 */
export async function readPageFiles(): Promise<PageFiles> {
  const files = await builtFiles({ build: buildPage, folder: PAGE_FOLDER, needs: 'index.html' });
  return new Map(
    await Promise.all(
      files.map(async ({ name, bytes }) => [name, { bytes, gzipped: await compress(bytes, { level: 9 }) }] as const),
    ),
  );
}
