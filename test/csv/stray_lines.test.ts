import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { parseColumnMapping } from '../../src/csv/column_mapping.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { dates, HEADER, refusal, text } from './delivered.ts';

const ROWS = ['2024-01-02,1,1,1,1,1', '2024-01-03,2,2,2,2,2', '2024-01-04,3,3,3,3,3'];

/** What is said of lines that are no rows: by an import, and by what computes on the file. */
async function said(source: string): Promise<unknown[]> {
  const [{ rejected, rows }, { leftOut, bars }] = [await parsePriceCsv(source), await readBarsCsv(source)];
  assert.deepEqual(
    bars.dates,
    rows.map(({ date }) => date),
  );
  assert.deepEqual(
    leftOut.map(({ line }) => line),
    rejected.map(({ line }) => line),
  );
  return rejected.map(({ line, rule, value }) => [line, rule, value]);
}

describe('lines that are no rows', () => {
  test('a header that stands again is left out, and said, also in a column of splits', async () => {
    const again = [3, 'a header stands once, above the rows', HEADER];
    assert.deepEqual(await said(text(HEADER, ROWS[0], HEADER, ROWS[1])), [again]);
    const splits = `${HEADER},split_factor`;
    assert.deepEqual(await said(text(splits, `${ROWS[0]},1`, splits.toUpperCase(), `${ROWS[1]},1`)), [
      [3, again[1], splits.toUpperCase()],
    ]);
  });

  test('words below the last row are left out, and said', async () => {
    const remark = 'Source: a vendor, all rights reserved';
    assert.deepEqual(await said(text(HEADER, ...ROWS, remark)), [[5, 'a row has prices', remark]]);
  });

  test('what Yahoo says between its rows of dividends and splits is in the prices: left out, and said', async () => {
    const yahoo = 'Date,Open,High,Low,Close,Adj Close,Volume';
    const row = '2024-01-02,1,1,1,1,1,1';
    for (const event of ['2024-01-03,4:1 Stock Splits', '2024-01-03,0.24 Dividend,,,,,']) {
      assert.deepEqual(await said(text(yahoo, row, event, '2024-01-03,1,1,1,1,1,1')), [[3, 'a row has prices', event]]);
    }
    await assert.rejects(
      readBarsCsv(text(yahoo, row, '2024-01-03,4:1 Somethings,1,1,1,1,1')),
      /open_price is a number/,
    );
  });

  test('words above a row, and a row that is cut, are no remarks: nothing is computed on what may be missing', async () => {
    for (const lines of [
      [ROWS[0], 'Another share', ROWS[1]],
      [...ROWS, '2024-01-05,3'],
      [...ROWS, '2024-01-05'],
      [...ROWS, '2024-0'],
    ]) {
      await assert.rejects(readBarsCsv(text(HEADER, ...lines)), { name: 'BarsCsvError', message: /row has 6 cells/ });
      assert.equal((await parsePriceCsv(text(HEADER, ...lines))).rejected[0].rule, 'row has 6 cells');
    }
  });

  test('a source that broke off with a message is refused by every command: nobody knows what is missing', async () => {
    for (const message of [
      'Exceeded the daily hits limit',
      '{"Note":"Thank you for using our API! The standard call frequency is 25 per day."}',
      '<html><head><title>502 Bad Gateway</title></head></html>',
    ]) {
      const source = text(HEADER, ...ROWS, message);
      const expected = `line 5: the source broke off with a message, and rows are missing: ${JSON.stringify(message)}`;
      assert.equal(await refusal(source), expected);
      await assert.rejects(readBarsCsv(source), { name: 'PriceFileError', message: expected });
    }
  });

  test('what stands above the header is not read, and said', async () => {
    const source = text('https://www.CryptoDataDownload.com', `Unix,${HEADER}`, ...ROWS.map((row) => `1,${row}`));
    const { rows, notes } = await parsePriceCsv(source);
    assert.deepEqual(
      rows.map(({ line, date }) => [line, date]),
      [
        [3, '2024-01-02'],
        [4, '2024-01-03'],
        [5, '2024-01-04'],
      ],
    );
    const note = 'what stands above the header (line 2) was not read: "https://www.CryptoDataDownload.com"';
    assert.equal(notes[0], note);
    assert.equal((await readBarsCsv(source)).notes[0], note);
    const mapped = text('Report of 3 May', 'Day,open,high,low,close', '2024-01-02,1,1,1,1');
    const columns = parseColumnMapping('date=Day');
    assert.equal((await parsePriceCsv(mapped, { columns })).rows.length, 1);
    assert.match(await refusal(text('A title', 'Day;What', '1;2', '2;3')), /^unknown header: found "A title"/);
    assert.match(await refusal(text('<html><p>Use this:</p>', HEADER, '</html>')), /^this is a web page/);
  });

  test('of a file that is cut in yfinance’s wide form no symbol is made of a price', async () => {
    const wide = [
      'Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume',
      'Ticker,A,B,A,B,A,B,A,B,A,B',
      `Date${','.repeat(10)}`,
      '2024-01-02,1,5,1,5,1,5,1,5,9,9',
    ];
    const { rows, rejected } = await parsePriceCsv(text(wide[0], ...wide.slice(1), '2024-01-03,1,5,1,5,1,5'));
    assert.deepEqual([...new Set(rows.map(({ symbol }) => symbol))], ['A', 'B']);
    assert.deepEqual(
      rejected.map(({ line, rule }) => [line, rule]),
      [[5, 'row has 11 cells']],
    );
  });

  test('of one symbol of a file without rows it is said that there are none', async () => {
    assert.equal((await readBarsCsv(`${HEADER},symbol\n`, { symbol: 'A' })).bars.dates.length, 0);
    await assert.rejects(readBarsCsv(text(`${HEADER},symbol`, '2024-01-02,1'), { symbol: 'A' }), {
      message: /^line 2: row has 7 cells/,
    });
    assert.deepEqual(await dates(text(HEADER, ROWS[0])), ['2024-01-02']);
  });
});
