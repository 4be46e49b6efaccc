import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { marketMoves, newestFeatureSet } from '../../src/features/index.ts';
import { growthIntervals } from '../../src/learn/index.ts';
import { readFeatureInputs } from '../../src/step_support/read_feature_inputs.ts';
import { addInstrument, insertIndexRows, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { assertStoredRowsAreRight } from '../support/stored_features.ts';

const SESSIONS = 700;
const LATER = 12;

/** A stock, an index and a volatility index. The tests build on each other. */
describe('the market beside an instrument', () => {
  const lab = ownLaboratory();
  let stock: number;
  let index: number;
  let volatility: number;
  const prices = walkRows(SESSIONS + LATER, 1);
  const levels = walkRows(SESSIONS + LATER, 2);
  const fears = walkRows(SESSIONS + LATER, 3);
  let last = SESSIONS;

  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1",
    );
    index = await addInstrument(lab.db, 'WIG20', 'index');
    volatility = await addInstrument(lab.db, '^VIX', 'index');
    stock = await addInstrument(lab.db, 'ALFA');
    // Indices are forecast like anything else; here only the stock is of interest.
    for (const id of [index, volatility]) await lab.db.query('select pause_instrument($1)', [id]);
    await insertIndexRows(lab.db, index, levels, 0, SESSIONS);
    await insertIndexRows(lab.db, volatility, fears, 0, SESSIONS);
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.startWorker();
    await lab.idle();
  });

  /** That it is the one of today's prices of stock and indices, and not that of the stock alone. */
  async function assertIntervalIsRight(date: string): Promise<void> {
    const { bars, context } = await readFeatureInputs(lab.db, stock);
    const t = bars.dates.indexOf(date);
    const { low, high } = growthIntervals(bars, 0.8, marketMoves(bars.dates, context));
    const found = await one(
      lab.db,
      `select p.growth_low as low, p.growth_high as high from ml_predictions p
       where p.prediction_date = $1 and p.model_id = (select (scoring_model($2)).id)`,
      [date, stock],
    );
    assert.deepEqual(found, { low: low[t], high: high[t] });
    assert.notEqual(growthIntervals(bars, 0.8).high[t], high[t]);
  }

  const runs = () =>
    value<number>(lab.db, 'select count(*)::int as n from ml_pipeline_runs where instrument_id = $1', [stock]);

  test('indices with prices become context by themselves, a volatility index beside them', async () => {
    const slots = await lab.db.query(
      'select slot, index_symbol, volatility_index_symbol from market_context where instrument_id = $1',
      [stock],
    );
    assert.deepEqual(slots.rows, [{ slot: 1, index_symbol: 'WIG20', volatility_index_symbol: '^VIX' }]);
    const summary = await value<string>(lab.db, "select summary from run_grid where step = 'extract_stock_data'");
    assert.match(summary, /beside WIG20$/);
  });

  test('features of the index are stored; those of absent indices are null and out of the model', async () => {
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
    const features = await value<Record<string, number>>(
      lab.db,
      'select additional_features as features from ml_feature_data where instrument_id = $1 and trading_date = $2',
      [stock, prices.dates[SESSIONS - 1]],
    );
    const growth = Number(levels.close[SESSIONS - 1]) / Number(levels.close[SESSIONS - 8]) - 1;
    assert.ok(Math.abs(features.index_1_return_7d - growth) < 1e-12);
    assert.equal(features.index_1_implied_volatility, Number(fears.close[SESSIONS - 1]) / 100);
    const names = await value<string[]>(lab.db, 'select feature_names as names from ml_models');
    assert.ok(names.includes('index_1_trend_20d'));
    assert.deepEqual(
      [...names, ...Object.keys(features)].filter((name: string) => /^index_[2-4]/.test(name)),
      [],
    );
    const dropped = await column<string>(
      lab.db,
      `select d ->> 'feature' from model_cards, jsonb_array_elements(card -> 'preparation' -> 'dropped_columns') d`,
    );
    assert.ok(dropped.includes('bb_middle'), 'what was dropped is in the card');
    assert.deepEqual(
      dropped.filter((name) => name.startsWith('index_')),
      [],
      'of indices that are not there nothing was',
    );
  });

  test('the model carries its look-ahead proof, feature by feature', async () => {
    const proof = await one(
      lab.db,
      `
      select m.feature_count as wanted, count(*)::int as features, bool_and(v.passed) as passed, min(v.rows_checked) as rows
      from ml_models m join ml_lookahead_verdicts v on v.model_id = m.id group by m.id`,
    );
    assert.deepEqual(proof, { wanted: proof.wanted, features: proof.wanted, passed: true, rows: 48 });
  });

  test('a session known before its index is renewed when the index arrives, and predicted again', async () => {
    const date = prices.dates[last];
    await insertPriceRows(lab.db, stock, prices, last, last + 1);
    await lab.idle();
    const before = await one<{ value: number }>(
      lab.db,
      `select f.values[array_position(s.feature_names, 'index_1_return_1d')] as value
       from features f join ml_feature_sets s on s.id = f.feature_set_id
       where f.instrument_id = $1 and f.trading_date = $2`,
      [stock, date],
    );
    const yesterday = Number(levels.close[last - 1]) / Number(levels.close[last - 2]) - 1;
    assert.ok(Math.abs(before.value - yesterday) < 1e-12, 'not yet today’s index');

    const known = await runs();
    await insertIndexRows(lab.db, index, levels, last, last + 1);
    await insertIndexRows(lab.db, volatility, fears, last, last + 1);
    await lab.idle();
    assert.ok((await runs()) > known, 'an index asks for a run of those beside it');
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
    const { rows_written } = await value<{ rows_written: number }>(
      lab.db,
      `select t.output from ml_pipeline_tasks t join ml_pipeline_runs r on r.id = t.run_id
         where t.step = 'engineer_features' and r.instrument_id = $1 order by r.id desc limit 1`,
      [stock],
    );
    assert.equal(rows_written, 1);
    const prediction = await one(lab.db, 'select stale_at from ml_predictions where prediction_date = $1', [date]);
    assert.equal(prediction.stale_at, null);
    await assertIntervalIsRight(date);
    last++;
  });

  test('an index that arrives on the day of a training makes no further one due', async () => {
    const date = prices.dates[last];
    await insertPriceRows(lab.db, stock, prices, last, last + 1);
    await lab.db.query("select from request_run($1, 'a training day', 'training')", [stock]);
    await lab.idle();
    const trained = await one(lab.db, 'select max(id) as id, max(data_end_date) as data_end from ml_models');
    assert.equal(trained.data_end, date);
    await insertIndexRows(lab.db, index, levels, last, last + 1);
    await insertIndexRows(lab.db, volatility, fears, last, last + 1);
    await lab.idle();
    assert.deepEqual(await one(lab.db, 'select max(id) as id, max(data_end_date) as data_end from ml_models'), trained);
    assert.equal(await value(lab.db, 'select retraining_due($1) as due', [stock]), null);
    await lab.db.query(
      'update stock_prices set close_price = (low_price + high_price) / 2 where stock_id = $1 and trading_date_local = $2',
      [stock, date],
    );
    assert.equal(
      await value(lab.db, 'select retraining_due($1) as due', [stock]),
      'prices the model was trained on changed',
    );
    await lab.idle();
    last++;
  });

  test('bars of stock and indices in any order end in the same rows', async () => {
    const arrivals = [7, 2, 9, 4, 8, 3, 6, 5].flatMap((k, i) => {
      const t = SESSIONS + k;
      const bar = () => insertPriceRows(lab.db, stock, prices, t, t + 1);
      const level = () => insertIndexRows(lab.db, index, levels, t, t + 1);
      const fear = () => insertIndexRows(lab.db, volatility, fears, t, t + 1);
      return i % 2 === 0 ? [bar, fear, level] : [level, bar, fear];
    });
    for (const [i, arrive] of arrivals.entries()) {
      await arrive();
      if (i % 5 === 0) await lab.idle();
    }
    await lab.idle();
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
  });

  test('a corrected index bar renews the rows from its session on, and no other', async () => {
    const t = SESSIONS - 100;
    const dated = () =>
      rows<{ trading_date: string; computed_at: Date }>(
        lab.db,
        'select trading_date, computed_at from features where instrument_id = $1',
        [stock],
      );
    const before = new Map((await dated()).map((row) => [row.trading_date, row.computed_at.getTime()]));
    await lab.db.query(
      'update index_prices set close_value = (low_value + high_value) / 2 where index_id = $1 and trading_date_local = $2',
      [index, levels.dates[t]],
    );
    await lab.idle();
    const renewed = (await dated())
      .filter((row) => row.computed_at.getTime() !== before.get(row.trading_date))
      .map((row) => row.trading_date)
      .sort();
    assert.equal(renewed[0], prices.dates[t]);
    assert.equal(renewed.length, before.size - t);
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
  });

  test('an instrument whose policy says so looks at no index', async () => {
    await lab.db.query('insert into ml_pipeline_policies (instrument_id, uses_market_context) values ($1, false)', [
      stock,
    ]);
    await lab.db.query('select from request_run($1)', [stock]);
    await lab.idle();
    const known = await value(
      lab.db,
      `select count(*) filter (where f.values[array_position(s.feature_names, 'index_1_return_1d')] is not null)::int as known
       from features f join ml_feature_sets s on s.id = f.feature_set_id where f.instrument_id = $1`,
      [stock],
    );
    assert.equal(known, 0);
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
  });
});
