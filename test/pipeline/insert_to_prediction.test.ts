import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadSample } from '../../src/cli/start/sample.ts';
import { FEATURES, VIEW_COLUMNS } from '../../src/features/index.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, value } from '../support/rows.ts';

type Tree = { left_children: number[] };
type Trained = {
  model_name: string;
  model_type: string;
  status: string;
  hyperparameters: { n_estimators: number };
  artifact: { learner: { gradient_booster: { model: { trees: Tree[] } } } };
  test_roc_auc: number;
  metrics: { rocAucInterval: [number, number] };
  p_value: number;
  gate_passed: boolean;
};
type Backtest = {
  total_trades: number;
  total_return: number;
  backtest_start_date: string;
  trade_history: { sessions: number; return: number }[];
};

/** The main job on real data, then what follows it. The tests build on each other, as the days of a user do. */
describe('from INSERT to prediction', () => {
  const lab = ownLaboratory();
  before(async () => {
    await lab.startWorker();
  });

  test('5,105 inserted sessions run through eleven steps and end in predictions', async () => {
    assert.equal(await loadSample(lab.db), 5105);
    await lab.idle();
    const steps = await lab.db.query('select step, status, attempt, last_error from run_grid order by position');
    assert.deepEqual(
      steps.rows.map((row) => [row.status, row.attempt, row.last_error]),
      Array.from({ length: 11 }, () => ['succeeded', 1, null]),
    );
    const run = await one(lab.db, 'select kind, session_count, first_session, last_session from ml_pipeline_runs');
    assert.deepEqual(run, {
      kind: 'training',
      session_count: 5105,
      first_session: '2000-01-03',
      last_session: '2020-04-17',
    });
  });

  test('the model is a real one: trees in XGBoost format, chosen on validation, tested on later rows', async () => {
    const model = await one<Trained>(
      lab.db,
      `
      select m.*, a.format, convert_from(a.content, 'UTF8')::jsonb as artifact
      from ml_models m join ml_model_artifacts a on a.sha256 = m.model_file_hash`,
    );
    assert.equal(model.model_name, 'SPX_growth_7d_classifier_v2.0.0');
    assert.equal(model.model_type, 'xgboost_classifier');
    const { trees } = model.artifact.learner.gradient_booster.model;
    assert.ok(trees.length >= 10 && trees.every((tree) => tree.left_children.length > 1));
    assert.equal(trees.length, model.hyperparameters.n_estimators);
    assert.ok(model.test_roc_auc > 0 && model.test_roc_auc < 1);
    assert.ok(
      model.metrics.rocAucInterval[0] < model.test_roc_auc && model.test_roc_auc < model.metrics.rocAucInterval[1],
    );
    assert.equal(model.gate_passed, model.test_roc_auc >= 0.55 && model.p_value <= 0.05);
    assert.equal(model.status, model.gate_passed ? 'active' : 'testing');
    const trials = await one<{ n: number; chosen: number }>(
      lab.db,
      'select count(*)::int as n, count(*) filter (where is_chosen)::int as chosen from ml_trials',
    );
    assert.ok(trials.n >= 4);
    assert.equal(trials.chosen, 1);
  });

  test('training data ends seven sessions before the first test session', async () => {
    const gap = await one(
      lab.db,
      `
      select count(*)::int as sessions
      from price_bars b, ml_models m
      where b.trading_date > m.training_end_date
        and b.trading_date < (select min(prediction_date) from ml_predictions where origin = 'holdout')`,
    );
    assert.equal(gap.sessions, 7);
  });

  test('the base rate of its signals is the share of rises among the sessions it learned from', async () => {
    const rate = await one(
      lab.db,
      `
      with labelled as (
        select b.trading_date, (lead(b.close_price, 7) over (order by b.trading_date) > b.close_price)::int as up
        from price_bars b
      )
      select m.training_base_rate as stored, avg(l.up)::float8 as counted, count(*)::int as sessions, m.training_records
      from ml_models m
      join labelled l on l.trading_date between m.training_start_date and m.training_end_date
      group by m.id`,
    );
    assert.equal(rate.sessions, rate.training_records);
    assert.ok(Math.abs(Number(rate.stored) - Number(rate.counted)) < 1e-12);
  });

  test('every session of the holdout and every later one has its prediction; the future is open', async () => {
    const counts = await one(
      lab.db,
      `
      select count(*) filter (where origin = 'holdout')::int as holdout, max(m.test_records) as test_records,
             count(*) filter (where origin = 'hindsight')::int as hindsight,
             count(*) filter (where origin = 'live')::int as live,
             count(*) filter (where actual_class is null)::int as open,
             max(prediction_date) as latest, max(target_date) as target
      from ml_predictions p join ml_models m on m.id = p.model_id`,
    );
    assert.equal(counts.holdout, counts.test_records);
    // The opens that they speak of were in 2020.
    assert.deepEqual([counts.hindsight, counts.live], [7, 0]);
    assert.equal(counts.open, 7);
    assert.equal(counts.latest, '2020-04-17');
    assert.equal(counts.target, '2020-04-28');
    const gaps = await one(
      lab.db,
      `
      select count(*)::int as missing from price_bars b
      where b.trading_date >= (select min(prediction_date) from ml_predictions)
        and not exists (select from ml_predictions p where p.prediction_date = b.trading_date)`,
    );
    assert.equal(gaps.missing, 0);
  });

  test('every prediction says how far, and the coverage that is promised is that of the stored outcomes', async () => {
    const found = await one<{
      predictions: number;
      intervals: number;
      isOrdered: boolean;
      isTold: boolean;
      coverage: number;
    }>(
      lab.db,
      `
      select count(*)::int as predictions, count(growth_low)::int as intervals,
             bool_and(growth_low < growth_median and growth_median < growth_high) as "isOrdered",
             bool_and(growth_inside = (actual_growth_7d between growth_low and growth_high)) as "isTold",
             (avg(growth_inside::int) filter (where origin = 'holdout'))::float8 as coverage
      from ml_predictions`,
    );
    assert.equal(found.intervals, found.predictions);
    assert.deepEqual([found.isOrdered, found.isTold], [true, true]);
    const model = await one<{ value: number; lower: number; upper: number; passed: boolean; reason: string }>(
      lab.db,
      `select (interval_metrics -> 'coverage' ->> 'value')::float8 as value, interval_gate_passed as passed,
              (interval_metrics -> 'coverage' ->> 'lower')::float8 as lower,
              (interval_metrics -> 'coverage' ->> 'upper')::float8 as upper, interval_gate_reason as reason
       from ml_models`,
    );
    assert.ok(Math.abs(found.coverage - model.value) < 1e-9);
    assert.ok(model.lower < model.value && model.value < model.upper);
    assert.match(model.reason, model.passed ? /^passed: / : /^not passed: /);
    const usable = await one<{ usable: boolean; why: string | null }>(
      lab.db,
      'select interval_usable as usable, interval_why_not as why from latest_predictions',
    );
    assert.equal(usable.usable, usable.why === null);
    if (!model.passed) assert.ok(usable.why?.includes(`its interval: ${model.reason}`));
  });

  test('stored metrics are those of the stored predictions', async () => {
    const found = await one<Record<string, number>>(
      lab.db,
      `
      with scored as (
        select prediction_probability as p, actual_class as up from ml_predictions where origin = 'holdout'
      )
      select (select avg((a.p > b.p)::int + (a.p = b.p)::int / 2.0) from scored a, scored b where a.up and not b.up)::float8 as auc,
             (select avg((predicted_class = actual_class)::int) from ml_predictions where origin = 'holdout')::float8 as accuracy,
             m.test_roc_auc, m.test_accuracy
      from ml_models m`,
    );
    assert.ok(Math.abs(found.auc - found.test_roc_auc) < 1e-9);
    assert.ok(Math.abs(found.accuracy - found.test_accuracy) < 1e-9);
  });

  test('what its ROC-AUC is worth is stored with it, and is said wherever the model is judged by people', async () => {
    const { raw, expected, surrogates, corrected, ...said } = await one<Record<string, number>>(
      lab.db,
      `select m.test_roc_auc as raw, (m.metrics #>> '{worth,rocAucExpected}')::float8 as expected,
              (m.metrics #>> '{worth,surrogates}')::int as surrogates, m.test_roc_auc_corrected as corrected,
              l.test_roc_auc_corrected = m.test_roc_auc_corrected
                and l.test_roc_auc_corrected_lower < l.test_roc_auc_corrected
                and l.test_roc_auc_corrected < l.test_roc_auc_corrected_upper as on_leaderboard,
              l.test_log_loss_skill_lower < l.test_log_loss_skill
                and l.test_log_loss_skill < l.test_log_loss_skill_upper
                and l.test_brier_skill_lower < l.test_brier_skill as has_skill,
              c.worth like 'corrected ROC-AUC %: on 20 mirrored histories %; skill against %' as in_card,
              (select e.explanation = c.worth
               from explain_prediction((select max(p.id) from ml_predictions p)) e where e.topic = 'worth') as explained
       from ml_models m
       join leaderboard l on l.model_id = m.id
       join model_cards c on c.model_id = m.id`,
    );
    assert.equal(surrogates, await value(lab.db, 'select surrogates from ml_pipeline_defaults'));
    assert.ok(expected > 0.4 && expected < 0.65, `${expected}`);
    assert.ok(Math.abs(corrected - (raw - expected + 0.5)) < 1e-12);
    assert.deepEqual(said, { on_leaderboard: true, has_skill: true, in_card: true, explained: true });
  });

  test('a model without a passed gate signals HOLD and nothing else', async () => {
    const signals = await one(
      lab.db,
      `
      select m.gate_passed, array_agg(distinct p.trading_signal) as signals
      from ml_predictions p join ml_models m on m.id = p.model_id group by 1`,
    );
    if (!signals.gate_passed) assert.deepEqual(signals.signals, ['HOLD']);
  });

  test('predictions name at most ten contributions, strongest first, with their values', async () => {
    const contributions = await value<{ feature: string; contribution: number }[]>(
      lab.db,
      'select feature_importance_json as contributions from latest_predictions',
    );
    assert.ok(contributions.length > 0 && contributions.length <= 10);
    const strengths = contributions.map((entry) => Math.abs(entry.contribution));
    assert.deepEqual(
      strengths,
      strengths.toSorted((a, b) => b - a),
    );
    const names = await one<{ feature_names: string[] }>(
      lab.db,
      'select feature_names from ml_feature_sets where is_current',
    );
    assert.ok(contributions.every((entry) => names.feature_names.includes(entry.feature)));
  });

  test('the backtest holds seven sessions, pays costs and lies inside the holdout', async () => {
    const result = await one<Backtest>(lab.db, 'select * from ml_backtest_results');
    assert.ok(result.total_trades > 0);
    assert.ok(result.trade_history.every((trade) => trade.sessions === 7));
    assert.ok(
      result.backtest_start_date >=
        (await value<string>(lab.db, 'select min(prediction_date) as d from ml_predictions')),
    );
    const product = result.trade_history.reduce((money, trade) => money * (1 + trade.return), 1);
    assert.ok(Math.abs(product - 1 - result.total_return) < 1e-9);
  });

  test('ml_feature_data shows features under the old column names, with targets only where they are known', async () => {
    const row = await one<{ growth_future_7d: number; additional_features: object; [column: string]: unknown }>(
      lab.db,
      `
      select d.*, f.values[array_position(s.feature_names, 'macd')] as macd
      from ml_feature_data d
      join features f using (instrument_id, trading_date) join ml_feature_sets s on s.id = f.feature_set_id
      where d.trading_date = '2020-04-07'`,
    );
    assert.equal(row.macd_line, row.macd);
    assert.equal(Object.keys(row.additional_features).length, FEATURES.length - VIEW_COLUMNS.length);
    assert.equal(Number(row.close_price), 2659.409912);
    assert.ok(Math.abs(row.growth_future_7d - 2874.560059 / 2659.409912) < 1e-9);
    assert.equal(row.target, true);
    const last = await one(
      lab.db,
      "select target, growth_future_7d from ml_feature_data where trading_date = '2020-04-17'",
    );
    assert.deepEqual(last, { target: null, growth_future_7d: null });
  });

  test('the same insert again changes nothing and starts nothing', async () => {
    await lab.db.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume from stock_prices
       on conflict do nothing`,
    );
    assert.equal(await value(lab.db, 'select count(*)::int as n from ml_pipeline_runs'), 1);
  });

  test('the reconciliation asks for nothing: the run has looked at every price', async () => {
    await lab.db.query('select reconcile_prices()');
    assert.equal(await value(lab.db, 'select count(*)::int as n from ml_pipeline_runs'), 1);
  });

  test('a further bar is scored by the serving model without training, and settles an earlier prediction', async () => {
    await lab.db.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select stock_id, '2020-04-20', 2845, 2869, 2820, 2823, 5220000000 from stock_prices limit 1`,
    );
    await lab.idle();
    const run = await one(lab.db, 'select id, kind, status from ml_pipeline_runs order by id desc limit 1');
    assert.deepEqual([run.kind, run.status], ['prediction', 'succeeded']);
    assert.equal(await value(lab.db, 'select count(*)::int as n from ml_models'), 1);
    const steps = await lab.db.query('select step from ml_pipeline_tasks where run_id = $1 order by position', [
      run.id,
    ]);
    assert.deepEqual(
      steps.rows.map((row) => row.step),
      ['check_data_availability', 'extract_stock_data', 'engineer_features', 'generate_predictions'],
    );
    const written = await one(
      lab.db,
      "select output ->> 'rows_written' as n from ml_pipeline_tasks where run_id = $1 and step = 'engineer_features'",
      [run.id],
    );
    assert.equal(written.n, '1');
    assert.equal(await value(lab.db, 'select max(prediction_date) as d from ml_predictions'), '2020-04-20');
    const settled = await one(
      lab.db,
      "select actual_class, target_date from ml_predictions where prediction_date = '2020-04-08'",
    );
    assert.deepEqual(settled, { actual_class: true, target_date: '2020-04-20' });
  });

  test('deleting the newest bar takes its features along', async () => {
    await lab.db.query("delete from stock_prices where trading_date_local = '2020-04-20'");
    await lab.idle();
    assert.equal(await value(lab.db, 'select max(trading_date) as d from features'), '2020-04-17');
    assert.equal(await value(lab.db, 'select status from ml_pipeline_runs order by id desc limit 1'), 'succeeded');
  });

  test('correcting an old price recomputes from that session on, marks predictions and trains again', async () => {
    const session = '2020-03-16';
    // How it is searched is of no interest any more.
    await lab.db.query("update ml_pipeline_defaults set validation_folds = 1, quiet_period = '0'");
    // As text: a Date has no microseconds.
    const before = await value(lab.db, 'select max(computed_at)::text from features');
    const open = await lab.db.query(
      `select prediction_date, prediction_probability as said from ml_predictions
       where model_id = (select min(id) from ml_models) and actual_class is null and stale_at is null
       order by prediction_date`,
    );
    await lab.db.query(
      'update stock_prices set close_price = close_price * 1.01, high_price = high_price * 1.02 where trading_date_local = $1',
      [session],
    );
    await lab.idle();
    const rows = await one(
      lab.db,
      `select min(trading_date) filter (where computed_at > $1::timestamptz) as first_renewed,
              count(*) filter (where computed_at > $1::timestamptz)::int as renewed,
              count(*) filter (where trading_date >= $2)::int as expected
       from features`,
      [before, session],
    );
    assert.deepEqual([rows.first_renewed, rows.renewed], [session, rows.expected]);
    const run = await one(lab.db, 'select kind, reason, status from ml_pipeline_runs order by id desc limit 1');
    assert.deepEqual(run, {
      kind: 'training',
      reason: 'data the model was trained on changed',
      status: 'succeeded',
    });
    const stale = await one(
      lab.db,
      `select min(prediction_date) filter (where stale_at is not null) as first_stale,
              count(*) filter (where stale_at is null and prediction_date >= $1)::int as unmarked
       from ml_predictions where model_id = (select min(id) from ml_models)`,
      [session],
    );
    // The seven whose outcome is still to come were scored again, from the corrected prices.
    assert.deepEqual(stale, { first_stale: session, unmarked: 7 });
    const kept = await lab.db.query(
      `select prediction_date, first_probability as said from ml_predictions
       where model_id = (select min(id) from ml_models) and stale_at is null and prediction_date >= $1
       order by prediction_date`,
      [session],
    );
    assert.deepEqual(kept.rows, open.rows, 'what they had said before is kept');
    const models = await lab.db.query('select model_version, status::text from ml_models order by id');
    assert.equal(models.rows.length, 2);
    assert.equal(models.rows[0].status, 'deprecated');
    assert.equal(models.rows[1].model_version, 'v2.1.0');
    assert.equal(await value(lab.db, 'select model_version as v from latest_predictions'), 'v2.1.0');
    const entries = await one(
      lab.db,
      `select count(*) filter (where entry_date is null)::int as without,
              count(*) filter (where entry_date <> target_session(prediction_date, 1, i.exchange_id))::int as wrong
       from ml_predictions p join base_instruments i on i.id = p.instrument_id where origin = 'hindsight'`,
    );
    assert.deepEqual(entries, { without: 0, wrong: 0 });
  });
});
