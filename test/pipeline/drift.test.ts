import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { readDriftReference } from '../../src/db/drift.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, value } from '../support/rows.ts';

const SESSIONS = 700;

/** With a gate that everything passes: what is of interest is what is measured beside it. */
describe('drift, usability and record in the daily run', () => {
  const lab = ownLaboratory();
  let stock: number;
  const prices = walkRows(SESSIONS + 40, 12);

  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, minimum_roc_auc = 0, gate_level = 0.999999, beats_rules = false, validation_folds = 1",
    );
    stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.startWorker();
    await lab.idle();
  });

  test('the bins of the training range are stored with the model, one per feature, each row counted once', async () => {
    const model = await one<{ id: number; feature_count: number; training_records: number }>(
      lab.db,
      'select id, feature_count, training_records from ml_models',
    );
    const reference = await readDriftReference(lab.db, model.id);
    assert.ok(reference);
    assert.equal(reference.features.length, model.feature_count);
    for (const { counts } of [...reference.features, reference.scores]) {
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        model.training_records,
      );
    }
  });

  test('a training measures its newest session, a further bar the next one', async () => {
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + 1);
    await lab.idle();
    const { rows } = await lab.db.query('select * from ml_drift order by session');
    assert.deepEqual(
      rows.map((row) => [row.session, row.sessions]),
      [
        [prices.dates[SESSIONS - 1], 63],
        [prices.dates[SESSIONS], 63],
      ],
    );
    for (const row of rows) {
      assert.ok(row.score_psi >= 0 && row.score_noise > 0);
      assert.ok(row.drifted_share <= row.major_share);
      assert.ok(row.worst_features.every(({ psi, noise }: { psi: number; noise: number }) => psi > noise));
    }
  });

  test('the data quality of the newest check is stored', async () => {
    const { rows } = await lab.db.query(
      "select metric_value from data_quality_metrics where metric_name = 'quality_score'",
    );
    assert.deepEqual(rows, [{ metric_value: 1 }]);
  });

  test('predictions know how old their model is, and latest_predictions that 2020 is over', async () => {
    const ages = await lab.db.query(
      "select prediction_date, model_age from ml_predictions where origin = 'hindsight' order by prediction_date desc limit 2",
    );
    assert.deepEqual(ages.rows, [
      { prediction_date: prices.dates[SESSIONS], model_age: 1 },
      { prediction_date: prices.dates[SESSIONS - 1], model_age: 0 },
    ]);
    const { usable, why_not } = await one<{ usable: boolean; why_not: string }>(
      lab.db,
      'select usable, why_not from latest_predictions',
    );
    assert.equal(usable, false);
    assert.match(why_not, /its target date \d{4}-\d\d-\d\d has passed/);
  });

  test('sessions that come with their outcomes are backfilled, those still open are hindsight; the record counts neither', async () => {
    assert.deepEqual(await column(lab.db, 'select predictions from track_record'), []);
    // Seven of the training run and one of the next, as if they had been written when their sessions were new.
    await lab.db.query("update ml_predictions set origin = 'live' where origin = 'hindsight'");
    await insertPriceRows(lab.db, stock, prices, SESSIONS + 1, SESSIONS + 21);
    await lab.idle();
    const { rows } = await lab.db.query(
      'select origin, count(*)::int as n, count(actual_class)::int as settled from ml_predictions where prediction_date > $1 group by 1 order by 1',
      [prices.dates[SESSIONS]],
    );
    assert.deepEqual(rows, [
      { origin: 'backfill', n: 13, settled: 13 },
      { origin: 'hindsight', n: 7, settled: 0 },
    ]);
    assert.deepEqual(
      await column(lab.db, 'select predictions from track_record where model_id is not null order by "window"'),
      [8, 8, 8, 8],
    );
  });

  test('backfill writes what the serving model would have said, also where it learned, and counts it nowhere', async () => {
    const [first, last] = [prices.dates[450], prices.dates[459]];
    const before = await value<number>(lab.db, 'select count(*)::int as n from ml_predictions');
    await lab.db.query('select backfill($1, $2, $3)', ['ALFA', first, last]);
    await lab.idle();
    const { rows } = await lab.db.query(
      'select origin, actual_class is not null as settled, count(*)::int as n from ml_predictions where prediction_date between $1 and $2 group by 1, 2',
      [first, last],
    );
    assert.deepEqual(rows, [{ origin: 'backfill', settled: true, n: 10 }]);
    assert.equal(await value(lab.db, 'select count(*)::int as n from ml_predictions'), before + 10);
    const request = await one(
      lab.db,
      'select predictions, finished_at is not null as finished from ml_backfill_requests',
    );
    assert.deepEqual(request, { predictions: 10, finished: true });
    assert.equal(await value(lab.db, 'select max(predictions) as n from track_record'), 8);

    await lab.db.query('select backfill($1, $2, $3)', ['ALFA', first, last]);
    await lab.idle();
    assert.equal(await value(lab.db, 'select predictions from ml_backfill_requests order by id desc limit 1'), 0);
  });

  test('drift beyond the policy trains again, once for the same data', async () => {
    const trainings = () => value(lab.db, "select count(*)::int as n from ml_pipeline_runs where kind = 'training'");
    assert.equal(await trainings(), 1);
    // As if the training's own session had been like its past and the newest were not.
    await lab.db.query('update ml_drift set drifted_share = case session when $1 then 0 else 1 end, major_share = 1', [
      prices.dates[SESSIONS - 1],
    ]);
    assert.match(
      await value<string>(lab.db, 'select retraining_due($1) as due', [stock]),
      /^drift: 100 % of its features/,
    );
    await insertPriceRows(lab.db, stock, prices, SESSIONS + 21, SESSIONS + 22);
    await lab.idle();
    assert.equal(await trainings(), 2);
    const run = await one<{ reason: string }>(
      lab.db,
      "select reason from ml_pipeline_runs where kind = 'training' order by id desc limit 1",
    );
    assert.match(run.reason, /^drift: /);

    await lab.db.query('update ml_drift set drifted_share = 1, major_share = 1');
    assert.equal(await value(lab.db, 'select retraining_due($1) as due', [stock]), null);
    await insertPriceRows(lab.db, stock, prices, SESSIONS + 22, SESSIONS + 23);
    await lab.idle();
    assert.equal(await trainings(), 2, 'drift that the training saw is no reason for another');
  });

  test('a corrected price settles its predictions anew', async () => {
    const session = prices.dates[SESSIONS - 6];
    const growth = () =>
      value<number>(
        lab.db,
        "select actual_growth_7d as growth from ml_predictions where prediction_date = $1 and origin = 'live'",
        [session],
      );
    const before = await growth();
    await lab.db.query(
      'update stock_prices set close_price = close_price * 1.009, high_price = high_price * 1.01 where trading_date_local = $1',
      [prices.dates[SESSIONS + 1]],
    );
    await lab.idle();
    assert.ok(Math.abs((await growth()) / before - 1.009) < 1e-6);
  });

  test('an outcome that was read from a bar nobody had computed on yet follows its correction', async () => {
    const next = SESSIONS + 23;
    const growths = () =>
      column<number>(
        lab.db,
        "select distinct actual_growth_7d as growth from ml_predictions where prediction_date = $1 and origin = 'hindsight'",
        [prices.dates[next - 7]],
      );
    const correct = (factor: number) =>
      lab.db.query(
        'update stock_prices set close_price = close_price * $1, high_price = high_price * $1 where trading_date_local = $2',
        [factor, prices.dates[next]],
      );
    await lab.db.query("select pause('ALFA')");
    await insertPriceRows(lab.db, stock, prices, next, next + 1);
    const truth = await value<number>(
      lab.db,
      'select (b.close_price / a.close_price)::float8 as growth from price_bars a, price_bars b where a.trading_date = $1 and b.trading_date = $2',
      [prices.dates[next - 7], prices.dates[next]],
    );
    await correct(10);
    await lab.db.query('select settle_predictions()'); // the nightly one
    assert.ok(Math.abs((await growths())[0] / truth - 10) < 1e-6);
    await correct(0.1);
    await lab.db.query("select resume('ALFA')");
    await lab.idle();
    const [growth, ...others] = await growths();
    assert.ok(Math.abs(growth / truth - 1) < 1e-6);
    assert.deepEqual(others, []);
  });
});
