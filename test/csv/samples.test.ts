import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { PRICE_FORMATS, yfinanceDownload } from '../../src/csv/formats/index.ts';
import { type PriceFile, parsePriceCsv } from '../../src/csv/prices.ts';

const FOLDER = new URL('samples/', import.meta.url);
const read = (name: string): Uint8Array => readFileSync(new URL(name, FOLDER));
const parse = (name: string): Promise<PriceFile> => parsePriceCsv([read(name)]);

type Bar = readonly [date: string, open: number, high: number, low: number, close: number, volume: number];

/** The eight sessions that every sample holds. */
const SESSIONS: readonly Bar[] = [
  ['2026-10-12', 119.58, 120.36, 117.82, 117.91, 3247652],
  ['2026-10-13', 116.95, 118.41, 116.7, 117.34, 1360488],
];

type Expected = {
  readonly format: string;
  /** Symbols of its column, and what their prices are a multiple of. */
  readonly symbols?: Readonly<Record<string, number>>;
  /** How far volumes are off, where the source rounds them. */
  readonly roundedTo?: number;
  readonly scale?: number;
};

const SAMPLES: Readonly<Record<string, Expected>> = {
  'plain.csv': { format: 'plain' },
  'yahoo.csv': { format: 'yahoo' },
  'yahoo_flat.csv': { format: 'yahoo' },
  'yfinance_history.csv': { format: 'yfinance_history' },
  'yfinance_download.csv': { format: 'yfinance_download', symbols: { MSFT: 1 } },
  'yfinance_download_many.csv': { format: 'yfinance_download', symbols: { AAPL: 1, MSFT: 2 } },
  'stooq_english.csv': { format: 'stooq_english' },
  'stooq_polish.csv': { format: 'stooq_polish' },
  'stooq_ascii.txt': { format: 'stooq_ascii', symbols: { 'MSFT.US': 1 } },
  'tiingo.csv': { format: 'tiingo', roundedTo: 4 },
  'alpha_vantage.csv': { format: 'alpha_vantage' },
  'alpha_vantage_adjusted.csv': { format: 'alpha_vantage_adjusted', roundedTo: 4 },
  'nasdaq.csv': { format: 'nasdaq' },
  'investing.csv': { format: 'investing', roundedTo: 10_000 },
  'investing_german.csv': { format: 'investing_german', roundedTo: 10_000 },
  'investing_french.csv': { format: 'investing_french', roundedTo: 10_000 },
  'investing_spanish.csv': { format: 'investing_spanish', roundedTo: 10_000 },
  'investing_portuguese.csv': { format: 'investing_portuguese', roundedTo: 10_000 },
  'investing_italian.csv': { format: 'investing_italian', roundedTo: 10_000 },
  'tradingview.csv': { format: 'tradingview' },
  'tradingview_iso.csv': { format: 'tradingview' },
  'polygon.csv': { format: 'polygon', symbols: { AAPL: 1, MSFT: 2 } },
  'polygon_aggregates.csv': { format: 'polygon_aggregates' },
  'metatrader.csv': { format: 'metatrader' },
  'metastock.txt': { format: 'metastock', symbols: { MSFT: 1 } },
  'iex.csv': { format: 'iex' },
  'kaggle_sp500.csv': { format: 'kaggle_sp500', symbols: { AAPL: 1, MSFT: 2 } },
  'kaggle_huge_stock_market.us.txt': { format: 'kaggle_huge_stock_market' },
  'nse.csv': { format: 'nse', scale: 10 },
  'nse_bhavcopy.csv': { format: 'nse_bhavcopy', symbols: { INFY: 1, TCS: 2 } },
  'nse_bhavcopy_delivery.csv': { format: 'nse_bhavcopy_delivery', symbols: { INFY: 1, TCS: 2 } },
  'nse_bhavcopy_udiff.csv': { format: 'nse_bhavcopy_udiff', symbols: { INFY: 1, TCS: 2 } },
  'nse_nifty50.csv': { format: 'nse_nifty50', symbols: { INFY: 1 } },
  'nse_index.csv': { format: 'nse_index' },
  'excel.csv': { format: 'excel' },
  'vega_datasets.csv': { format: 'vega_datasets' },
};

const plain = await parse('plain.csv');

