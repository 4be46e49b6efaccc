import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Host, openSource } from '../../src/sources/index.ts';
import { MANNERS } from '../../src/sources/provider.ts';
import { yahoo } from '../../src/sources/yahoo.ts';
import { importYahoo, type YahooClass } from '../../src/sources/yahoo_package.ts';
import { hostAt, priceServer } from '../support/price_server.ts';

const NOW = '2024-03-01T22:00:00Z';
const KEYS = { TIINGO_API_KEY: 'tiingo-key-1', APCA_API_KEY_ID: 'alpaca-id-1', APCA_API_SECRET_KEY: 'alpaca-secret-1' };

describe('sources of prices', () => {
  const server = priceServer();
  const host = (now = NOW): Host =>
    hostAt(now, { ...KEYS, PGAUGUR_TIINGO_URL: server.url(), PGAUGUR_ALPACA_URL: server.url() });

  describe('Tiingo', () => {
    const bar = (date: string, close: number, more = {}) => ({
      date: `${date}T00:00:00.000Z`,
      ...{ open: close, high: close + 1, low: close - 1, close, volume: 1000 },
      ...{ adjClose: close, divCash: 0, splitFactor: 1, ...more },
    });

    test('is asked for a symbol from a date on, the key in a header and not in the address', async () => {
      server.answer(() => ({ body: [bar('2024-01-02', 10)] }));
      const { rows } = await (await openSource('tiingo', host())).bars('BRK/B', '2024-01-01');
      const [{ path, query, headers }] = server.asked;
      assert.equal(path, '/tiingo/daily/BRK%2FB/prices');
      assert.deepEqual(query, { startDate: '2024-01-01', format: 'json', resampleFreq: 'daily' });
      assert.equal(headers.authorization, 'Token tiingo-key-1');
      assert.deepEqual(rows, [
        {
          ...{ line: 1, date: '2024-01-02', open: '10', high: '11', low: '9', close: '10', volume: '1000' },
          ...{ adjustedClose: '10', dividend: '0', splitFactor: '1' },
        },
      ]);
    });

    test('prices as traded are put on the basis behind its splits', async () => {
      server.answer(() => ({
        body: [bar('2024-01-02', 40, { divCash: 2 }), bar('2024-01-03', 10, { splitFactor: 4 }), bar('2024-01-04', 11)],
      }));
      const { rows, notes } = await (await openSource('tiingo', host())).bars('X', '2024-01-01');
      assert.deepEqual(
        rows.map(({ close, volume, dividend, splitFactor }) => [close, volume, dividend, splitFactor]),
        [
          ['10', '4000', '0.5', '1'],
          ['10', '1000', '0', '1'],
          ['11', '1000', '0', '1'],
        ],
      );
      assert.match(notes.join(), /split \(2024-01-03: 4\)/);
    });

    test('what is no list of bars is quoted', async () => {
      server.answer(() => ({ body: { detail: 'Not found.' } }));
      const asked = (await openSource('tiingo', host())).bars('X', '2024-01-01');
      await assert.rejects(asked, { name: 'SourceError', message: /not as agreed .*"Not found\."/ });
    });
  });

  describe('Alpaca', () => {
    const bar = (t: string, c: number) => ({ t, o: c, h: c, l: c, c, v: 12.5, n: 3, vw: c });

    test('pages are read to their end, and bars dated by the clock of New York', async () => {
      server.answer(({ query }) => ({
        body:
          query.page_token === 'next'
            ? { bars: [bar('2024-07-02T04:00:00Z', 11)], symbol: 'X', next_page_token: null }
            : { bars: [bar('2024-01-02T05:00:00Z', 10)], symbol: 'X', next_page_token: 'next' },
      }));
      const { rows } = await (await openSource('alpaca', host('2024-08-01T12:00:00Z'))).bars('X', '2024-01-01');
      assert.deepEqual(
        rows.map(({ date, close, volume }) => [date, close, volume]),
        [
          ['2024-01-02', '10', '12.5'],
          ['2024-07-02', '11', '12.5'],
        ],
      );
      const [{ path, query, headers }] = server.asked;
      assert.equal(path, '/v2/stocks/X/bars');
      assert.deepEqual(
        [query.timeframe, query.adjustment, query.start, query.end],
        ['1Day', 'split', '2024-01-01', '2024-08-01T11:44:00.000Z'],
      );
      assert.deepEqual(
        [headers['apca-api-key-id'], headers['apca-api-secret-key']],
        ['alpaca-id-1', 'alpaca-secret-1'],
      );
    });

    test('a symbol without bars has none', async () => {
      server.answer(() => ({ body: { bars: null, symbol: 'X', next_page_token: null } }));
      const { rows } = await (await openSource('alpaca', host())).bars('X', '2024-01-01');
      assert.deepEqual(rows, []);
    });

    test('pages that go round are not followed for ever', async () => {
      server.answer(() => ({ body: { bars: [], next_page_token: 'again' } }));
      const asked = (await openSource('alpaca', host())).bars('X', '2024-01-01');
      await assert.rejects(asked, { name: 'SourceError', message: 'the pages do not end, 2 were read' });
    });
  });

  describe('Yahoo', () => {
    const seconds = (iso: string) => Date.parse(iso) / 1000;
    const chart = (closes: readonly (number | null)[], events = {}, opens = closes) => ({
      meta: {
        exchangeTimezoneName: 'America/New_York',
        currentTradingPeriod: { regular: { end: seconds('2024-01-04T21:00:00Z') } },
      },
      timestamp: closes.map((_, i) => seconds(`2024-01-0${i + 2}T14:30:00Z`)),
      events,
      indicators: {
        quote: [{ open: opens, high: closes, low: closes, close: closes, volume: closes.map((c) => c && 100) }],
        adjclose: [{ adjclose: closes }],
      },
    });

    /** Answers as the package does: it asks with the fetch that it was given, and hands on what came. */
    const Client: YahooClass = class {
      readonly #fetch;
      constructor({ fetch }: ConstructorParameters<YahooClass>[0]) {
        this.#fetch = fetch;
      }
      async chart(symbol: string, { period1 }: { period1: Date }): Promise<unknown> {
        return (await this.#fetch(`${server.url()}/v8/finance/chart/${symbol}?period1=${+period1 / 1000}`)).json();
      }
    };
    const source = (now = NOW) => yahoo(Client, host(now), { ...MANNERS, paceMs: 0 });

    test('is asked a day early, its empty rows are left out, dividends kept', async () => {
      const events = { dividends: { 1: { date: seconds('2024-01-03T14:30:00Z'), amount: 0.24 } } };
      server.answer(() => ({ body: chart([10, 11, null], events) }));
      const { rows } = await source().bars('^GSPC', '2024-01-02');
      assert.deepEqual(
        [server.asked[0].path, server.asked[0].query],
        ['/v8/finance/chart/%5EGSPC', { period1: String(seconds('2024-01-01')) }],
      );
      assert.deepEqual(
        rows.map(({ date, close, dividend, adjustedClose }) => [date, close, dividend, adjustedClose]),
        [
          ['2024-01-02', '10', '0', '10'],
          ['2024-01-03', '11', '0.24', '11'],
        ],
      );
    });

    test('today is over when its exchange says so', async () => {
      server.answer(() => ({ body: chart([10, 11, 12]) }));
      const during = await source('2024-01-04T20:00:00Z').bars('X', '2024-01-01');
      const after = await source('2024-01-04T21:30:00Z').bars('X', '2024-01-01');
      assert.deepEqual([during.rows.length, after.rows.length], [2, 3]);
    });

    test('a split that it names and has not yet put into its prices is waited for', async () => {
      const events = { splits: { 1: { date: seconds('2024-01-03T14:30:00Z'), numerator: 4, denominator: 1 } } };
      server.answer(() => ({ body: chart([40, 10, 11], events) }));
      await assert.rejects(source().bars('X', '2024-01-01'), /split of 2024-01-03 \(4:1\).*Ask again tomorrow/);
      server.answer(() => ({ body: chart([10, 10, 11], events) }));
      assert.equal((await source().bars('X', '2024-01-01')).rows.length, 3);
    });

    test('429 is waited for there too, and an unknown symbol told', async () => {
      server.answer((_, nth) => (nth === 1 ? { status: 429, body: 'Too Many Requests' } : { body: chart([10]) }));
      assert.equal((await source().bars('X', '2024-01-01')).rows.length, 1);
      const error = { code: 'Not Found', description: 'No data found, symbol may be delisted' };
      server.answer(() => ({ status: 404, body: { chart: { result: null, error } } }));
      await assert.rejects(source().bars('X', '2024-01-01'), {
        kind: 'symbol',
        message: 'status 404, "Not Found No data found, symbol may be delisted"',
      });
    });

    test('without its package a sentence says how to install it', async () => {
      const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
      await assert.rejects(
        importYahoo(() => Promise.reject(missing)),
        { name: 'SourceError', message: /yahoo-finance2 is not installed. Install it: npm install yahoo-finance2@4/ },
      );
      await assert.rejects(
        importYahoo(async () => ({ default: { historical() {} } })),
        /is not what version 4 is/,
      );
      assert.equal(await importYahoo(async () => ({ default: Client })), Client);
    });
  });

  describe('which of them is asked', () => {
    const chosen = async (environment: Readonly<Record<string, string>>) =>
      (await openSource(undefined, hostAt(NOW, environment))).name;

    test('is the first whose keys are set', async () => {
      assert.equal(await chosen(KEYS), 'tiingo');
      assert.equal(await chosen({ ...KEYS, TIINGO_API_KEY: '' }), 'alpaca');
      await assert.rejects(chosen({ APCA_API_KEY_ID: 'alpaca-id-1' }), /no source of prices: set TIINGO_API_KEY/);
    });

    test('a key that cannot be one is refused by the name of its variable alone', async () => {
      for (const key of ['two words and more', 'line\nbreak-in-it', 'naïve-key-12']) {
        await assert.rejects(openSource('tiingo', hostAt(NOW, { TIINGO_API_KEY: key })), (error: Error) => {
          assert.match(error.message, /TIINGO_API_KEY must be/);
          assert.ok(!error.message.includes(key));
          return true;
        });
      }
      await assert.rejects(openSource('alpaca', hostAt(NOW, {})), /APCA_API_KEY_ID is not set/);
    });

    test('an address that is none is refused', async () => {
      const environment = { ...KEYS, PGAUGUR_TIINGO_URL: 'localhost:80' };
      await assert.rejects(openSource('tiingo', hostAt(NOW, environment)), /PGAUGUR_TIINGO_URL must be an address/);
    });
  });
});
