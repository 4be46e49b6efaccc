import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveError, unzipOne } from './unzip.ts';

/** The bytes of a price file; of a gzip file, or a zip archive with one file in it, of what is packed there. */
export async function* priceSource(file: string): AsyncGenerator<Uint8Array> {
  const [a, b, c, d] = await firstBytes(file);
  if (a === 0x1f && b === 0x8b) yield* gunzipped(file);
  else if (a === 0x50 && b === 0x4b && c === 3 && d === 4) yield unzipOne(await readFile(file));
  else yield* createReadStream(file);
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
  } finally {
    await handle.close();
  }
}

async function* gunzipped(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file).pipe(createGunzip());
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new ArchiveError(`the gzip file is damaged: ${error.message}`);
  }
}
