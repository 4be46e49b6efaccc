import type pg from 'pg';
import { saveArtifact } from '../../src/db/artifacts.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { fitOn, sample } from '../learn/support.ts';
import { insertPriceRows, walkRows } from '../support/market.ts';
import { value } from '../support/rows.ts';

const COMPANIES = [
  ['AAPL', 'Apple'],
  ['BA', 'Boeing'],
  ['CAT', 'Caterpillar'],
  ['DIS', 'Walt Disney'],
  ['GE', 'General Electric'],
  ['IBM', 'International Business Machines'],
  ['JPM', 'JPMorgan Chase'],
  ['KO', 'Coca-Cola'],
  ['MMM', '3M'],
  ['NKE', 'Nike'],
  ['PG', 'Procter & Gamble'],
  ['XOM', 'Exxon Mobil'],
] as const;

/** Sessions of each instrument; the predictions are of the newest 160 of them. */
const SESSIONS = 320;

/**
 * A small exchange after some months of work: a dozen instruments with prices up to today, a model each, holdout and
 * live predictions with outcomes, contributions, a backtest, and runs that succeeded, failed and wait. Values are made
 * up, and look like real ones.
 * @returns the newest session
 */
export async function insertMarket(db: pg.Client): Promise<string> {
  const today = await value<string>(db, "select to_char(current_date, 'YYYY-MM-DD') as today");
  const first = new Date(Date.parse(today) - Math.ceil(SESSIONS * 1.5) * 86_400_000).toISOString().slice(0, 10);
  await db.query('begin');
  await db.query(`
    insert into countries (name, iso_code, currency_code) values ('United States', 'US', 'USD');
    insert into exchanges (name, mic_code, country_id) values ('New York Stock Exchange', 'XNYS', 1)`);
  let newest = '';
  for (const [i, [symbol, name]] of COMPANIES.entries()) {
    const id = await value<number>(
      db,
      'insert into base_instruments (symbol, name, currency, exchange_id) values ($1, $2, $3, 1) returning id',
      [symbol, name, 'USD'],
    );
    const rows = walkRows(SESSIONS * 2, 11 + i, first);
    const end = rows.dates.findLastIndex((date) => date <= today) + 1;
    await insertPriceRows(db, id, rows, end - SESSIONS, end);
    newest = rows.dates[end - 1];
  }
  await db.query('commit');
  for (const statement of STATEMENTS) await db.query(statement);
  await storeTrees(db);
  return newest;
}

/** Features that weigh in the newest predictions, and between which values they are. */
const WEIGHING = [
  ['rsi_14', 20, 80],
  ['volatility_20d', 0.005, 0.05],
  ['growth_30d', 0.8, 1.2],
  ['sma_50', 80, 120],
] as const;

/** Trees that SQL can walk, for what-if questions: a higher close follows a low RSI and a low volatility. */
async function storeTrees(db: pg.Client): Promise<void> {
  const { features, labels } = sample(400, WEIGHING.length, 5);
  const scaled = features.data.map((value, i) => {
    const [, low, high] = WEIGHING[Math.floor(i / features.rows)];
    return low + (high - low) / (1 + Math.exp(value));
  });
  const names = WEIGHING.map(([name]) => name);
  const { model } = fitOn({ ...features, data: scaled }, labels, {
    rounds: 20,
    featureNames: names,
    params: { eta: 0.1, max_depth: 2 },
  });
  const sha256 = await saveArtifact(db, new TextEncoder().encode(saveModel(model)), 'xgboost-json');
  await db.query('update ml_models set feature_names = $1, feature_count = $2, model_file_hash = $3', [
    JSON.stringify(names),
    names.length,
    sha256,
  ]);
  await db.query(
    `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
     select p.instrument_id, s.id, p.prediction_date,
            array(select w.low + (w.high - w.low) * (0.5 + 0.45 * sin(extract(epoch from p.prediction_date) / 86400 * n.at))
                  from unnest(s.feature_names) with ordinality n (name, at)
                  left join unnest($1::text[], $2::float8[], $3::float8[]) w (name, low, high) on w.name = n.name
                  order by n.at),
            '\\x00', 1, 1
     from ml_predictions p, ml_feature_sets s where s.is_current
     on conflict do nothing`,
    [names, WEIGHING.map(([, low]) => low), WEIGHING.map(([, , high]) => high)],
  );
}

