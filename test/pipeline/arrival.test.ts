import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { addInstrument, insertBars, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('how histories arrive', () => {
  const lab = ownLaboratory();
  before(async () => {
    // Of how long a search takes nothing is said here.
    await lab.db.query('update ml_pipeline_defaults set validation_folds = 1');
    await lab.startWorker();
  });

  test('too little history is skipped, and the reason says how much is missing', async () => {
    const id = await addInstrument(lab.db, 'YOUNG');
    await insertBars(lab.db, id, 120);
    await lab.idle();
    const run = await lab.db.query('select status, outcome from ml_pipeline_runs where instrument_id = $1', [id]);
    assert.deepEqual(run.rows, [
      { status: 'skipped', outcome: 'too little history: 120 of at least 750 sessions, 630 missing' },
    ]);
    const metric = await lab.db.query(
      "select is_valid from data_quality_metrics where instrument_id = $1 and metric_name = 'session_count'",
      [id],
    );
    assert.deepEqual(metric.rows, [{ is_valid: false }]);
  });

  test('an adjusted close that differs is said to be unused when the data is next looked at', async () => {
    const [id] = await column<number>(lab.db, "select id from base_instruments where symbol = 'YOUNG'");
    const said = () =>
      column(
        lab.db,
        "select description from data_quality_metrics where instrument_id = $1 and metric_name = 'adjusted_close_unused'",
        [id],
      );
    assert.deepEqual(await said(), []);
    await lab.db.query('update stock_prices set adjusted_close = close_price * 0.9 where stock_id = $1', [id]);
    await lab.db.query('select request_run($1)', [id]);
    await lab.idle();
    assert.deepEqual(await said(), [
      'An adjusted close is stored of 120 sessions and not used; it differs from the close in 120, by up to 10.0 %: features, models and backtests take the close.',
    ]);
  });

  test('a history without any signal is skipped for a stated reason, not failed', async () => {
    const id = await addInstrument(lab.db, 'FLAT');
    await insertBars(lab.db, id, 900, { from: '2018-01-01' });
    await lab.idle();
    const run = await lab.db.query('select status, outcome from ml_pipeline_runs where instrument_id = $1', [id]);
    assert.equal(run.rows[0].status, 'skipped', run.rows[0].outcome);
    assert.ok(run.rows[0].outcome.length > 0);
  });

  test('an impossible price from before the checks ends the run as skipped and names the session', async () => {
    const id = await addInstrument(lab.db, 'ADOPTED');
    await insertBars(lab.db, id, 1);
    await lab.idle();
    await lab.db.query('alter table stock_prices drop constraint positive_prices');
    await insertBars(lab.db, id, 899, { from: '2018-01-01' });
    await lab.db.query(
      "update stock_prices set low_price = 0 where stock_id = $1 and trading_date_local = '2018-06-01'",
      [id],
    );
    await lab.idle();
    const run = await lab.db.query(
      'select status, outcome from ml_pipeline_runs where instrument_id = $1 order by id desc limit 1',
      [id],
    );
    assert.deepEqual(run.rows, [
      {
        status: 'skipped',
        outcome:
          '1 of 900 sessions has a value that no bar may have, the first on 2018-06-01 (low 0 is not between 1e-9 and 1e12): ' +
          'correct or delete it',
      },
    ]);
  });

  test('a history in one statement gives one run', async () => {
    const id = await addInstrument(lab.db, 'BULK');
    await insertPriceRows(lab.db, id, walkRows(900, 1));
    await lab.idle();
    assert.deepEqual(await rows(lab.db, 'select kind, status from ml_pipeline_runs where instrument_id = $1', [id]), [
      { kind: 'training', status: 'succeeded' },
    ]);
  });

  test('a transaction that is left open holds up nobody, and what it wrote counts when it ends', async () => {
    const id = await value<number>(lab.db, "select id from base_instruments where symbol = 'BULK'");
    const prices = walkRows(902, 1);
    const left = await lab.db.connect();
    try {
      await left.query('begin');
      await insertPriceRows(left, id, prices, 900, 901);
      await left.query('select from ml_pipeline_runs, ml_models, ml_predictions, features limit 1');
      await insertPriceRows(lab.db, id, prices, 901, 902);
      await lab.idle();
      const predicted = `select prediction_date from ml_predictions
                         where instrument_id = $1 and prediction_date > $2 and stale_at is null order by 1`;
      const since = [id, prices.dates[899]];
      assert.deepEqual(await column(lab.db, predicted, since), [prices.dates[901]]);
      await left.query('commit');
      await lab.idle();
      assert.deepEqual(await column(lab.db, predicted, since), prices.dates.slice(900));
      assert.deepEqual(await rows(lab.db, 'select * from reconcile_prices()'), [], 'nothing was missed');
    } finally {
      left.release();
    }
  });

  test('1,000 single-row INSERT statements end in at most three training runs; the last covers every row', async () => {
    const id = await addInstrument(lab.db, 'DROPS');
    const prices = walkRows(1000, 2);
    for (let i = 0; i < prices.dates.length; i++) await insertPriceRows(lab.db, id, prices, i, i + 1);
    await lab.idle();
    const runs = await rows(
      lab.db,
      'select kind, status, session_count, last_session from ml_pipeline_runs where instrument_id = $1 order by id',
      [id],
    );
    const trainings = runs.filter((run) => run.kind === 'training');
    assert.ok(trainings.length >= 1 && trainings.length <= 3, `${trainings.length} training runs`);
    assert.deepEqual(trainings.at(-1), {
      kind: 'training',
      status: 'succeeded',
      session_count: prices.dates.length,
      last_session: prices.dates.at(-1),
    });
    const learned = 'select data_end_date from ml_models where instrument_id = $1 order by id desc limit 1';
    assert.equal(await value(lab.db, learned, [id]), prices.dates.at(-1));
  });

  test('sessions that arrive while a model is trained are trained on in the run that follows', async () => {
    const id = await addInstrument(lab.db, 'LATE');
    const prices = walkRows(1200, 3);
    await insertPriceRows(lab.db, id, prices, 0, 900);
    const pinned = 'select id from ml_pipeline_runs where instrument_id = $1 and session_count = 900';
    await until(async () => (await rows(lab.db, pinned, [id])).length === 1, 'the first run to know its sessions');
    await insertPriceRows(lab.db, id, prices, 900);
    await lab.idle();
    const runs = await rows(
      lab.db,
      'select kind, status, session_count from ml_pipeline_runs where instrument_id = $1 order by id',
      [id],
    );
    assert.equal(runs.length, 2);
    assert.deepEqual(runs.at(-1), { kind: 'training', status: 'succeeded', session_count: prices.dates.length });
  });
});
