import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PriceFileError } from '../../src/csv/file_error.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';

const HEADERS = [
  'date,open,high,low,close,volume',
  'Date;Open;High;Low;Close;Adj Close;Volume',
  '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
  'Data\tOtwarcie\tNajwyzszy\tNajnizszy\tZamkniecie',
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);

/** Text that looks like a price file from afar, so that the fuzz reaches every rule. */
const nearlyCells = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('1', '2.5', '2020-01-02', '20200102', 'D', 'A', '7.0') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('"', '""', '"1', 'null', '', ' ', '-', '1e400', '9'.repeat(30), '\u0000', 'ż', '\r'),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
    ),
    { minLength: 4, maxLength: 11 },
  )
  .map((cells) => cells.join(','));

test('arbitrary text is parsed or refused as a header, nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      await parsePriceCsv(text).catch((error: unknown) => assert.ok(error instanceof PriceFileError, String(error)));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('under a known header every line that is not blank is accepted or rejected exactly once, in file order', async () => {
  const file = fc.tuple(fc.constantFrom(...HEADERS), fc.array(fc.oneof(nearlyCells, anyText), { maxLength: 12 }));
  await fc.assert(
    fc.asyncProperty(file, async ([header, lines]) => {
      const text = [header, ...lines].join('\n');
      const { rows, rejected } = await parsePriceCsv(text);

      const expected: number[] = [];
      text.split(/\r\n|\n|\r/).forEach((line, i) => {
        if (i > 0 && line.trim() !== '') expected.push(i + 1);
      });
      const found = [...rows, ...rejected].map(({ line }) => line).sort((a, b) => a - b);
      assert.deepEqual(found, expected);
      assert.equal(new Set(rows.map((row) => `${row.date} ${row.symbol}`)).size, rows.length);
    }),
    { seed: 2, numRuns: 500 },
  );
});
