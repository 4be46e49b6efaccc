import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveError, unzipOne } from './unzip.ts';

/** The bytes of a price file; of a gzip file, or a zip archive with one file in it, of what is packed there. */
export async function* priceSource(file: string): AsyncGenerator<Uint8Array> {
  const begin = await firstBytes(file);
  const begins = (hex: string) => begin.toString('hex').startsWith(hex);
  const other = OTHERS.find(([hex]) => begins(hex))?.[1];
  if (other !== undefined) throw new ArchiveError(`this is ${other}`);
  if (begins(GZIP)) yield* gunzipped(file);
  else if (ZIP.some(begins)) yield unzipOne(await readFile(file));
  else yield* createReadStream(file);
}

const GZIP = '1f8b';
/** The second one is of an archive without a file. */
const ZIP = ['504b0304', '504b0506'];
/** What files that are no text begin with, and what to do about them. */
const OTHERS = [
  ['d0cf11e0', 'an Excel workbook (.xls): save the sheet as CSV'],
  ['50415231', 'a Parquet file: write it as CSV'],
  ['425a68', 'packed by bzip2: unpack it first'],
  ['fd377a585a', 'packed by xz: unpack it first'],
  ['28b52ffd', 'packed by zstd: unpack it first'],
  ['377abcaf', 'a 7z archive: unpack it first'],
  ['52617221', 'a RAR archive: unpack it first'],
  ['25504446', 'a PDF document: prices are read from CSV files'],
] as const;

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(8), 0, 8, 0)).buffer;
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