describe('samples', () => {
  test('every format has one, every sample is tested, and the README says where its shape is from', () => {
    const files = readdirSync(FOLDER).filter((name) => name !== 'README.md');
    assert.deepEqual(files.toSorted(), Object.keys(SAMPLES).toSorted());
    const known = [...PRICE_FORMATS, yfinanceDownload].map(({ name }) => name);
    assert.deepEqual(new Set(Object.values(SAMPLES).map(({ format }) => format)), new Set(known));
    const readme = new TextDecoder().decode(read('README.md'));
    assert.deepEqual(
      files.filter((name) => !readme.includes(`\`${name}\``)),
      [],
    );
  });

  test('the first sessions are these', () => {
    assert.deepEqual(
      plain.rows
        .slice(0, 2)
        .map(({ date, open, high, low, close, volume }) => [date, ...[open, high, low, close, volume].map(Number)]),
      SESSIONS,
    );
    assert.equal(plain.rows.length, 8);
  });

  for (const [name, { format, symbols, roundedTo = 1, scale = 1 }] of Object.entries(SAMPLES)) {
    test(`${name}: all eight sessions of each symbol, read alike by import and by features`, async () => {
      const file = await parse(name);
      assert.equal(file.format, format);
      assert.deepEqual(file.rejected, []);
      const bySymbol = Map.groupBy(file.rows, ({ symbol }) => symbol ?? '');
      assert.deepEqual([...bySymbol.keys()], Object.keys(symbols ?? { '': 1 }));
      for (const [symbol, rows] of bySymbol) {
        const factor = symbols?.[symbol] ?? scale;
        const ascending = rows.toSorted((a, b) => (a.date < b.date ? -1 : 1));
        // A symbol that was not there on the first day has a row less.
        const expected = plain.rows.slice(-ascending.length);
        assert.ok(ascending.length >= 7, `${symbol}: ${ascending.length} rows`);
        ascending.forEach((row, i) => {
          assert.equal(row.date, expected[i].date);
          for (const field of ['open', 'high', 'low', 'close'] as const) {
            const value = Number(row[field]) / factor;
            assert.ok(
              Math.abs(value - Number(expected[i][field])) < 1e-9,
              `${symbol} ${row.date} ${field}: ${row[field]}`,
            );
          }
          const off = Math.abs(
            Number(row.volume) / (name.startsWith('yfinance_download_many') ? factor : 1) - Number(expected[i].volume),
          );
          assert.ok(off < roundedTo, `${symbol} ${row.date} volume: ${row.volume}`);
        });
        if (bySymbol.size > 1) continue;
        const { bars } = await readBarsCsv([read(name)]);
        assert.deepEqual(
          bars.dates,
          ascending.map(({ date }) => date),
        );
        assert.deepEqual(
          [...bars.close],
          ascending.map(({ close }) => Number(close)),
        );
        assert.deepEqual(
          [...bars.volume],
          ascending.map(({ volume }) => Number(volume)),
        );
      }
    });
  }

  test('headers of formats are those of their samples', async () => {
    for (const { name, header } of PRICE_FORMATS) {
      const [sample] = Object.entries(SAMPLES).find(([, { format }]) => format === name) ?? assert.fail(name);
      const first = new TextDecoder()
        .decode(read(sample))
        .split(/\r?\n/)[0]
        .replaceAll(/" *| +(?=[",])/g, '')
        .replaceAll(/ *, */g, ',');
      assert.ok(first.trim().startsWith(header), `${name}: ${first}`);
    }
  });

  test('prices as they were traded are divided by later splits, dividends too, and the file says so', async () => {
    for (const name of ['tiingo.csv', 'alpha_vantage_adjusted.csv']) {
      const { adjustedFor, notes } = await parse(name);
      assert.deepEqual(adjustedFor, [{ symbol: undefined, date: '2026-10-16', factor: 4 }]);
      assert.match(
        notes[0],
        /^prices were as traded: those before a split \(2026-10-16: 4\) are divided by its factor/,
      );
      assert.match(notes[1], /^the adjusted close is stored and not used/);
    }
    const { rows } = await parse('tiingo.csv');
    assert.deepEqual(
      rows.map(({ dividend }) => Number(dividend)),
      [0, 0, 0.25, 0, 0, 0, 0.25, 0],
    );
    assert.ok(rows.every(({ splitFactor }) => splitFactor === '1'));
    const { actions, notes } = await readBarsCsv([read('tiingo.csv')]);
    assert.deepEqual(actions?.splitFactor, new Float64Array(8).fill(1));
    assert.deepEqual(
      [...(actions?.dividend ?? [])],
      rows.map(({ dividend }) => Number(dividend)),
    );
    assert.match(notes.join(), /divided by its factor.*the adjusted close \(adjClose\) is not used/);
  });
});
