import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type pg from 'pg';
import { type ExchangeHoliday, exchangeHolidays, KNOWN_EXCHANGES } from '../../src/calendar/index.ts';
import { registerExchangeCalendars, registerKnownExchanges } from '../../src/db/exchange_calendars.ts';
import { createInstrument, readHolidays } from '../../src/db/instruments.ts';
import { migrate } from '../../src/db/migrate.ts';
import { insertBars, insertPriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, value } from '../support/rows.ts';

const of = (mic: string): ExchangeHoliday[] => exchangeHolidays().filter(({ micCode }) => micCode === mic);

/** What tests of a calendar do to a database. */
const adding = (client: pg.Client) => {
  async function addExchange(mic: string | null): Promise<number> {
    const made = await client.query<{ id: number }>(
      "insert into exchanges (name, mic_code) values ('an exchange', $1) returning id",
      [mic],
    );
    return made.rows[0].id;
  }

  const addStock = async (symbol: string, exchangeId: number): Promise<number> =>
    (
      await one<{ id: number }>(
        client,
        'insert into base_instruments (symbol, exchange_id) values ($1, $2) returning id',
        [symbol, exchangeId],
      )
    ).id;

  /** Ends the runs there are; answers the reasons of those that were open. */
  async function takeRuns(): Promise<string[]> {
    const ended = await client.query<{ reason: string }>(
      `update ml_pipeline_runs set status = 'succeeded', finished_at = now() where status = 'queued' returning reason`,
    );
    return ended.rows.map((row) => row.reason);
  }

  return { addExchange, addStock, takeRuns };
};

