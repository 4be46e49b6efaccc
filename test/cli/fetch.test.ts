import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { z } from 'zod';
import { fetchCommand } from '../../src/cli/fetch/command.ts';
import { fetchAll } from '../../src/cli/fetch/fetch_all.ts';
import { createInstrument } from '../../src/db/instruments.ts';
import { insertPrices } from '../../src/db/prices.ts';
import { deliveredOf } from '../../src/sources/answers/delivered.ts';
import { NEW_YORK } from '../../src/sources/answers/market_day.ts';
import { clockAt } from '../../src/sources/clock.ts';
import type { PriceSource } from '../../src/sources/index.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ownDatabase } from '../support/own_database.ts';
import { ownFolder } from '../support/own_folder.ts';
import { type Asked, hostAt, priceServer, type Reply } from '../support/price_server.ts';
import { column, rows } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { runCommand } from './support.ts';

const NOW = '2024-03-01T22:00:00Z';
const KEY = 'tiingo-key-1';

type Bar = Record<string, string | number>;

/** The date of the n-th day of January 2024; there are no weekends here. */
const day = (n: number): string => `2024-01-${String(n).padStart(2, '0')}`;
const bar = (n: number, close: number, more: Bar = {}): Bar => ({
  date: `${day(n)}T00:00:00.000Z`,
  ...{ open: close, high: close + 1, low: close - 1, close, volume: 100, adjClose: close, divCash: 0, splitFactor: 1 },
  ...more,
});
const days = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const output = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string(),
      inserted: z.number(),
      corrected: z.number(),
      unchanged: z.number(),
      refused: z.number(),
      notes: z.array(z.string()),
    }),
  ),
  failed: z.array(z.object({ symbol: z.string(), error: z.string() })),
  left: z.array(z.string()),
  interrupted: z.boolean(),
});

