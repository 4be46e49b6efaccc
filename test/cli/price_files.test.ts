import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { filesNamed } from '../../src/cli/files/files_named.ts';
import { readPrices } from '../../src/cli/files/read_prices.ts';
import { symbolOfFile } from '../../src/cli/files/symbol_of_file.ts';
import { seriesOf } from '../../src/cli/import/series.ts';
import { parsePriceCsv } from '../../src/csv/index.ts';
import { ownFolder } from '../support/own_folder.ts';

const PLAIN = 'date,open,high,low,close,volume\n2024-01-02,10,11,9,10.5,1000\n2024-01-03,10.5,12,10,11,1100\n';

const execute = promisify(execFile);

describe('price files', () => {
  const folder = ownFolder();

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  const datesOf = async (path: string) => (await readPrices(path)).bars.dates;

  test('packed by gzip or zip are read like others', async () => {
    assert.deepEqual(await datesOf(await file('a.csv.gz', gzipSync(PLAIN))), ['2024-01-02', '2024-01-03']);
    const zips = [
      zipOf({ 'a.csv': PLAIN }),
      zipOf({ 'a.csv': PLAIN }, 'stored'),
      zipOf({ 'folder/': '', 'folder/a.csv': PLAIN, '__MACOSX/folder/._a.csv': 'x' }),
    ];
    for (const zip of zips) assert.deepEqual(await datesOf(await file('a.zip', zip)), ['2024-01-02', '2024-01-03']);
  });

  test('may be a pipe, also of something packed', async () => {
    for (const [name, content] of [
      ['pipe', PLAIN],
      ['pipe.gz', gzipSync(PLAIN)],
      ['pipe.zip', zipOf({ 'a.csv': PLAIN })],
    ] as const) {
      const path = join(folder, name);
      await execute('mkfifo', [path]);
      const [dates] = await Promise.all([datesOf(path), writeFile(path, content)]);
      assert.deepEqual(dates, ['2024-01-02', '2024-01-03'], name);
    }
  });

  test('archives that are damaged, or hold several files, are refused by name', async () => {
    const zip = zipOf({ 'a.csv': PLAIN });
    const flipped = Buffer.from(zip);
    flipped[40] ^= 0xff;
    const cases: [string, Uint8Array, RegExp][] = [
      [
        'two.zip',
        zipOf({ 'a.csv': PLAIN, 'b.csv': PLAIN }),
        /two\.zip: a zip archive of prices holds one file, this one 2: a\.csv, b\.csv; unpack/,
      ],
      ['none.zip', zipOf({ 'folder/': '' }), /holds one file, this one 0; unpack/],
      ['cut.zip', zip.subarray(0, 60), /cut\.zip: the zip archive is damaged: it has no directory/],
      ['flipped.zip', flipped, /flipped\.zip: the zip archive is damaged: /],
      ['empty.zip', zipOf({}), /holds one file, this one 0; unpack/],
      ['book.xlsx', zipOf({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }), /an Excel workbook \(\.xlsx\): save/],
      ['book.ods', zipOf({ mimetype: '', 'content.xml': '' }), /an OpenDocument sheet \(\.ods\): save/],
      ['book.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /an Excel workbook \(\.xls\): save/],
      ['a.parquet', Buffer.from('PAR1xxxx'), /a Parquet file: write it as CSV/],
      ['a.csv.bz2', Buffer.from('BZh91AY&SY'), /packed by bzip2: unpack it first/],
      ['twice.csv.gz', gzipSync(gzipSync(PLAIN)), /this is no text/],
      ['cut.gz', gzipSync(PLAIN).subarray(0, 30), /cut\.gz: the gzip file is damaged: unexpected end of file/],
    ];
    for (const [name, content, message] of cases) {
      await assert.rejects(datesOf(await file(name, content)), { name: 'UserError', message });
    }
  });

  test('a file shorter than what tells an archive is read as text', async () => {
    await assert.rejects(datesOf(await file('tiny.csv', 'ab')), {
      name: 'UserError',
      message: /unknown header: found "ab"/,
    });
  });

  test('are named after their symbol, also packed, and as Stooq names them', () => {
    const names = {
      'prices/AAPL.csv': 'AAPL',
      'AAPL.csv.gz': 'AAPL',
      'BRK.B.csv': 'BRK.B',
      'AAPL.zip': 'AAPL',
      'aau.us.txt': 'AAU',
      'brk-b.us.txt': 'BRK-B',
      'aapl_us_d.csv': 'AAPL',
      'wig20_d.csv': 'wig20_d',
      '.DJI.csv': '.DJI',
      'AAPL Historical Data.csv': 'AAPL',
    };
    for (const [file, symbol] of Object.entries(names)) assert.equal(symbolOfFile(file), symbol, file);
  });

  test('are of no symbol where their name is a title or says that it is a copy', async () => {
    const file = await parsePriceCsv('date,open,high,low,close,volume\n2024-01-02,1,1,1,1,1');
    for (const name of ['TSLA (1).csv', 'Tesla Stock Price History.csv', '.csv', '.CSV.gz']) {
      assert.throws(() => seriesOf(name, file, undefined), /is no symbol: .*--symbol/, name);
      assert.equal(seriesOf(name, file, 'TSLA')[0].symbol, 'TSLA');
    }
  });

  test('a pattern that the shell left is expanded; one that fits nothing is refused', async () => {
    const paths = [await file('glob_b.txt', ''), await file('glob_a.txt', '')];
    assert.deepEqual(await filesNamed([join(folder, 'glob_*.txt'), 'other.csv']), [...paths.toReversed(), 'other.csv']);
    const literal = await file('odd[1].csv', '');
    assert.deepEqual(await filesNamed([literal]), [literal]);
    await assert.rejects(filesNamed([join(folder, 'no_*.csv')]), {
      name: 'UserError',
      message: /no file fits this pattern$/,
    });
  });
});

/** A zip archive as APPNOTE.TXT describes it: local headers with their data, the directory, its end. */
function zipOf(files: Readonly<Record<string, string>>, packing: 'deflated' | 'stored' = 'deflated'): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const data = packing === 'stored' ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(packing === 'stored' ? 0 : 8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, place, Buffer.from(name)]),
    );
    locals.push(local);
    at += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\u0005\u0006'), end]);
}