describeInTransaction('exchange calendars', (client) => {
  const { addExchange, addStock, takeRuns } = adding(client);

  /** Holidays in force in a year, as "month-day name". */
  async function inForce(exchangeId: number, year: number): Promise<string[]> {
    const found = await client.query<{ day: string }>(
      `select to_char(holiday_date, 'MM-DD') || ' ' || coalesce(name, '') as day from exchange_holidays
       where exchange_id = $1 and extract(year from holiday_date) = $2 order by holiday_date`,
      [exchangeId, year],
    );
    return found.rows.map((row) => row.day);
  }

  const count = async (exchangeId: number): Promise<number> =>
    (await client.query('select from exchange_holidays where exchange_id = $1', [exchangeId])).rowCount ?? 0;

  const targetSession = (session: string, ahead: number, exchangeId: number | null): Promise<string> =>
    value(client, 'select target_session($1, $2, $3)::text as day', [session, ahead, exchangeId]);

  test('an exchange that appears has its holidays from 2000 to 2030, one that is not known has none', async () => {
    const newYork = await addExchange('XNYS');
    assert.equal(await count(newYork), of('XNYS').length);
    assert.deepEqual(await inForce(newYork, 2028), [
      '01-17 Martin Luther King, Jr. Day',
      "02-21 Washington's Birthday",
      '04-14 Good Friday',
      '05-29 Memorial Day',
      '06-19 Juneteenth National Independence Day',
      '07-04 Independence Day',
      '09-04 Labor Day',
      '11-23 Thanksgiving Day',
      '12-25 Christmas Day',
    ]);
    assert.equal(await count(await addExchange('XLON')), 0);
    assert.equal(await count(await addExchange(null)), 0);
  });

  const hoursOf = (exchangeId: number) =>
    one(client, 'select timezone, market_open, market_close from exchanges where id = $1', [exchangeId]);
  const NEW_YORK = { timezone: 'America/New_York', market_open: '09:30:00', market_close: '16:00:00' };

  test('an exchange is known by its other names: holidays and hours are there, whichever it is stored by', async () => {
    const codes = {
      NYSE: 'XNYS',
      nasdaq: 'XNAS',
      'NYSE American': 'XASE',
      AMEX: 'XASE',
      ARCA: 'ARCX',
      'NYSE-Arca': 'ARCX',
    };
    for (const [name, code] of [
      ...Object.entries(codes),
      ['GPW', 'XWAR'],
      ['WSE', 'XWAR'],
      ['xnys', 'XNYS'],
      ['XLON', 'XLON'],
      ['No such', 'No such'],
    ]) {
      assert.equal(await value(client, 'select exchange_code($1)', [name]), code, name);
    }
    const stored = await addExchange('NYSE');
    assert.equal(await count(stored), of('XNYS').length);
    assert.deepEqual(await hoursOf(stored), NEW_YORK);
    assert.equal(await value(client, "select exchange_code('NYSE')"), 'NYSE', 'whoever made it calls it so');
    assert.deepEqual(await hoursOf(await addExchange('XWAR')), {
      timezone: 'Europe/Warsaw',
      market_open: '09:00:00',
      market_close: '17:00:00',
    });
  });

  test('what an exchange says of its hours stays, and hours of another time zone are not mixed in', async () => {
    const said = async (mic: string, zone: string | null, close: string | null) => {
      const made = await one<{ id: number }>(
        client,
        "insert into exchanges (name, mic_code, timezone, market_close) values ('x', $1, $2, $3) returning id",
        [mic, zone, close],
      );
      return hoursOf(made.id);
    };
    assert.deepEqual(await said('XNYS', null, '13:00'), { ...NEW_YORK, market_close: '13:00:00' });
    assert.deepEqual(await said('XNAS', 'UTC', null), { timezone: 'UTC', market_open: null, market_close: null });
    assert.deepEqual(await said('XLON', null, null), { timezone: null, market_open: null, market_close: null });
    const moved = await addExchange('XWAR');
    await client.query("update exchanges set mic_code = 'ARCX' where id = $1", [moved]);
    assert.deepEqual(await hoursOf(moved), NEW_YORK);
    await client.query("update exchanges set mic_code = 'XTSE' where id = $1", [moved]);
    assert.deepEqual(await hoursOf(moved), { timezone: null, market_open: null, market_close: null });
  });

  test('an exchange that was made without holidays and hours gets them when its name becomes known, once', async () => {
    await client.query('delete from known_exchanges');
    const [newYork, nasdaq] = [await addExchange('XNYS'), await addExchange('NASDAQ')];
    assert.equal(await count(nasdaq), 0);
    await registerKnownExchanges(client, KNOWN_EXCHANGES);
    assert.deepEqual([await hoursOf(newYork), await hoursOf(nasdaq)], [NEW_YORK, NEW_YORK]);
    assert.equal(await count(nasdaq), of('XNAS').length);
    await client.query('delete from exchange_holidays where exchange_id = $1', [nasdaq]);
    await client.query('update exchanges set market_close = null where id = $1', [nasdaq]);
    await registerKnownExchanges(client, KNOWN_EXCHANGES);
    assert.equal(await count(nasdaq), 0, 'what somebody took away stays away');
    assert.equal((await hoursOf(nasdaq)).market_close, null);
  });

  test('an exchange that is created with its first instrument has its holidays', async () => {
    const { id } = await createInstrument(client, { symbol: 'PKO', exchange: 'XWAR' });
    const holidays = await readHolidays(client, id);
    assert.deepEqual(
      holidays.sort(),
      of('XWAR').map(({ date }) => date),
    );
    assert.deepEqual(await takeRuns(), [], 'without prices there is nothing to run');
  });

  test('the seventh session is counted past weekends, holidays and closures', async () => {
    const newYork = await addExchange('XNYS');
    const warsaw = await addExchange('XWAR');
    const unknown = await addExchange('XLON');
    // The real seventh sessions after these: sessions of the S&P 500 and the WIG20.
    assert.equal(await targetSession('2001-09-10', 7, newYork), '2001-09-25');
    assert.equal(await targetSession('2018-03-26', 7, newYork), '2018-04-05');
    assert.equal(await targetSession('2018-03-26', 7, warsaw), '2018-04-06');
    assert.equal(await targetSession('2012-12-20', 7, warsaw), '2013-01-07');
    assert.equal(await targetSession('2018-03-26', 7, unknown), '2018-04-04');
    assert.equal(await targetSession('2018-03-26', 7, null), '2018-04-04');
  });

  /** Prices of an instrument without a calendar on these days of the week, Sunday 0, and further dates. */
  async function tradedOn(isSession: (weekday: number) => boolean, sessions: number, besides: readonly string[] = []) {
    const id = await addStock('AAA', await addExchange(null));
    await insertPriceRows(client, id, walkRows(sessions, 1, '2024-01-01', isSession));
    for (const from of besides) await insertBars(client, id, 1, { from });
    return column<number[]>(client, 'select trading_weekdays($1)', [id]);
  }
  const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5];

  test('without a calendar, an instrument trades on the days its newest prices are of', async () => {
    const cases: [what: string, isSession: (weekday: number) => boolean, days: number[]][] = [
      ['crypto', () => true, [1, 2, 3, 4, 5, 6, 7]],
      ['Sunday to Thursday', (weekday) => weekday < 5, [1, 2, 3, 4, 7]],
      ['with Saturdays', (weekday) => weekday > 0, [1, 2, 3, 4, 5, 6]],
      ['usual', (weekday) => weekday % 6 > 0, MONDAY_TO_FRIDAY],
    ];
    for (const [what, isSession, days] of cases) {
      assert.deepEqual(await tradedOn(isSession, 40), [days], what);
      await client.query('truncate base_instruments cascade');
    }
  });

  test('a Saturday that made up for a holiday makes no Saturdays, and few prices say nothing', async () => {
    assert.deepEqual(await tradedOn((weekday) => weekday % 6 > 0, 40, ['2024-02-03', '2024-02-18']), [
      MONDAY_TO_FRIDAY,
    ]);
    await client.query('truncate base_instruments cascade');
    assert.deepEqual(await tradedOn(() => true, 19), [MONDAY_TO_FRIDAY]);
    await client.query('truncate base_instruments cascade');
    assert.deepEqual(await tradedOn(() => true, 20), [[1, 2, 3, 4, 5, 6, 7]], 'from 20 on they do');
  });

  test('a seven-day series that was a weekday’s before, or has gaps, goes by its newest weeks', async () => {
    const id = await addStock('AAA', await addExchange(null));
    await insertPriceRows(client, id, walkRows(100, 1, '2023-06-01'));
    await insertBars(client, id, 70, { from: '2024-01-01' });
    await client.query("delete from stock_prices where trading_date_local between '2024-02-10' and '2024-02-19'");
    assert.deepEqual(await column(client, 'select trading_weekdays($1)', [id]), [[1, 2, 3, 4, 5, 6, 7]]);
  });

  test('a calendar that is named goes before the series, and target sessions are counted by either', async () => {
    const exchange = await addExchange(null);
    const id = await addStock('BTC', exchange);
    await insertBars(client, id, 60);
    const ahead = (sessions: number) =>
      value(client, "select target_session('2024-02-29', $2, $3, trading_weekdays($1))::text", [
        id,
        sessions,
        exchange,
      ]);
    assert.deepEqual([await ahead(1), await ahead(7)], ['2024-03-01', '2024-03-07']);
    await client.query("insert into exchange_holidays (exchange_id, holiday_date) values ($1, '2024-03-04')", [
      exchange,
    ]);
    assert.deepEqual([await ahead(1), await ahead(7)], ['2024-03-01', '2024-03-12']);
  });

  test('a closure of many weeks is counted past', async () => {
    // Athens did not trade from 29 June to 31 July 2015, Kyiv not from 24 February to 5 August 2022.
    const athens = await addExchange('ASEX');
    await client.query(
      `insert into exchange_holidays (exchange_id, holiday_date, name)
       select $1::integer, day, 'closed' from generate_series(date '2015-06-29', '2015-07-31', '1 day') day
       union all
       select $1::integer, day, 'closed' from generate_series(date '2022-02-24', '2022-08-05', '1 day') day`,
      [athens],
    );
    assert.equal(await targetSession('2015-06-26', 7, athens), '2015-08-11');
    assert.equal(await targetSession('2022-02-23', 7, athens), '2022-08-16');
    assert.equal(await targetSession('2022-02-23', 1, athens), '2022-08-08');
  });

  test('what a user has added, renamed or removed survives another registration', async () => {
    const newYork = await addExchange('XNYS');
    await client.query(
      `insert into exchange_holidays (exchange_id, holiday_date, name) values ($1, '2029-03-07', 'Mourning')`,
      [newYork],
    );
    await client.query(`update exchange_holidays set name = 'Xmas' where holiday_date = '2029-12-25'`);
    await client.query(`delete from exchange_holidays where holiday_date = '2029-06-19'`);
    const changed = await inForce(newYork, 2029);
    assert.ok(changed.includes('03-07 Mourning') && changed.includes('12-25 Xmas'));
    assert.ok(!changed.some((day) => day.startsWith('06-19')));

    await registerExchangeCalendars(client, exchangeHolidays());
    assert.deepEqual(await inForce(newYork, 2029), changed);
  });

  test('a holiday that a user wrote first keeps its name when the exchange says which one it is', async () => {
    const exchange = await addExchange(null);
    await client.query(
      `insert into exchange_holidays (exchange_id, holiday_date, name) values ($1, '2029-12-25', 'Xmas')`,
      [exchange],
    );
    await client.query(`update exchanges set mic_code = 'XNYS' where id = $1`, [exchange]);
    assert.equal(await count(exchange), of('XNYS').length);
    assert.ok((await inForce(exchange, 2029)).includes('12-25 Xmas'));
    await client.query(`update exchanges set mic_code = 'XWAR' where id = $1`, [exchange]);
    const expected = new Set([...of('XWAR').map(({ date }) => date), '2029-12-25']);
    assert.equal(await count(exchange), expected.size);
  });

  test('an exchange that changes in another way does not get back what was removed', async () => {
    const exchange = await addExchange('XNYS');
    await client.query(`delete from exchange_holidays where holiday_date = '2029-06-19'`);
    await client.query(`update exchanges set name = 'NYSE', mic_code = mic_code where id = $1`, [exchange]);
    assert.equal(await count(exchange), of('XNYS').length - 1);
  });

  test('a calendar that has changed is carried to its exchanges, without what users changed', async () => {
    const newYork = await addExchange('XNYS');
    const warsaw = await addExchange('XWAR');
    await client.query(`update exchange_holidays set name = 'Xmas' where holiday_date = '2029-12-25'`);
    const later = exchangeHolidays()
      .filter(({ date }) => date !== '2029-12-25' && date !== '2029-12-26')
      .concat({ micCode: 'XNYS', date: '2029-03-07', name: 'Mourning' });
    await registerExchangeCalendars(client, later);
    const days = await inForce(newYork, 2029);
    assert.ok(days.includes('03-07 Mourning') && days.includes('12-25 Xmas'));
    assert.ok(!(await inForce(warsaw, 2029)).some((day) => day.startsWith('12-26')), 'no longer a holiday');
    assert.equal(await count(newYork), of('XNYS').length + 1);
  });

  test("a calendar of the user's own reaches its exchange, and registration leaves it", async () => {
    const london = await addExchange('XLON');
    await client.query(`insert into exchange_calendars values ('XLON', '2029-12-26', 'Boxing Day')`);
    await registerExchangeCalendars(client, exchangeHolidays());
    assert.deepEqual(await inForce(london, 2029), ['12-26 Boxing Day']);
    await client.query(`delete from exchange_calendars where mic_code = 'XLON'`);
    assert.equal(await count(london), 0);
  });

  test('a calendar refuses days of the weekend, and updates, by name', async () => {
    const trying = (statement: string) => tried(client, () => client.query(statement));
    await assert.rejects(
      trying(`insert into exchange_calendars values ('XLON', '2029-12-29', 'a Saturday')`),
      /holidays_are_weekdays/,
    );
    await assert.rejects(
      trying(`update exchange_calendars set holiday_date = '2029-12-27' where holiday_date = '2029-12-25'`),
      /deleted and inserted, not updated: 2029-12-25 of X/,
    );
  });

  test('a new holiday moves the target dates it lies before, of predictions that are still open', async () => {
    const newYork = await addExchange('XNYS');
    const stock = await addStock('AAA', newYork);
    const model = await client.query<{ id: number }>(
      `insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
         training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
         data_hash, model_file_path, trained_at, status, is_production, gate_passed)
       select $1, 'v2.0.0', 'AAA', '{}', s.id, 1, 1, 1, 1, '2020-01-01', '2021-01-01', '2022-01-01', '', '', now(),
              'testing', false, false
       from ml_feature_sets s where s.is_current
       returning id`,
      [stock],
    );
    await client.query(
      `insert into ml_predictions (model_id, instrument_id, origin, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, prediction_confidence, feature_importance_json, trading_signal,
         signal_strength, actual_class, prediction_accuracy)
       select $1, $2, 'live', p.session, target_session(p.session, 7, $3), 0, true, 0.5, 0.5, '[]', 'HOLD', 0, p.actual, p.actual
       from (values (date '2029-02-20', null::boolean), ('2029-03-01', null), ('2029-03-02', true)) p (session, actual)`,
      [model.rows[0].id, stock, newYork],
    );
    const targets = () =>
      column<string>(client, 'select target_date::text as day from ml_predictions order by prediction_date');
    assert.deepEqual(await targets(), ['2029-03-01', '2029-03-12', '2029-03-13']);
    await client.query(`insert into exchange_holidays (exchange_id, holiday_date) values ($1, '2029-03-07')`, [
      newYork,
    ]);
    assert.deepEqual(await targets(), ['2029-03-01', '2029-03-13', '2029-03-13']);
    await client.query(`delete from exchange_holidays where holiday_date = '2029-03-07'`);
    assert.deepEqual(await targets(), ['2029-03-01', '2029-03-12', '2029-03-13']);
    // Without its last holiday the exchange has no calendar, and the instrument its own weekends.
    await insertBars(client, stock, 60);
    await client.query('delete from exchange_holidays');
    assert.deepEqual(await targets(), ['2029-02-27', '2029-03-08', '2029-03-13']);
  });
});