const STATEMENTS = [
  // The prices opened a run each when they were committed: most have succeeded, one has failed, one is at work.
  `update ml_pipeline_runs
   set status = case instrument_id when 5 then 'failed' when 6 then 'running' else 'succeeded' end, kind = 'training',
       started_at = requested_at, finished_at = case instrument_id when 6 then null else requested_at + interval '31 s' end,
       session_count = ${SESSIONS}, outcome = case instrument_id when 5 then 'train_model failed' when 6 then null
         else '57.1 % up, HOLD' end`,
  `insert into ml_pipeline_tasks (run_id, step, position, status, attempt, attempt_limit, queued_at, started_at,
     finished_at, summary, errors, output)
   select r.id, p.step, p.position,
          case when r.instrument_id = 5 and p.step = 'train_model' then 'failed'
               when r.instrument_id = 6 and p.step = 'train_model' then 'running' else 'succeeded' end,
          case when r.instrument_id = 5 and p.step = 'train_model' then 3 else 1 end, 3, r.started_at,
          r.started_at + p.position * interval '1.3 s',
          case when r.instrument_id = 6 and p.step = 'train_model' then null
               else r.started_at + p.position * interval '1.3 s' + interval '0.9 s' end,
          case when r.instrument_id = 5 and p.step = 'train_model' then null else 'found what it looked for' end,
          case when r.instrument_id = 5 and p.step = 'train_model'
            then '[{"attempt": 3, "at": "2026-01-05T10:00:00Z", "message": "the learner ran out of memory"}]' else '[]' end::jsonb,
          '{"rows": ${SESSIONS}}'
   from ml_pipeline_runs r join ml_pipelines p on p.kind = r.kind
   where r.instrument_id not in (5, 6)
      or p.position <= (select position from ml_pipelines where kind = 'training' and step = 'train_model')
   on conflict on constraint ml_pipeline_tasks_pkey do update
   set status = excluded.status, attempt = excluded.attempt, started_at = excluded.started_at,
       finished_at = excluded.finished_at, summary = excluded.summary, errors = excluded.errors, output = excluded.output`,
  `insert into ml_models (
     instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count, feature_names, cv_score,
     test_accuracy, test_roc_auc, test_roc_auc_corrected, test_f1_score, validation_roc_auc, p_value, metrics, gate_passed,
     gate_reason, interval_gate_passed, interval_gate_reason, training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date, data_hash,
     model_file_path, feature_importance, calibration, reliability, status, is_production, trained_at, deployed_at,
     engine, device, pipeline_run_id, training_base_rate)
   select i.id, 'v2.0.0', i.symbol || '_growth_7d_classifier_v2.0.0',
          '{"max_depth": 3, "n_estimators": 80, "eta": 0.1, "lambda": 5, "subsample": 0.8}', s.id, 190,
          to_jsonb(s.feature_names), 0.55, 0.56, auc, auc - 0.021, 0.61, 0.57, case when auc > 0.55 then 0.012 else 0.21 end,
          jsonb_build_object(
            'rows', 100, 'rocAuc', auc, 'rocAucInterval', jsonb_build_array(auc - 0.06, auc + 0.06), 'accuracy', 0.56,
            'majorityAccuracy', 0.55, 'baseRate', 0.55, 'brier', 0.244, 'logLoss', 0.681, 'f1', 0.61, 'precision', 0.59,
            'recall', 0.63, 'signalPrecision', 0.62, 'signalRecall', 0.3, 'signalThreshold', 0.6, 'accuracyOverMajority', 0.01,
            'worth', jsonb_build_object('rocAucCorrected', auc - 0.021, 'rocAucExpected', 0.521, 'surrogates', 200,
              'expectedByRows', '[{"rows": 100, "rocAuc": 0.521}, {"rows": 7, "rocAuc": 0.54}]'::jsonb,
              'rocAucCorrectedInterval', jsonb_build_array(auc - 0.081, auc + 0.039)),
            'skill', jsonb_build_object(
              'logLoss', jsonb_build_object('value', auc - 0.56, 'lower', auc - 0.58, 'upper', auc - 0.54),
              'brier', jsonb_build_object('value', auc - 0.56, 'lower', auc - 0.59, 'upper', auc - 0.53)),
            'rules', '{"ordering": [{"name": "seven-session reversal",
                       "difference": {"value": 0.012, "lower": -0.02, "upper": 0.04}}]}'::jsonb,
            'pValue', 0.012, 'intervals', jsonb_build_object(
              'rocAuc', jsonb_build_array(auc - 0.06, auc + 0.06), 'accuracy', '[0.5, 0.62]'::jsonb,
              'brier', '[0.236, 0.252]'::jsonb, 'logLoss', '[0.662, 0.701]'::jsonb, 'f1', '[0.54, 0.68]'::jsonb,
              'precision', '[0.51, 0.66]'::jsonb, 'recall', '[0.55, 0.7]'::jsonb)),
          auc > 0.55,
          case when auc > 0.55 then 'passed: test ROC-AUC ' || auc || ' reaches 0.55 and its p-value against no skill is 0.012'
               else 'not passed: test ROC-AUC ' || auc || ' (95 % interval ' || auc - 0.06 || ' to ' || auc + 0.06
                    || ') does not reach 0.55' end,
          auc > 0.53, 'pinball loss below that of the unconditional quantiles and of an EWMA normal',
          900, 250, 100, n.session - 1500, n.session - 300, n.session - 30, '\\x00', 'pg:0',
          (select jsonb_object_agg(name, round((1.0 / at)::numeric, 6))
           from unnest(s.feature_names) with ordinality n (name, at) where at <= 40),
          '{"method": "platt", "slope": 0.9, "intercept": 0.02}',
          jsonb_build_object('calibrationError', 0.031, 'bins', (
            select jsonb_agg(jsonb_build_object(
              'from', 0.3 + 0.05 * b, 'to', 0.35 + 0.05 * b, 'rows', 10, 'meanPredicted', 0.325 + 0.05 * b,
              'observedRate', 0.35 + 0.045 * b, 'lower', 0.2 + 0.045 * b, 'upper', least(1, 0.55 + 0.045 * b)) order by b)
            from generate_series(0, 8) b)),
          case when auc > 0.55 then 'active' else 'testing' end::ml_model_status, auc > 0.55,
          n.session - 30, n.session - 30, 'pgaugur', 'cpu', r.id, 0.54
   from base_instruments i
   cross join lateral (select round((0.5 + 0.013 * (i.id * 5 % 12))::numeric, 3) as auc) skill
   cross join lateral (select max(trading_date_local) as session from stock_prices where stock_id = i.id) n
   left join ml_pipeline_runs r on r.instrument_id = i.id
   cross join ml_feature_sets s
   where s.is_current`,
  `insert into ml_predictions (
     model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class, prediction_probability,
     prediction_confidence, feature_importance_json, actual_class, actual_return_7d, actual_growth_7d,
     prediction_accuracy, trading_signal, signal_strength, origin, model_age, pipeline_run_id, growth_low, growth_median,
     growth_high, growth_coverage, growth_inside)
   select m.id, m.instrument_id, b.session, coalesce(b.seventh, target_session(b.session, 7)), 0, p >= 0.5, p,
          greatest(p, 1 - p),
          case when b.back = 1 then '[
            {"feature": "rsi_14", "value": 31.4, "contribution": 0.31},
            {"feature": "volatility_20d", "value": 0.021, "contribution": -0.22},
            {"feature": "growth_30d", "value": 0.94, "contribution": 0.12},
            {"feature": "sma_50", "value": 104.2, "contribution": -0.04}]' else '[]' end::jsonb,
          b.growth > 1, b.growth - 1, b.growth, (p >= 0.5) = (b.growth > 1),
          case when not m.gate_passed then 'HOLD' when p >= 0.6 then 'BUY' when p <= 0.4 then 'SELL' else 'HOLD' end,
          abs(p - 0.5) * 2, case when b.session <= m.data_end_date then 'holdout' else 'live' end, 3, m.pipeline_run_id,
          0.96, 1.003, 1.05, 0.8, b.growth between 0.96 and 1.05
   from ml_models m
   join (
     select stock_id, trading_date_local as session, lead(trading_date_local, 7) over w as seventh,
            lead(close_price, 7) over w::double precision / close_price::double precision as growth,
            row_number() over (partition by stock_id order by trading_date_local desc) as back
     from stock_prices window w as (partition by stock_id order by trading_date_local)) b
     on b.stock_id = m.instrument_id and b.back <= 160
   cross join lateral (
     select 0.53 + 0.1 * sin(b.back * 0.37 + m.id) + 0.04 * sin(b.back * 1.7 * m.id)
            + case when b.growth > 1 then 0.03 when b.growth < 1 then -0.03 else 0.05 end as p) scored`,
  `insert into ml_backtest_results (
     model_id, instrument_id, pipeline_run_id, airflow_run_id, backtest_start_date, backtest_end_date, total_return,
     buy_and_hold_return, annualized_return, sharpe_ratio, sortino_ratio, max_drawdown, buy_and_hold_max_drawdown,
     volatility, total_trades, winning_trades, losing_trades, win_rate, profit_factor, avg_trade_return,
     best_trade_return, worst_trade_return, exposure, backtest_quality, probabilistic_sharpe, deflated_sharpe, trials,
     monthly_returns, trade_history)
   select m.id, m.instrument_id, m.pipeline_run_id, m.pipeline_run_id::text, min(t.entry), max(t.exit),
          exp(sum(ln(1 + t.gain))) - 1, 0.12 - 0.01 * m.id, 0.08, 0.9 - 0.1 * m.id, 1.1, -0.09, -0.16, 0.18, count(*),
          count(*) filter (where t.gain > 0), count(*) filter (where t.gain <= 0),
          count(*) filter (where t.gain > 0) / count(*)::float8, 1.3, avg(t.gain), max(t.gain), min(t.gain), 0.55, 'FAIR',
          0.71, 0.42, 3,
          jsonb_build_object('2025-10', 0.013, '2025-11', -0.021, '2025-12', 0.034, '2026-01', 0.008, '2026-02', -0.012,
                             '2026-03', 0.027),
          jsonb_agg(jsonb_build_object(
            'signalDate', t.signal, 'entryDate', t.entry, 'exitDate', t.exit, 'direction', 'long', 'entryPrice', t.open,
            'exitPrice', t.close, 'shares', 10000 / t.open, 'exitShares', 10000 / t.open, 'profit', 10000 * t.gain, 'costs', 19.9,
            'dividends', 0, 'return', t.gain, 'sessions', 7, 'exitReason', 'horizon', 'probability', t.p) order by t.entry)
   from ml_models m
   cross join lateral (
     select p.prediction_date as signal, e.trading_date_local as entry, x.trading_date_local as exit,
            e.open_price::float8 as open, x.close_price::float8 as close,
            x.close_price::float8 / e.open_price::float8 - 1 as gain, p.prediction_probability as p
     from (select *, row_number() over (order by prediction_date) as at from ml_predictions
           where model_id = m.id and origin = 'holdout') p
     join lateral (select * from stock_prices where stock_id = m.instrument_id and trading_date_local > p.prediction_date
                   order by trading_date_local limit 1) e on true
     join lateral (select * from stock_prices where stock_id = m.instrument_id and trading_date_local > e.trading_date_local
                   order by trading_date_local offset 6 limit 1) x on true
     where p.at % 9 = 0) t
   group by m.id`,
  `insert into ml_portfolio_backtests (
     symbols, instrument_ids, status, finished_at, probability_threshold, max_positions, backtest_start_date, backtest_end_date,
     total_return, buy_and_hold_return, annualized_return, sharpe_ratio, max_drawdown, buy_and_hold_max_drawdown, volatility,
     total_trades, winning_trades, losing_trades, win_rate, exposure, turnover, backtest_quality, probabilistic_sharpe,
     deflated_sharpe, trials, monthly_returns, weighting, holding_sessions, entry, direction, transaction_cost, slippage,
     initial_capital, capital_fraction, whole_shares, members, trade_history)
   select symbols, '{1,7}', 'succeeded', now(), threshold, 5, current_date - 200, current_date - 10, gain, 0.07, gain * 2, gain * 9,
          -0.08, -0.12, 0.14, 40, 22, 18, 0.55, 0.7, 12, 'FAIR', 0.66, 0.31, 2,
          '{"2026-01": 0.02, "2026-02": -0.01, "2026-03": 0.031}', 'equal', 7, 'next_open', 'long_only', 0.001, 0,
          10000, 1, false, '[]', '[]'
   from (values (array['AAPL', 'JPM'], 0.6, 0.09), (null, 0.65, -0.02)) given (symbols, threshold, gain)`,
  `insert into data_quality_metrics (instrument_id, metric_name, metric_value, threshold_value, is_valid, severity, description)
   values (5, 'price_jumps', 1, 0, false, 'warning', 'The close of 2026-03-02 is 44 % below that of the session before.')`,
  `insert into ml_trials (pipeline_run_id, trial, parameters, rounds, seed, validation_roc_auc, validation_log_loss, is_chosen)
   select r.id, t, jsonb_build_object('eta', 0.03 * t, 'max_depth', t + 1), 40, 1, 0.53 + 0.01 * t, 0.68, t = 3
   from ml_pipeline_runs r, generate_series(1, 3) t`,
  `with pooled as (
     insert into ml_pooled_models (pool, model_type, hyperparameters, feature_set_id, feature_names, member_count,
       training_records, validation_records, training_start_date, training_end_date, test_start_date, data_end_date,
       data_hash, validation_roc_auc, calibration, engine, device, training_duration_seconds)
     select 'all', 'xgboost_classifier', '{}', s.id, '[]', 12, 9000, 2000, current_date - 1000, current_date - 200,
            current_date - 190, current_date - 10, '', 0.55, '{}', 'pgaugur', 'cpu', 12
     from ml_feature_sets s where s.is_current
     returning id),
   artifact as (
     insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('ranks'), 'hex'), 'test', 'ranks')
     returning sha256),
   ranks as (
     insert into ml_rank_models (pooled_model_id, pool, model_type, hyperparameters, feature_names, model_file_hash,
       calibration, engine, device, trials, training_records, training_end_date, test_start_date, test_days, rank_ic,
       rank_ic_lower, rank_ic_upper, beyond_reversal, beyond_reversal_lower, beyond_reversal_upper, metrics, gate_passed,
       gate_reason, training_duration_seconds)
     select pooled.id, 'all', 'xgboost_classifier', '{}', '[]', artifact.sha256, '{}', 'pgaugur', 'cpu', 5, 9000,
            current_date - 200, current_date - 190, 120, 0.021, -0.004, 0.046, 0.008, -0.02, 0.035,
            '{"icir": {"value": 0.18, "lower": -0.03, "upper": 0.4},
              "spreadNet": {"value": 0.0012, "lower": -0.0021, "upper": 0.0044},
              "turnover": {"value": 0.61, "lower": 0.55, "upper": 0.66}}', false,
            'not passed: the lower end of the daily rank IC, -0.004, is not above 0', 3
     from pooled, artifact
     returning id)
   insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, origin, input_hash)
   select ranks.id, i.id, n.session, 0.5 + 0.01 * (i.id % 12 - 6), 'live', ''
   from ranks, base_instruments i,
        (select max(trading_date_local) as session from stock_prices) n`,
  "update ml_pipeline_defaults set model_scope = 'both'",
  `insert into exchange_holidays (exchange_id, holiday_date, name)
   select id, (date_trunc('year', current_date) + interval '1 year')::date, 'New Year''s Day' from exchanges
   on conflict do nothing`,
  // A challenger of the first instrument's model, with its own word on the same test sessions.
  `with challenger as (
     insert into ml_models overriding system value
     select r.*
     from ml_models m,
          jsonb_populate_record(m, jsonb_build_object(
            'id', nextval(pg_get_serial_sequence('ml_models', 'id')), 'model_version', 'v2.1.0', 'status', 'testing',
            'model_name', replace(m.model_name, 'v2.0.0', 'v2.1.0'), 'is_production', false, 'deployed_at', null,
            'pipeline_run_id', null,
            'place_reason', 'not demonstrably better than v2.0.0')) r
     where m.instrument_id = 1
     returning id)
   insert into ml_predictions (
     model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class, prediction_probability,
     actual_class, actual_return_7d, actual_growth_7d, prediction_accuracy, trading_signal, signal_strength, origin)
   select c.id, 1, p.prediction_date, p.target_date, 0, said.p >= 0.5, said.p, p.actual_class, p.actual_return_7d,
          p.actual_growth_7d, (said.p >= 0.5) = p.actual_class, 'HOLD', abs(said.p - 0.5) * 2, 'holdout'
   from challenger c, ml_predictions p,
        lateral (select 0.9 * p.prediction_probability + 0.04 as p) said
   where p.instrument_id = 1 and p.origin = 'holdout'`,
  'select evaluate_alerts()',
  'analyze',
];