describe('pgaugur fetch', () => {
  const database = ownDatabase();
  const db = database.pool();
  const server = priceServer();
  const folder = ownFolder();
  beforeEach(async () => {
    await db.query('delete from base_instruments');
  });

  /** Answers as Tiingo does: the bars of a history from startDate on. */
  const histories =
    (bySymbol: Readonly<Record<string, readonly Bar[]>>) =>
    (asked: Asked): Reply => {
      const symbol = asked.path.split('/')[3];
      const history = bySymbol[symbol];
      if (!history) return { status: 404, body: { detail: 'Not found.' } };
      return { body: history.filter(({ date }) => String(date) >= asked.query.startDate) };
    };

  const run = (t: Parameters<typeof runCommand>[0], ...args: string[]) =>
    runCommand(
      t,
      fetchCommand(() => hostAt(NOW, { TIINGO_API_KEY: KEY, PGAUGUR_TIINGO_URL: server.url() })),
      database,
      ...args,
    );

  async function fetched(t: Parameters<typeof runCommand>[0], ...args: string[]) {
    const { code, stdout } = await run(t, '--json', ...args);
    const printed = output.parse(JSON.parse(stdout));
    return { code, ...printed, from: server.asked.map(({ query }) => query.startDate) };
  }

  const closes = () =>
    column(
      db,
      "select trading_date_local || ' ' || trim_scale(close_price) from stock_prices order by trading_date_local",
    );

  test('a history is stored and its run begins; it goes on behind it, the last ten sessions read again', async (t) => {
    const history = days(1, 15).map((n) => bar(n, 100 + n));
    server.answer(histories({ AAA: history }));
    const first = await fetched(t, 'AAA', '--exchange', 'XNAS', '--currency', 'USD');
    assert.deepEqual([first.code, first.symbols[0].inserted, first.from], [0, 15, ['1970-01-01']]);
    assert.deepEqual(
      await rows(
        db,
        `select i.symbol, i.currency, e.mic_code, min(p.data_source) as source, count(*)::int as sessions
         from base_instruments i join exchanges e on e.id = i.exchange_id join stock_prices p on p.stock_id = i.id
         group by 1, 2, 3`,
      ),
      [{ symbol: 'AAA', currency: 'USD', mic_code: 'XNAS', source: 'fetch:tiingo', sessions: 15 }],
    );
    assert.deepEqual(await column(db, 'select count(*)::int from ml_pipeline_runs'), [1]);

    server.asked.length = 0;
    server.answer(histories({ AAA: [...history.with(9, bar(10, 90)), bar(16, 116)] }));
    const second = await fetched(t, 'AAA');
    const [{ inserted, corrected, unchanged }] = second.symbols;
    assert.deepEqual([second.from, inserted, corrected, unchanged], [[day(6)], 1, 1, 9]);
    assert.equal((await closes())[9], `${day(10)} 90`);
  });

  test('nothing new changes nothing', async (t) => {
    server.answer(histories({ AAA: [bar(1, 10), bar(2, 11)] }));
    await run(t, 'AAA');
    const { stdout, code } = await run(t, 'AAA');
    assert.equal(code, 0);
    assert.match(stdout, /Nothing changed, so nothing is forecast anew/);
  });

  test('behind a split all of it is read again, and stands on one basis', async (t) => {
    const before = days(1, 15).map((n) => bar(n, 40));
    server.answer(histories({ AAA: before }));
    await run(t, 'AAA');
    server.asked.length = 0;
    server.answer(histories({ AAA: [...before, bar(16, 10, { splitFactor: 4 })] }));
    const { from, symbols } = await fetched(t, 'AAA');
    assert.deepEqual(from, [day(6), day(1)]);
    assert.deepEqual([symbols[0].inserted, symbols[0].corrected], [1, 15]);
    assert.match(symbols[0].notes.join(), /read again: the close of 2024-01-06 was 40.* and is 10/);
    assert.deepEqual(new Set((await closes()).map((text) => String(text).split(' ')[1])), new Set(['10']));

    server.asked.length = 0;
    const again = await fetched(t, 'AAA');
    assert.deepEqual([again.from, again.symbols[0].unchanged], [[day(7)], 10]);
  });

  test('a dividend changes the adjusted closes of all, and no run is asked for', async (t) => {
    const history = days(1, 15).map((n) => bar(n, 40));
    server.answer(histories({ AAA: history }));
    await run(t, 'AAA');
    await db.query('delete from ml_pipeline_runs');
    server.answer(histories({ AAA: history.map((one) => ({ ...one, adjClose: 39 })) }));
    const { symbols } = await fetched(t, 'AAA');
    assert.equal(symbols[0].corrected, 15);
    assert.deepEqual(await column(db, 'select count(*)::int from ml_pipeline_runs'), [0]);
  });

  test('behind a split what the source does not have would stay on the old basis: nothing is changed', async (t) => {
    server.answer(histories({ AAA: days(3, 15).map((n) => bar(n, 40)) }));
    await run(t, 'AAA');
    const [id] = await column<number>(db, 'select id from base_instruments');
    const row = { line: 1, open: '40', high: '40', low: '40', close: '40', volume: '1' };
    await insertPrices(
      db,
      id,
      [
        { ...row, date: day(1) },
        { ...row, date: day(2) },
      ],
      'mine',
    );
    server.answer(histories({ AAA: [...days(3, 15).map((n) => bar(n, 40)), bar(16, 10, { splitFactor: 4 })] }));
    const { code, failed } = await fetched(t, 'AAA');
    assert.equal(code, 1);
    assert.match(failed[0].error, /2 sessions that are stored \(the first: 2024-01-01\) would stay on the old one/);
    assert.deepEqual(new Set((await closes()).map((text) => String(text).split(' ')[1])), new Set(['40']));
  });

  test('--from is where a new history begins, and is read again from where it is earlier than what is', async (t) => {
    server.answer(histories({ AAA: days(1, 15).map((n) => bar(n, 10)) }));
    assert.deepEqual((await fetched(t, 'AAA', '--from', day(12))).symbols[0].inserted, 4);
    assert.deepEqual((await fetched(t, 'AAA', '--from', day(14))).from.at(-1), day(12));
    assert.deepEqual((await fetched(t, 'AAA', '--from', day(10))).symbols[0].inserted, 2);
    await assert.rejects(run(t, 'AAA', '--from', '2999-01-01'), /has not come yet/);
  });

  test('rows that break a rule are reported as import reports them, the others stored', async (t) => {
    server.answer(histories({ AAA: [bar(1, 10), bar(2, 10, { high: 5 }), bar(3, 10, { close: 'abc' })] }));
    const report = join(folder, 'refused.csv');
    const { code, stdout } = await run(t, 'AAA', '--report', report);
    assert.equal(code, 0);
    assert.match(stdout, /AAA of tiingo:2 +2024-01-02 +ohlc_consistency/);
    assert.match(stdout, /AAA of tiingo:3 +close_price is a number +abc, on 2024-01-03/);
    assert.equal((await readFile(report, 'utf8')).trimEnd().split('\n').length, 3);
    assert.equal((await closes()).length, 1);
  });

  test('a symbol that cannot be had leaves no instrument, does not stop the others, and ends with 1', async (t) => {
    server.answer(histories({ AAA: [bar(1, 10)], EMPTY: [], BAD: [bar(1, 10, { low: 0 })] }));
    const { code, symbols, failed } = await fetched(t, 'GONE', 'EMPTY', 'AAA', 'BAD');
    assert.deepEqual([code, symbols.map(({ symbol }) => symbol)], [1, ['AAA']]);
    assert.deepEqual(
      failed.map(({ symbol }) => symbol),
      ['GONE', 'EMPTY', 'BAD'],
    );
    assert.match(failed[0].error, /tiingo: status 404, "Not found\."/);
    assert.match(failed[1].error, /no bars of EMPTY since 1970-01-01/);
    assert.match(failed[2].error, /nothing was loaded, the only row breaks a rule; line 1: positive_prices/);
    assert.deepEqual(await column(db, 'select symbol from base_instruments'), ['AAA']);
  });

  test('when the source has enough, nobody else is asked for, and what is stored stays', async (t) => {
    const all = histories({ A: [bar(1, 10)], B: [bar(1, 10)] });
    const enough = { body: 'You have run over your hourly request allocation' };
    server.answer((asked) => (/\/[AB]\//.test(asked.path) ? all(asked) : enough));
    const { code, stderr, stdout } = await run(t, 'A', 'B', 'C', 'D', 'E', 'F');
    assert.equal(code, 1);
    assert.match(stdout, /2 symbols/);
    assert.equal(stderr.match(/tiingo: "You have run over your hourly request allocation"/g)?.length, 1);
    assert.match(
      stderr,
      /not asked any more: 2 symbols are stored, not asked for: .*F\. The same command goes on with them$/m,
    );
    assert.ok(server.asked.length <= 4, `${server.asked.length} requests`);
  });

  test('a wrong key is told once, without its value', async (t) => {
    server.answer(() => ({ status: 401, body: { detail: `Invalid token ${KEY}` } }));
    const { code, stderr, stdout } = await run(t, 'A', 'B', 'C', 'D', 'E');
    assert.equal(code, 1);
    assert.match(stderr, /status 401, "Invalid token \*\*\*"/);
    assert.ok(!`${stdout}${stderr}`.includes(KEY));
    assert.ok(server.asked.length <= 2);
  });

  test('another case of a symbol is not another instrument, unless it is said; a name of its own may be', async (t) => {
    server.answer(histories({ AAA: [bar(1, 10)], aaa: [bar(1, 10)], '%5EGSPC': [bar(1, 10)] }));
    await run(t, 'AAA');
    assert.match((await run(t, 'aaa')).stderr, /no instrument has the symbol "aaa"\. There is "AAA"; --create/);
    assert.equal((await run(t, 'aaa', '--create')).code, 0);
    assert.equal((await run(t, '^GSPC', '--symbol', 'SPX', '--type', 'index')).code, 0);
    assert.deepEqual(await column(db, 'select symbol from base_instruments order by id'), ['AAA', 'aaa', 'SPX']);
    assert.deepEqual(await column(db, 'select close_value::float from index_prices'), [10]);
    assert.equal((await fetched(t, '^GSPC', '--symbol', 'SPX')).symbols[0].unchanged, 1);
  });

  test('a symbol at another exchange than the one that is named is said with where it is, and asked nowhere', async (t) => {
    server.answer(histories({ CAT: [bar(1, 10)] }));
    await run(t, 'CAT', '--exchange', 'XNAS');
    server.asked.length = 0;
    assert.match(
      (await run(t, 'CAT', '--exchange', 'XYZZ')).stderr,
      /"CAT" is not at XYZZ, but at XNAS: --exchange XNAS means that one; --create makes a second one/,
    );
    assert.equal(server.asked.length, 0);
    assert.equal((await run(t, 'CAT', '--exchange', 'XYZZ', '--create')).code, 0);
    assert.deepEqual(await column(db, 'select count(*)::int from base_instruments'), [2]);
  });

  test('the loader in SQL that the documents show writes what differs, and puts stored prices on a new basis', async () => {
    const text = await readFile(new URL('../../docs/fetching_prices.md', import.meta.url), 'utf8');
    const [staging, upsert, split] = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql);
    await db.query("insert into base_instruments (symbol) values ('AAPL')");
    const client = await db.connect();
    try {
      await client.query(staging);
      await client.query(
        "insert into staged values ('2026-06-09', 40, 44, 38, 42, 100), ('2026-06-10', 10, 11, 9, 10, 400)",
      );
      assert.equal((await client.query(upsert)).rowCount, 2);
      assert.equal((await client.query(upsert)).rowCount, 0);
      assert.equal((await client.query(split)).rowCount, 1);
    } finally {
      client.release(true);
    }
    assert.deepEqual(await closes(), ['2026-06-09 10.5', '2026-06-10 10']);
  });

  test('several may create the same exchange at a time', async () => {
    const [one, other] = [await db.connect(), await db.connect()];
    try {
      await one.query('begin');
      await other.query('begin');
      await createInstrument(one, { symbol: 'A', exchange: 'XNEW' });
      const second = createInstrument(other, { symbol: 'B', exchange: 'XNEW' });
      const waits =
        "select count(*)::int from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      await until(async () => (await column<number>(db, waits))[0] > 0, 'the second to wait for the first');
      await one.query('commit');
      assert.equal((await second).exchange, 'XNEW');
      await other.query('commit');
    } finally {
      one.release(true);
      other.release(true);
    }
    assert.deepEqual(await column(db, "select count(*)::int from exchanges where mic_code = 'XNEW'"), [1]);
  });

  test('what is not the one that is meant is refused before the source is asked', async (t) => {
    server.answer(histories({}));
    const failure = async (...args: string[]) => (await run(t, ...args)).stderr;
    await db.query(
      `insert into exchanges (name, mic_code) values ('one', 'XONE'), ('two', 'XTWO');
       insert into base_instruments (symbol, exchange_id) select 'AAA', id from exchanges where mic_code in ('XONE', 'XTWO')`,
    );
    assert.match(await failure('AAA'), /symbol "AAA" is ambiguous, it exists at XONE and XTWO/);
    assert.match(await failure('AAA', '--exchange', 'XONE', '--type', 'index'), /--type index does not fit/);
    for (const symbol of ['..', 'A B', '']) await assert.rejects(run(t, symbol), /a symbol has a letter or a digit/);
    assert.equal(server.asked.length, 0);
  });

  test('a database that goes away ends it, and what was stored before is said', async (t) => {
    server.answer(histories({ A: [bar(1, 10)] }));
    const source: PriceSource = {
      name: 'local',
      atOnce: 1,
      async bars(symbol) {
        if (symbol === 'B') throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        return deliveredOf(
          [{ date: day(1), open: '1', high: '1', low: '1', close: '1' }],
          day(1),
          clockAt(new Date(NOW)),
          NEW_YORK,
        );
      },
    };
    const silent = { starting() {}, within() {}, done() {} };
    const all = await fetchAll(db, source, ['A', 'B', 'C'], { create: false }, silent, t.signal);
    assert.deepEqual([all.stored.map(({ symbol }) => symbol), all.left], [['A'], ['B', 'C']]);
    assert.match(String(all.broken), /gone/);
  });

  test('Ctrl-C ends it with 130: what is stored is said, and the rest by name', async () => {
    const all = histories({ A: [bar(1, 10)] });
    server.answer((asked) => (asked.path.includes('/A/') ? all(asked) : {}));
    const { FORCE_COLOR: _, npm_lifecycle_event: __, ...environment } = process.env;
    const env = {
      ...environment,
      ...{ DATABASE_URL: database.url, PGAUGUR_SCHEMA: database.schema, NO_COLOR: '1' },
      ...{ TIINGO_API_KEY: KEY, PGAUGUR_TIINGO_URL: server.url() },
    };
    let child: ReturnType<typeof execFile> | undefined;
    const ended = new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
      child = execFile(process.execPath, [EXECUTABLE, 'fetch', 'A', 'B', 'C', 'D'], { env }, (error, stdout, stderr) =>
        done({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
    await until(async () => server.asked.length >= 3, 'three requests');
    child?.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130);
    assert.match(stdout, /^A +tiingo +2024-01-01/m);
    assert.match(
      stderr,
      /interrupted: 1 symbol is stored, not asked for: B, C, D\. The same command goes on with them$/m,
    );
    assert.deepEqual(await closes(), ['2024-01-01 10']);
  });
});