describe('an exchange that was there before pgaugur', () => {
  const database = ownDatabase({ empty: true });
  const client = database.client();

  test('has its holidays after migrate', async () => {
    await client.query(`
      create schema adopted;
      create table adopted.exchanges (
        id serial primary key, name varchar(100) not null, mic_code varchar(10) unique, country_id integer,
        timezone varchar(50), market_open time, market_close time, is_active boolean default true);
      insert into adopted.exchanges (name, mic_code) values ('Warsaw', 'XWAR'), ('London', 'XLON')`);
    await migrate(database.url, 'adopted');
    const found = await client.query(
      'select mic_code, count(*)::int from adopted.exchange_holidays h join adopted.exchanges e on e.id = h.exchange_id group by 1',
    );
    assert.deepEqual(found.rows, [{ mic_code: 'XWAR', count: of('XWAR').length }]);
  });
});

// Not in one transaction: an instrument is asked for once in each.
describe('holidays that change', () => {
  const client = ownDatabase().client();
  const { addExchange, addStock, takeRuns } = adding(client);

  test('ask for the instruments of the exchange that have prices, an unchanged calendar for none', async () => {
    const newYork = await addExchange('XNYS');
    const warsaw = await addExchange('XWAR');
    await insertBars(client, await addStock('AAA', newYork), 3);
    await insertBars(client, await addStock('BBB', warsaw), 3);
    await addStock('CCC', newYork);
    await takeRuns();

    await registerExchangeCalendars(client, exchangeHolidays());
    await client.query(`update exchange_holidays set name = 'Xmas' where holiday_date = '2029-12-25'`);
    assert.deepEqual(await takeRuns(), []);

    const mourning = `insert into exchange_holidays (exchange_id, holiday_date) values ($1, '2029-03-07')`;
    await client.query(mourning, [newYork]);
    assert.deepEqual(await takeRuns(), ['holidays changed']);
    await client.query(`update exchange_holidays set holiday_date = '2029-03-08' where holiday_date = '2029-03-07'`);
    assert.deepEqual(await takeRuns(), ['holidays changed']);
    await client.query(`delete from exchange_holidays where holiday_date = '2029-03-08'`);
    assert.deepEqual(await takeRuns(), ['holidays changed']);
    await client.query('truncate exchange_holidays');
    // Of both exchanges.
    assert.deepEqual(await takeRuns(), ['holidays changed', 'holidays changed']);
  });
});
