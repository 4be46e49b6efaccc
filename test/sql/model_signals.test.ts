import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { scoringModel } from '../../src/db/models.ts';
import { addInstrument, insertIndexRows, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

const LOST =
  /^its model lost 6.8 % after costs with the 71 trades of its holdout, and policy signals_after_losses is off$/;
const BESIDE = 'only serves as context: an index that others are seen beside (policy trades_context is off)';
const VOLATILITY = 'only serves as context: a volatility index (policy trades_context is off)';

describeInTransaction('who may signal', (db) => {
  let prices: PriceRows;
  before(async () => {
    const from = await value<string>(db, "select to_char(current_date - 20, 'YYYY-MM-DD')");
    const today = await value<string>(db, "select to_char(current_date, 'YYYY-MM-DD')");
    const walk = walkRows(20, 3, from);
    const sessions = walk.dates.filter((date) => date <= today).length;
    const { dates, open, high, low, close, volume } = walk;
    const upTo = <Value>(values: readonly Value[]) => values.slice(0, sessions);
    prices = {
      dates: upTo(dates),
      open: upTo(open),
      high: upTo(high),
      low: upTo(low),
      close: upTo(close),
      volume: upTo(volume),
    };
  });

  /** An instrument with prices to today, a model that passed the gate, and its newest prediction. */
  async function served(symbol: string, type: 'stock' | 'index' | 'etf' = 'stock') {
    const instrument = await addInstrument(db, symbol, type);
    await (type === 'index' ? insertIndexRows : insertPriceRows)(db, instrument, prices);
    const model = await addModel(db, instrument, { training_base_rate: 0.57, feature_names: '[]' });
    const session = prices.dates[prices.dates.length - 1];
    await addPredictions(db, instrument, model, [{ session, probability: 0.7, signal: 'BUY' }]);
    return { instrument, model };
  }
  const traded = (model: number, totalReturn: number, trades: number, run: string | null = '7') =>
    db.query(
      `insert into ml_backtest_results (model_id, instrument_id, airflow_run_id, backtest_start_date, backtest_end_date,
         probability_threshold, total_return, total_trades)
       select id, instrument_id, $2, '2024-01-01', '2024-06-01', 0.5 + random() / 3, $3, $4 from ml_models where id = $1`,
      [model, run, totalReturn, trades],
    );
  const latest = (symbol: string) =>
    one<{ usable: boolean; why_not: string | null }>(
      db,
      'select usable, why_not from latest_predictions where symbol = $1',
      [symbol],
    );
  /** What speaks against the interval, and what explain_prediction says of it. */
  const interval = async (symbol: string) => {
    const found = await one<{ usable: boolean; why: string | null; id: number }>(
      db,
      `select interval_usable as usable, interval_why_not as why, prediction_id as id from latest_predictions
       where symbol = $1`,
      [symbol],
    );
    assert.equal(found.usable, found.why === null);
    const said = await column(
      db,
      "select explanation from explain_prediction($1) where topic like 'interval%' order by position",
      [found.id],
    );
    return { why: found.why, said };
  };
  const today = () => column(db, 'select symbol from signals_today order by symbol');
  const ranked = () => column(db, 'select symbol from leaderboard order by symbol');

  test('an interval is relied on by its own gate and record, whatever the direction is worth', async () => {
    const { instrument, model } = await served('AAA');
    assert.deepEqual(await interval('AAA'), { why: 'it has no interval', said: [] });
    await db.query(
      `update ml_predictions set growth_low = 0.97, growth_median = 1.004, growth_high = 1.035, growth_coverage = 0.8`,
    );
    assert.equal((await interval('AAA')).why, 'its interval has not been judged');
    const judged = (passed: boolean, reason: string) =>
      db.query(
        `update ml_models set interval_gate_passed = $2, interval_gate_reason = $3, gate_passed = false where id = $1`,
        [model, passed, reason],
      );
    await judged(false, 'not passed: coverage 60 %');
    assert.equal((await interval('AAA')).why, 'its interval: not passed: coverage 60 %');
    await judged(true, 'passed: all of it');
    assert.equal((await latest('AAA')).usable, false, 'its direction did not pass');
    assert.deepEqual(await interval('AAA'), {
      why: null,
      said: [
        "the close of the seventh session is to lie between 97.0 and 103.5 % of today's in 80.0 % of cases, median 100.4 %",
        'yes: nothing that is known speaks against it',
      ],
    });
    await db.query(
      `insert into ml_track_record (instrument_id, window_sessions, predictions, first_session, last_session, base_rate,
         hit_rate, brier, brier_of_base_rate, calibration, calibration_error, signals, transaction_cost,
         interval_predictions, interval_nominal, interval_coverage, interval_coverage_interval)
       values ($1, 365, 200, '2024-01-01', '2024-12-01', 0.5, 0.5, 0.2, 0.2, '[]', 0, 0, 0, 200, 0.8, 0.5, '{0.35,0.65}')`,
      [instrument],
    );
    assert.equal(
      (await interval('AAA')).why,
      'drift: 50.0 % of the last 200 outcomes fell inside their intervals, which were to hold 80.0 %',
    );
    await db.query(`update ml_track_record set interval_coverage_interval = '{0.35,0.85}'`);
    assert.equal((await interval('AAA')).why, null);
    await db.query('update ml_predictions set stale_at = now()');
    assert.match((await interval('AAA')).why ?? '', /^prices it was made from were changed on /);
  });

  test('an interval is relied on by the gate of its pool, unless its own test contradicts that', async () => {
    const { instrument, model } = await served('AAA');
    await db.query(
      `update ml_predictions set growth_low = 0.97, growth_median = 1.004, growth_high = 1.035, growth_coverage = 0.8`,
    );
    await db.query(`update ml_pipeline_defaults set model_scope = 'both', pool = 'all'`);
    const pooled = async (passed: boolean | null, { nominal = 0.8, rows: given = 100 } = {}) => {
      const id = await value<number>(
        db,
        `insert into ml_pooled_models (pool, model_type, hyperparameters, feature_set_id, feature_names, calibration,
           engine, device, member_count, training_records, validation_records, training_start_date, training_end_date,
           test_start_date, data_end_date, data_hash, training_duration_seconds, interval_metrics,
           interval_gate_passed, interval_gate_reason)
         select 'all', 'xgboost_classifier', '{}', id, '[]', '{}', 'test', 'cpu', 2, 1, 1, '2024-01-01', '2024-01-02',
                '2024-01-05', '2024-01-10', '', 1, jsonb_build_object('nominal', $2::float8), $1,
                case when $1 then 'passed: all' else 'not passed: all' end
         from ml_feature_sets where is_current returning id`,
        [passed, nominal],
      );
      await db.query(
        `insert into ml_pooled_model_members (pooled_model_id, instrument_id, labelled_rows, left_out_because)
         values ($1, $2, $3, case when $3 = 0 then 'too short' end)`,
        [id, instrument, given],
      );
    };
    const relied = () => value<string | null>(db, 'select interval_judge from latest_predictions');
    const judged = (passed: boolean | null, metrics: object | null) =>
      db.query(
        `update ml_models set interval_gate_passed = $2, interval_metrics = $3,
                interval_gate_reason = case when $2 then 'passed: own' when not $2 then 'not passed: own' end
         where id = $1`,
        [model, passed, metrics],
      );
    const own = (coverage: readonly [number | null, number | null], toPast = 0.9, toNormal = 0.95) => ({
      nominal: 0.8,
      coverage: { value: 0.8, lower: coverage[0], upper: coverage[1] },
      toUnconditional: { value: 1, lower: toPast, upper: 1.2 },
      toEwmaNormal: { value: 1, lower: toNormal, upper: 1.1 },
    });

    await pooled(true);
    assert.deepEqual(await interval('AAA'), {
      why: null,
      said: [
        "the close of the seventh session is to lie between 97.0 and 103.5 % of today's in 80.0 % of cases, median 100.4 %",
        'yes: by the gate of its pool, which nothing of its own contradicts',
        'all members of "all" together: passed: all',
      ],
    });
    assert.equal(await relied(), 'pool');
    // Too few rows, or not shown to be better, is no contradiction.
    for (const metrics of [own([null, null]), own([0.7, 0.9]), own([0.8, 0.9], 1, 1)]) {
      await judged(false, metrics);
      assert.equal(await relied(), 'pool');
    }
    for (const [metrics, contradiction] of [
      [own([0.6, 0.75]), 'a coverage of 60.0 to 75.0 %, to hold 80.0 %'],
      [own([0.81, 0.95]), 'a coverage of 81.0 to 95.0 %, to hold 80.0 %'],
      [own([0.7, 0.9], 1.01), 'a loss above that of the quantiles of its past'],
      [own([0.7, 0.9], 0.9, 1.02), 'a loss above that of an EWMA normal'],
    ] as const) {
      await judged(false, metrics);
      assert.equal(
        (await interval('AAA')).why,
        `its interval: not passed: own; the gate of its pool is passed, and its own test contradicts that: ${contradiction}`,
      );
      assert.equal(await relied(), null);
    }
    await judged(true, own([0.7, 0.9]));
    assert.equal(await relied(), 'own');

    await judged(null, null);
    const own0 = 'its interval has not been judged';
    for (const otherwise of [
      () => pooled(true, { rows: 0 }),
      () => pooled(true, { nominal: 0.9 }),
      () => pooled(true).then(() => pooled(false)),
      () => pooled(true).then(() => db.query(`update ml_pipeline_defaults set model_scope = 'own'`)),
    ]) {
      await otherwise();
      assert.equal((await interval('AAA')).why, own0, String(otherwise));
    }
    await db.query(`update ml_pipeline_defaults set model_scope = 'pooled'`);
    assert.equal(await relied(), 'pool');
    await db.query(
      `insert into ml_track_record (instrument_id, window_sessions, predictions, first_session, last_session, base_rate,
         hit_rate, brier, brier_of_base_rate, calibration, calibration_error, signals, transaction_cost,
         interval_predictions, interval_nominal, interval_coverage, interval_coverage_interval)
       values ($1, 365, 200, '2024-01-01', '2024-12-01', 0.5, 0.5, 0.2, 0.2, '[]', 0, 0, 0, 200, 0.8, 0.5, '{0.35,0.65}')`,
      [instrument],
    );
    assert.match((await interval('AAA')).why ?? '', /^drift: 50.0 % of the last 200 outcomes/, 'its live record does');
  });

  test('a model whose holdout trades lost money does not, and every view says why', async () => {
    const { model } = await served('AAA');
    assert.deepEqual(await today(), ['AAA']);
    await traded(model, -0.068, 71);
    const { usable, why_not } = await latest('AAA');
    assert.equal(usable, false);
    assert.match(why_not ?? '', LOST);
    assert.deepEqual(await today(), []);
    for (const view of ['leaderboard', 'model_cards']) {
      const said = await one<{ signals: boolean; why_no_signals: string }>(
        db,
        `select signals, why_no_signals from ${view}`,
      );
      assert.equal(said.signals, false);
      assert.match(said.why_no_signals, LOST);
    }
    const explained = await column<string>(
      db,
      `select e.explanation from ml_predictions p, explain_prediction(p.id) e where e.topic in ('signal', 'usable')`,
    );
    assert.deepEqual(
      explained.map((sentence) => sentence.includes('its model lost 6.8 % after costs')),
      [true, true],
    );
  });

  test('one that may and never does says so, by its holdout and the threshold of today', async () => {
    const { instrument, model } = await served('AAA');
    const card = () => value<string | null>(db, 'select why_only_hold from model_cards where model_id = $1', [model]);
    assert.equal(await card(), null, 'it has no holdout');
    await addPredictions(db, instrument, model, [
      { session: '2020-01-02', probability: 0.48 },
      { session: '2020-01-03', probability: 0.579 },
    ]);
    await db.query("update ml_predictions set origin = 'holdout' where prediction_date < '2021-01-01'");
    assert.equal(
      await card(),
      "none of its 2 holdout predictions (48.0 to 57.9 %) is a BUY or SELL by the policy's probability_threshold of " +
        '60.0 %: it will hardly say anything but HOLD. How far the close may go says the interval',
    );
    const topics = () =>
      column<string>(
        db,
        `select e.explanation from ml_predictions p, explain_prediction(p.id) e
         where e.topic = 'only hold' and p.origin <> 'holdout'`,
      );
    assert.deepEqual(await topics(), [await card()]);
    await db.query("update ml_models set scope = 'pooled' where id = $1", [model]);
    assert.match((await card()) ?? '', /HOLD\. Which member of its pool first says ranking_today, how far the close/);
    await db.query('update ml_pipeline_defaults set probability_threshold = 0.575');
    assert.equal(await card(), null);
    assert.deepEqual(await topics(), []);
    await db.query('update ml_pipeline_defaults set probability_threshold = 0.6');
    await traded(model, -0.068, 71);
    assert.equal(await card(), null, 'it may not signal, and why_no_signals says why');
  });

  test('a worker reads of the model whether its next prediction may be BUY, and above which base rate', async () => {
    const { instrument, model } = await served('AAA');
    const read = async () => {
      const { signals, trainingBaseRate } = (await scoringModel(db, instrument)) ?? {};
      return { signals, trainingBaseRate };
    };
    assert.deepEqual(await read(), { signals: true, trainingBaseRate: 0.57 });
    await traded(model, -0.068, 71);
    assert.deepEqual(await read(), { signals: false, trainingBaseRate: 0.57 });
  });

  test('a policy may let it signal all the same, of one instrument or of all', async () => {
    const { instrument, model } = await served('AAA');
    await traded(model, -0.068, 71);
    await db.query('insert into ml_pipeline_policies (instrument_id, signals_after_losses) values ($1, true)', [
      instrument,
    ]);
    assert.deepEqual(await latest('AAA'), { usable: true, why_not: null });
    await db.query('update ml_pipeline_policies set signals_after_losses = null');
    assert.equal((await latest('AAA')).usable, false);
    await db.query('update ml_pipeline_defaults set signals_after_losses = true');
    assert.deepEqual(await today(), ['AAA']);
  });

  test('no loss is one without trades, one of other rules that somebody tried, and one that training again mended', async () => {
    const { model } = await served('AAA');
    await traded(model, -0.5, 9, null);
    assert.equal((await latest('AAA')).usable, true, 'tried on demand');
    await traded(model, 0, 0);
    assert.equal((await latest('AAA')).usable, true, 'nothing reached the threshold');
    await traded(model, -0.01, 1);
    assert.equal((await latest('AAA')).usable, false);
    await traded(model, 0.01, 4);
    assert.equal((await latest('AAA')).usable, true, 'the newest counts');
  });

  test('a model that missed the gate is told for that alone', async () => {
    const { model } = await served('AAA');
    await traded(model, -0.068, 71);
    await db.query(
      `update ml_models set gate_passed = false, gate_reason = 'not passed: not passed: p-value 0.4' where id = $1`,
      [model],
    );
    assert.equal((await latest('AAA')).why_not, 'its model did not pass the gate: p-value 0.4');
  });

  test('a signal that was said before it had to go beyond the base rate is none of today', async () => {
    const { model } = await served('AAA');
    const ofBaseRate = async (rate: number) => {
      await db.query('update ml_models set training_base_rate = $2 where id = $1', [model, rate]);
      return [(await latest('AAA')).why_not, await today()];
    };
    assert.deepEqual(await ofBaseRate(0.69), [null, ['AAA']]);
    const said = 'it says BUY, and 70.0 % is not above the 70.0 % of rises that its model learned from';
    assert.deepEqual(await ofBaseRate(0.7), [said, []]);
    await db.query("update ml_predictions set prediction_probability = 0.3, trading_signal = 'SELL'");
    assert.deepEqual(await ofBaseRate(0.31), [null, ['AAA']]);
    assert.match(String((await ofBaseRate(0.3))[0]), /^it says SELL, and 30.0 % is not below the 30.0 % of rises/);
  });

  test('an index beside other instruments is context: not traded, ranked or backtested', async () => {
    await served('WIG20', 'index');
    assert.deepEqual([await today(), await ranked()], [['WIG20'], ['WIG20']], 'alone it is what was asked for');
    await served('AAA');
    assert.deepEqual(await latest('WIG20'), { usable: false, why_not: `its instrument ${BESIDE}` });
    assert.deepEqual([await today(), await ranked()], [['AAA'], ['AAA']]);
  });

  test('a volatility index is context even alone, by its symbol or by what it is named as', async () => {
    const market = (await served('SPX', 'index')).instrument;
    await served('^VIX', 'index');
    const fear = (await served('FEAR', 'index')).instrument;
    assert.deepEqual(await rows(db, 'select symbol, reason from context_instruments'), [
      { symbol: '^VIX', reason: VOLATILITY },
    ]);
    await db.query('insert into ml_context_indices (slot, index_id, volatility_index_id) values (1, $1, $2)', [
      market,
      fear,
    ]);
    assert.deepEqual(await column(db, 'select symbol from context_instruments order by 1'), ['FEAR', '^VIX']);
    assert.deepEqual(await ranked(), ['SPX']);
  });

  test('a fund that stands in an index’s place is traded; a stock that is switched off makes nobody context', async () => {
    const fund = (await served('SPY', 'etf')).instrument;
    await db.query('insert into ml_context_indices (slot, index_id) values (1, $1)', [fund]);
    assert.deepEqual(await column(db, 'select symbol from context_instruments'), []);
    await served('SPX', 'index');
    assert.deepEqual(await column(db, 'select symbol from context_instruments'), ['SPX']);
    await db.query('update base_instruments set is_active = false where id = $1', [fund]);
    assert.deepEqual(await column(db, 'select symbol from context_instruments'), []);
  });

  test('a policy may have context traded, and then it signals, is ranked and backtested like others', async () => {
    await served('AAA');
    const { instrument, model } = await served('WIG20', 'index');
    await db.query('insert into ml_pipeline_policies (instrument_id, trades_context) values ($1, true)', [instrument]);
    assert.deepEqual(
      [await today(), await ranked()],
      [
        ['AAA', 'WIG20'],
        ['AAA', 'WIG20'],
      ],
    );
    assert.equal(await value(db, 'select (backtest($1)).status', [model]), 'queued');
    assert.deepEqual(await column(db, 'select cardinality((backtest_portfolio()).instrument_ids)'), [2]);
  });

  test('a backtest of context is refused with the remedy, and a portfolio of all leaves it out', async () => {
    const stock = (await served('AAA')).instrument;
    const { instrument, model } = await served('WIG20', 'index');
    const refused = {
      message: `WIG20 is not backtested: it ${BESIDE}`,
      hint: new RegExp(`insert into ml_pipeline_policies .* values \\(${instrument}, true\\)`),
    };
    await assert.rejects(
      tried(db, () => db.query('select backtest($1)', [model])),
      refused,
    );
    await assert.rejects(
      tried(db, () => db.query("select backtest_portfolio(array['AAA', 'WIG20'])")),
      refused,
    );
    assert.deepEqual(await column(db, 'select (backtest_portfolio()).instrument_ids'), [[stock]]);
  });
});
