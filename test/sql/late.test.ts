import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, rows, value } from '../support/rows.ts';
import { rowsRead } from '../support/rows_read.ts';

describeInTransaction('what is late', (client) => {
  let exchange: number;
  beforeEach(async () => {
    exchange = await value(client, "insert into exchanges (name, mic_code) values ('New York', 'XNYS') returning id");
  });

  /** An instrument of the exchange with bars up to a session, that was made long before. */
  async function priced(symbol: string, sessions: readonly string[]): Promise<number> {
    const id = await addInstrument(client, symbol);
    await client.query("update base_instruments set exchange_id = $2, created_at = '2024-01-02' where id = $1", [
      id,
      exchange,
    ]);
    for (const from of sessions) await insertBars(client, id, 1, { from });
    return id;
  }
  /** With the prediction of its newest session, so that only its prices can be late. */
  async function predicted(symbol: string, ...sessions: string[]): Promise<number> {
    const id = await priced(symbol, sessions);
    await addPredictions(client, id, await addModel(client, id), [
      { session: sessions.at(-1) ?? '', probability: 0.7 },
    ]);
    await saidThen();
    return id;
  }
  /** Predictions were made after the close of their session. */
  const saidThen = () => client.query('update ml_predictions set created_at = prediction_date + 1');
  const endRuns = (status: string, outcome: string) =>
    client
      .query('set constraints all immediate; set constraints all deferred')
      .then(() =>
        client.query(
          'update ml_pipeline_runs set status = $1, outcome = $2, finished_at = now() where finished_at is null',
          [status, outcome],
        ),
      );
  const lateOn = (day: string, what: string) =>
    rows(client, 'select symbol, since, cause from late_on($1) where what = $2 order by 1', [day, what]);
  const symbolsOn = (day: string, what: string) =>
    column(client, 'select symbol from late_on($1) where what = $2 order by 1', [day, what]);

  test('a price is late when the session behind it has passed too, by the calendar of the exchange', async () => {
    // Thursday; Good Friday and the weekend follow.
    await predicted('AAA', '2024-03-28');
    for (const day of ['2024-03-28', '2024-03-29', '2024-04-01', '2024-04-02']) {
      assert.deepEqual(await lateOn(day, 'prices'), [], day);
    }
    assert.deepEqual(await lateOn('2024-04-03', 'prices'), [
      { symbol: 'AAA', since: '2024-04-01', cause: 'the loader has stopped, or trading has ended' },
    ]);
    // Without an exchange Good Friday is a day like others.
    await client.query('update base_instruments set exchange_id = null');
    assert.deepEqual(await symbolsOn('2024-04-01', 'prices'), []);
    assert.equal((await lateOn('2024-04-02', 'prices'))[0].since, '2024-03-29');
  });

  test('the likely cause: the loader when all have stopped, the instrument when the others go on', async () => {
    await predicted('AAA', '2024-03-20');
    await predicted('BBB', '2024-03-21');
    assert.deepEqual(
      (await lateOn('2024-04-03', 'prices')).map(({ symbol, since, cause }) => [symbol, since, cause]),
      [
        [
          'AAA',
          '2024-03-21',
          'so are all 2 instruments of XNYS: the loader has stopped, or exchange_holidays lacks days',
        ],
        [
          'BBB',
          '2024-03-22',
          'so are all 2 instruments of XNYS: the loader has stopped, or exchange_holidays lacks days',
        ],
      ],
    );
    await predicted('CCC', '2024-04-02');
    assert.deepEqual(
      new Set((await lateOn('2024-04-03', 'prices')).map(({ cause }) => cause)),
      new Set(['1 of 3 instruments of XNYS go on: it was renamed, halted or delisted, or its file is missing']),
    );
  });

  test('an instrument without any price is waited for from when it was made, by whatever calendar', async () => {
    await priced('NONE', []);
    assert.deepEqual(await lateOn('2024-01-03', 'prices'), []);
    assert.deepEqual(await lateOn('2024-01-04', 'prices'), [
      { symbol: 'NONE', since: '2024-01-02', cause: 'no price has ever come' },
    ]);
    assert.deepEqual(await lateOn('2024-01-04', 'prediction'), [], 'one thing at a time');
    await client.query('set constraints all immediate; alter table base_instruments alter created_at drop not null');
    await client.query('update base_instruments set created_at = null');
    assert.equal((await lateOn('2024-01-04', 'prices')).length, 1);
  });

  test('a market that trades every day is waited for every day, until a calendar is named', async () => {
    const id = await addInstrument(client, 'BTC');
    await insertBars(client, id, 60, { from: '2024-02-02' });
    const since = async (day: string) => (await lateOn(day, 'prices')).map((late) => late.since);
    assert.deepEqual(await since('2024-04-03'), [], 'its newest is of Monday, 2024-04-01');
    await client.query("delete from stock_prices where trading_date_local > '2024-03-29'");
    assert.deepEqual(await since('2024-03-31'), []);
    assert.deepEqual(await since('2024-04-01'), ['2024-03-30'], 'a Saturday');
    await client.query('update base_instruments set exchange_id = $1', [exchange]);
    assert.deepEqual(await since('2024-04-02'), []);
  });

  test('a bar of the future hides nothing: it is late itself, except of tomorrow, which is today in the east', async () => {
    await predicted('AAA', '2024-03-27', '2024-03-29');
    assert.deepEqual(await lateOn('2024-03-28', 'prices'), []);
    await predicted('BBB', '2024-03-27', '2025-03-27');
    assert.deepEqual(await lateOn('2024-03-28', 'prices'), [
      {
        symbol: 'BBB',
        since: '2025-03-27',
        cause: 'its bar of 2025-03-27 lies in the future, and hides what comes or does not: delete it',
      },
    ]);
  });

  test('what is paused or not active is not waited for', async () => {
    const [paused, inactive] = [await predicted('AAA', '2024-03-28'), await predicted('BBB', '2024-03-28')];
    await client.query('select pause_instrument($1)', [paused]);
    await client.query('update base_instruments set is_active = false where id = $1', [inactive]);
    assert.deepEqual(await rows(client, "select * from late_on('2025-01-02')"), []);
  });

  test('a prediction that nobody works on is late at once, and its newest run says why', async () => {
    const id = await priced('AAA', ['2024-03-27', '2024-03-28']);
    const cause = async () => (await lateOn('2024-03-28', 'prediction')).map((late) => `${late.since}: ${late.cause}`);
    await client.query('delete from ml_run_requests');
    assert.deepEqual(await cause(), [
      '2024-01-02: its prices came past the triggers: reconcile_prices() asks for a run, every night by itself',
    ]);
    const run = await value<number>(client, "select id from request_run($1, kind => 'prediction')", [id]);
    await client.query("update ml_pipeline_runs set requested_at = '2024-03-28'");
    assert.deepEqual(await cause(), [], 'it is under way');
    assert.equal((await lateOn('2024-03-30', 'prediction'))[0].cause, `run ${run} is queued since 2024-03-28`);
    await endRuns('skipped', 'too little history: 2 of at least 750 sessions, 748 missing');
    assert.deepEqual(await cause(), [
      `2024-01-02: run ${run} was skipped: too little history: 2 of at least 750 sessions, 748 missing`,
    ]);
    await client.query("update ml_pipeline_runs set status = 'failed', outcome = 'disk full'");
    assert.deepEqual(await cause(), [`2024-01-02: run ${run} failed: disk full`]);

    await addPredictions(client, id, await addModel(client, id), [{ session: '2024-03-27', probability: 0.7 }]);
    assert.deepEqual(await cause(), [`2024-03-28: run ${run} failed: disk full`]);
    await client.query('select look_at_prices($1)', [id]);
    await insertBars(client, id, 1, { from: '2024-03-29' });
    assert.match((await cause())[0], /^2024-03-28: its prices came past the triggers/);
    await client.query("update ml_predictions set prediction_date = '2024-03-29'");
    assert.deepEqual(await cause(), []);
  });

  test('a session is predicted whether or not the outcome is known', async () => {
    await predicted('AAA', '2024-03-27', '2024-03-28');
    await client.query('delete from ml_run_requests');
    const late = () => symbolsOn('2024-03-28', 'prediction');
    const never = () => value<number>(client, 'select never_predicted from pipeline_health');
    assert.deepEqual([await late(), await never()], [[], 0]);
    await client.query(
      `update ml_predictions
       set actual_class = true, actual_return_7d = 0.1, actual_growth_7d = 1.1, prediction_accuracy = true`,
    );
    assert.deepEqual([await late(), await never()], [[], 0]);
    await client.query('delete from ml_predictions');
    assert.deepEqual([await late(), await never()], [['AAA'], 1]);
  });

  test('outcomes are late when the session behind their target date has passed too, with the likely cause', async () => {
    const id = await predicted('AAA', '2024-03-14', '2024-03-15');
    const target = await value<string>(client, 'select target_date from ml_predictions');
    assert.equal(target, '2024-03-26');
    assert.deepEqual(await lateOn('2024-03-27', 'outcomes'), []);
    const outcomes = () => lateOn('2024-03-28', 'outcomes');
    assert.deepEqual(await outcomes(), [{ symbol: 'AAA', since: '2024-03-26', cause: 'prices are late, too' }]);
    await insertBars(client, id, 1, { from: '2024-03-27' });
    assert.equal(
      (await outcomes())[0].cause,
      '1 of 7 sessions have come since 2024-03-15: bars are missing in between',
    );
    await insertBars(client, id, 6, { from: '2024-03-18' });
    assert.equal(
      (await outcomes())[0].cause,
      'their prices are there: settle_outcomes, which writes them down every night, has not run',
    );
    await client.query('select settle_predictions()');
    assert.deepEqual(await outcomes(), []);
  });

  test('claims of sessions long past wait a night for their outcomes, and then are overdue because nobody wrote them', async () => {
    const id = await priced('AAA', []);
    await insertBars(client, id, 30, { from: '2024-02-01' });
    await client.query(
      `insert into external_predictions (model, symbol, session, probability)
       values ('theirs', 'AAA', '2024-02-01', 0.7), ('theirs', 'AAA', '2024-02-29', 0.7)`,
    );
    await client.query('set constraints all immediate; set constraints all deferred');
    const outcomes = async (daysLater: number) => {
      const day = await value<string>(
        client,
        "select to_char((now() at time zone 'UTC')::date + $1::int, 'YYYY-MM-DD')",
        [daysLater],
      );
      return (await lateOn(day, 'outcomes')).map(({ cause }) => cause);
    };
    assert.deepEqual([await outcomes(0), await outcomes(1)], [[], []]);
    assert.deepEqual(await outcomes(2), [
      'their prices are there: settle_outcomes, which writes them down every night, has not run',
    ]);
    await client.query('select settle_predictions()');
    assert.deepEqual(await outcomes(2), ['prices are late, too'], 'of the one whose seventh session has not come');
  });

  test('the outcome of a prediction whose session was deleted is nobody’s', async () => {
    const id = await predicted('AAA', '2024-03-14', '2024-03-15');
    await client.query("delete from stock_prices where trading_date_local = '2024-03-15'");
    assert.deepEqual(await symbolsOn('2024-06-03', 'outcomes'), []);
    assert.equal(await value(client, 'select count(*)::int from ml_predictions where instrument_id = $1', [id]), 1);
  });

  test('an open outcome looks its own session up, and not those of everybody, whatever the planner thinks of joins', async () => {
    const bars = 200;
    // Of a table that was empty when statistics were taken, the planner would rather read all than look anything up.
    await client.query('analyze stock_prices');
    const id = await priced('AAA', []);
    await insertBars(client, id, bars, { from: '2023-06-01' });
    await addPredictions(client, id, await addModel(client, id), [{ session: '2023-12-10', probability: 0.7 }]);
    await saidThen();
    await client.query('set local enable_nestloop to off; set local enable_seqscan to off; discard plans');
    const before = await rowsRead(client, 'stock_prices');
    assert.deepEqual(await symbolsOn('2024-03-01', 'outcomes'), ['AAA']);
    assert.ok((await rowsRead(client, 'stock_prices')) - before < bars / 2);
  });

  test('health is not ok while anything is late, and says of whom, since when and why', async () => {
    await client.query("select register_worker_pool('pool', 'host', 1)");
    const health = () =>
      rows(client, 'select health, late_instruments, never_predicted, overdue_outcomes from pipeline_health');
    assert.deepEqual(await health(), [{ health: 'ok', late_instruments: 0, never_predicted: 0, overdue_outcomes: 0 }]);
    const never = await priced('NEVER', []);
    assert.deepEqual(await health(), [
      {
        health: 'no prices come for 1 instrument (NEVER since 2024-01-02: no price has ever come)',
        late_instruments: 1,
        never_predicted: 1,
        overdue_outcomes: 0,
      },
    ]);
    await predicted('AAA', '2024-03-14', '2024-03-15');
    await insertBars(client, never, 1, { from: '2024-03-15' });
    await client.query('delete from ml_run_requests');
    assert.deepEqual(await health(), [
      {
        health:
          'no prices come for 2 instruments; outcomes of 1 instrument are overdue; 1 instrument without the prediction of ' +
          'the newest session (AAA since 2024-03-18: so are all 2 instruments of XNYS: the loader has stopped, or ' +
          'exchange_holidays lacks days)',
        late_instruments: 2,
        never_predicted: 1,
        overdue_outcomes: 1,
      },
    ]);
  });

  test('readers see it', async () => {
    await predicted('AAA', '2024-03-28');
    await client.query('set local role pgaugur_reader');
    assert.deepEqual(await column(client, 'select what from late_instruments order by 1'), ['outcomes', 'prices']);
  });
});
