import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { ArchiveError, unzipOne } from './unzip.ts';

/**
 * The bytes of a price file; of a gzip file, or a zip archive with one file in it, of what is packed there. Read once from
 * its beginning to its end, so that it may be a pipe.
 */
export async function* priceSource(file: string): AsyncGenerator<Uint8Array> {
  const chunks = createReadStream(file)[Symbol.asyncIterator]();
  const begin = await firstBytes(chunks);
  const begins = (hex: string) => begin.toString('hex', 0, 8).startsWith(hex);
  const other = OTHERS.find(([hex]) => begins(hex))?.[1];
  if (other !== undefined) throw new ArchiveError(`this is ${other}`);
  const whole = withBeginning(begin, chunks);
  if (begins(GZIP)) yield* gunzipped(whole);
  else if (ZIP.some(begins)) yield unzipOne(await buffer(whole));
  else yield* whole;
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

/** As many as tell what a file is; a pipe may bring them one by one. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let begin = Buffer.alloc(0);
  while (begin.length < 8) {
    const next = await chunks.next();
    if (next.done) break;
    begin = Buffer.concat([begin, next.value]);
  }
  return begin;
}

async function* withBeginning(begin: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield begin;
  for (let next = await others.next(); !next.done; next = await others.next()) yield next.value;
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  try {
    yield* Readable.from(bytes).pipe(createGunzip());
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new ArchiveError(`the gzip file is damaged: ${error.message}`);
  }
}
