import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PriceFileError } from '../../src/csv/file_error.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';

type DateStyle = (year: string, month: string, day: string) => string;

/** How programs write dates, of an ISO date in its parts. Where commas part decimals, nobody writes the month first. */
const MONTH_FIRST: readonly DateStyle[] = [
  (y, m, d) => `${Number(m)}/${Number(d)}/${y}`,
  (y, m, d) => `${m}-${d}-${y}`,
  (y, m, d) => `${m}/${d}/${y.slice(2)}`,
];
const OTHERS: readonly DateStyle[] = [
  (y, m, d) => `${y}-${m}-${d}`,
  (y, m, d) => `${y}${m}${d}`,
  (y, m, d) => `${y}/${Number(m)}/${Number(d)}`,
  (y, m, d) => `${d}/${m}/${y}`,
  (y, m, d) => `${d}.${m}.${y}`,
  (y, m, d) => `${d}-${m}-${y}`,
  (y, m, d) => `${d}/${m}/${y.slice(2)}`,
  (y, m, d) => `${y.slice(2)}/${m}/${d}`,
  (y, m, d) => `${d}.${m}.${y.slice(2)}`,
  (y, m, d) => `${y.slice(2)}-${m}-${d}`,
  (y, m, d) => `${y}-${m}-${d} 00:00:00-05:00`,
  (y, m, d) => String(Date.UTC(Number(y), Number(m) - 1, Number(d), 14, 30) / 1000),
];

type NumberStyle = {
  readonly mark: '.' | ',';
  readonly thousands: '' | ',' | '.' | ' ' | '\u00a0';
  readonly decimals: number;
};

function written(value: number, { mark, thousands, decimals }: NumberStyle): string {
  const [whole, fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, thousands);
  return fraction === undefined ? grouped : `${grouped}${mark}${fraction}`;
}

/** A lone point before three digits parts decimals, as computers write them: whole numbers grouped by points need company. */
const isPossible = ({ mark, thousands, decimals }: NumberStyle): boolean =>
  mark !== thousands && !(thousands === '.' && decimals === 0);

const numberStyle = fc
  .record({
    mark: fc.constantFrom('.' as const, ',' as const),
    thousands: fc.constantFrom('' as const, ',' as const, '.' as const, ' ' as const, '\u00a0' as const),
    decimals: fc.integer({ min: 0, max: 4 }),
  })
  .filter(isPossible);

type Style = { readonly date: DateStyle; readonly delimiter: string; readonly number: NumberStyle };

/** Where semicolons part the cells, a comma is left for the decimals. */
const isUsual = ({ date, delimiter, number }: Style): boolean =>
  !(delimiter === ';' && number.thousands === ',' && number.decimals === 0) &&
  !(number.mark === ',' && MONTH_FIRST.includes(date));

/** Sessions on weekdays in a row, with whole prices at a scale that the style then gives decimals. */
const file = fc
  .record({
    start: fc.integer({ min: 0, max: 2000 }),
    count: fc.integer({ min: 1, max: 40 }),
    scale: fc.constantFrom(0.5, 9, 95, 950, 1200, 45_000),
    volume: fc.constantFrom(7, 950, 65_603, 3_082_113),
    date: fc.constantFrom(...MONTH_FIRST, ...OTHERS),
    number: numberStyle,
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newestFirst: fc.boolean(),
    change: fc.boolean(),
  })
  .filter(isUsual);
type File = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

type Row = { readonly date: string; readonly close: number; readonly volume: number };

function sessionsOf({ start, count, scale, volume, number }: File): Row[] {
  const rows: Row[] = [];
  for (let day = start; rows.length < count; day++) {
    const date = new Date(Date.UTC(2018, 0, 1 + day));
    if (date.getUTCDay() % 6 === 0) continue;
    const close = Number((scale * (1 + (rows.length % 7) / 37)).toFixed(number.decimals));
    rows.push({ date: date.toISOString().slice(0, 10), close, volume: volume + rows.length });
  }
  return rows;
}

function textOf(of: File, rows: readonly Row[]): string {
  const quoted = (cell: string) => (cell.includes(of.delimiter) ? `"${cell}"` : cell);
  const lines = rows.map(({ date, close, volume }) => {
    const price = written(close, of.number);
    const cells = [of.date(...(date.split('-') as [string, string, string])), price, price, price, price];
    const change = of.change ? [`${written(0.5, { ...of.number, decimals: 2 })}%`] : [];
    return [...cells, written(volume, { ...of.number, decimals: 0 }), ...change].map(quoted).join(of.delimiter);
  });
  const names = ['Date', 'Open', 'High', 'Low', 'Close', 'Volume', ...(of.change ? ['Change'] : [])];
  return [names.join(of.delimiter), ...(of.newestFirst ? lines.toReversed() : lines)].join('\n');
}

test('whatever way a program writes dates and numbers, they are read as they were meant, or the file is refused', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(file, async (of) => {
      const rows = sessionsOf(of);
      const text = textOf(of, rows);
      const found = await parsePriceCsv(text).catch((error: unknown) => {
        assert.ok(error instanceof PriceFileError, String(error));
        return undefined;
      });
      if (found === undefined) {
        refused++;
        return;
      }
      read++;
      // What cannot be read is said; what is read is what was meant.
      const meant = new Map(rows.map((row) => [row.date, row]));
      for (const row of found.rows) {
        const expected = meant.get(row.date);
        assert.ok(expected, `${row.date} in\n${text}`);
        assert.deepEqual([Number(row.close), Number(row.volume)], [expected.close, expected.volume], text);
      }
      assert.deepEqual(found.rejected, [], text);
    }),
    { seed: 3, numRuns: 300 },
  );
  assert.ok(read > 9 * refused, `${read} were read and ${refused} refused`);
});
