/** What of a filled database is the same whatever its size: rows of models, runs and ranks, in plain SQL. */

export type Statement = readonly [what: string, text: string];

/** The n-th weekday before today, newest 0. */
export const weekdays = (sessions: number): string => `
  select day::date as session, row_number() over (order by day desc) - 1 as back
  from generate_series(current_date - ${sessions * 2}, current_date, interval '1 day') as day
  where extract(isodow from day) < 6
  order by day desc
  limit ${sessions}`;

export const market = (instruments: number, sessions: number): readonly Statement[] => [
  [
    'exchange and index',
    `with exchange as (insert into exchanges (name, mic_code) values ('New York Stock Exchange', 'XNYS') returning id)
     insert into base_instruments (symbol, name, instrument_type, exchange_id)
     select 'SPX', 'Index', 'index', id from exchange`,
  ],
  [
    'instruments',
    `insert into base_instruments (symbol, name, exchange_id)
     select 'S' || to_char(i, 'FM99000'), 'Stock ' || i, (select id from exchanges) from generate_series(1, ${instruments}) i`,
  ],
  [
    'index prices',
    `insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value, trading_volume)
     select i.id, w.session, 4000, 4040, 3960, 4000 + 20 * sin(w.back), 0
     from base_instruments i, (${weekdays(sessions)}) w where i.symbol = 'SPX'`,
  ],
];

/** Metrics as a judged model has them, with what its ROC-AUC is worth. */
const METRICS = `jsonb_build_object(
  'rows', 200, 'rocAuc', auc, 'rocAucInterval', jsonb_build_array(auc - 0.06, auc + 0.06), 'accuracy', 0.55,
  'majorityAccuracy', 0.56, 'baseRate', 0.56, 'brier', 0.248, 'logLoss', 0.69,
  'worth', jsonb_build_object(
    'surrogates', 200, 'rocAucExpected', 0.51, 'rocAucCorrected', auc - 0.01,
    'rocAucCorrectedInterval', jsonb_build_array(auc - 0.07, auc + 0.05),
    'expectedByRows', '[{"rows": 30, "rocAuc": 0.53}, {"rows": 90, "rocAuc": 0.52}, {"rows": 200, "rocAuc": 0.51}]'::jsonb),
  'skill', '{"logLoss": {"value": 0.01, "lower": -0.01, "upper": 0.03},
             "brier": {"value": 0.01, "lower": -0.01, "upper": 0.03}}'::jsonb)`;

/** Models of each stock, each of which served for its share of the sessions, the oldest first. */
export const models = (count: number, sessions: number): readonly Statement[] => [
  [
    'artifacts',
    `insert into ml_model_artifacts (sha256, format, content)
     select encode(sha256(content), 'hex'), 'test', content
     from (select convert_to(i.id || ':' || m, 'UTF8') as content
           from base_instruments i, generate_series(1, ${count}) m where i.instrument_type = 'stock') c`,
  ],
  [
    'models',
    `insert into ml_models (
       instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count, feature_names, cv_score,
       test_accuracy, test_roc_auc, test_roc_auc_corrected, training_base_rate, test_f1_score, validation_roc_auc, p_value, metrics, gate_passed, gate_reason,
       training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date, data_hash,
       model_file_path, model_file_hash, feature_importance, model_card, calibration, reliability, status, is_production,
       trained_at, deployed_at, deprecated_at, engine, device)
     select i.id, 'v2.' || m || '.0', i.symbol || '_growth_7d_classifier_v2.' || m || '.0', '{"max_depth": 3, "n_estimators": 80}',
            s.id, 208, to_jsonb(s.feature_names), 0.55, 0.55, auc, auc - 0.01, 0.55, 0.6, 0.56, 0.03,
            ${METRICS},
            auc > 0.55, 'test ROC-AUC ' || round(auc::numeric, 3), 900, 250, 200,
            w.session - 1500, w.session - 300, w.session, '\\x00',
            'pg', encode(sha256(convert_to(i.id || ':' || m, 'UTF8')), 'hex'),
            (select jsonb_object_agg(name, round(random()::numeric, 6)) from unnest(s.feature_names) with ordinality n (name, at) where at <= 100),
            jsonb_build_object('model', i.symbol, 'validation', jsonb_build_object('text', repeat(md5(i.id::text), 100))),
            '{"method": "platt", "slope": 1, "intercept": 0}', '{"bins": []}',
            case when m < ${count} then 'deprecated' when auc > 0.55 then 'active' else 'testing' end::ml_model_status,
            m = ${count} and auc > 0.55, w.session, w.session, case when m < ${count} then w.session + 366 end,
            'pgaugur', 'cpu'
     from base_instruments i
     cross join generate_series(1, ${count}) m
     cross join lateral (select 0.5 + 0.1 * random() + 0 * i.id * m as auc) skill
     join (${weekdays(sessions)}) w on w.back = (${count} - m + 1) * ${sessions / count} - 1
     cross join ml_feature_sets s
     where s.is_current and i.instrument_type = 'stock'
     order by i.id, m`,
  ],
  [
    'backtests',
    `insert into ml_backtest_results (model_id, instrument_id, airflow_run_id, backtest_start_date, backtest_end_date, total_return,
       buy_and_hold_return, sharpe_ratio, total_trades, winning_trades, losing_trades, trade_history)
     select id, instrument_id, id::text, data_end_date - 300, data_end_date, random() - 0.4, random() - 0.4, random(), 30, 16, 14,
            (select jsonb_agg(jsonb_build_object('entryDate', data_end_date, 'return', 0.01, 'n', t)) from generate_series(1, 30) t)
     from ml_models`,
  ],
];

/** Daily runs of so many days, with their tasks and what was checked. */
export const runs = (days: number, sessions: number): readonly Statement[] => [
  [
    'runs',
    `insert into ml_pipeline_runs (instrument_id, kind, status, reason, requested_at, last_requested_at, started_at, finished_at,
       outcome, session_count)
     select i.id, 'prediction', case when random() < 0.01 then 'failed' else 'succeeded' end, 'prices inserted', at, at, at,
            at + interval '1 second', 'S: 51 % up', ${sessions}
     from base_instruments i
     cross join generate_series(0, ${days - 1}) d
     cross join lateral (select clock_timestamp() - interval '1 day' * (d + 0.1) as at) t
     where i.instrument_type = 'stock' and extract(isodow from at) < 6
     order by at, i.id`,
  ],
  [
    'tasks',
    `insert into ml_pipeline_tasks (run_id, step, position, status, attempt, attempt_limit, queued_at, started_at, finished_at, summary, output)
     select r.id, p.step, p.position, r.status, 1, 5, r.started_at, r.started_at, r.finished_at, 'what was found', '{}'
     from ml_pipeline_runs r join ml_pipelines p on p.kind = r.kind where r.kind = 'prediction'`,
  ],
  [
    'quality metrics',
    `insert into data_quality_metrics (instrument_id, metric_name, metric_value, is_valid, severity, created_at)
     select r.instrument_id, name, 1, true, 'info', r.started_at
     from ml_pipeline_runs r,
          unnest(array['session_count', 'calendar_gaps', 'price_jumps', 'ohlc_violations', 'zero_volume', 'duplicates', 'age', 'quality_score']) name
     where r.kind = 'prediction' and r.started_at is not null`,
  ],
];

/** One pool of all stocks, and a model that ranks them, over the newest sessions. */
export const ranks = (sessions: number): readonly Statement[] => [
  ['pool', "update ml_pipeline_defaults set model_scope = 'both'"],
  [
    'rank model',
    `with pooled as (
       insert into ml_pooled_models (pool, model_type, hyperparameters, feature_set_id, feature_names, calibration, engine,
         device, member_count, training_records, validation_records, training_start_date, training_end_date,
         test_start_date, data_end_date, data_hash, training_duration_seconds)
       select 'all', 'xgboost_classifier', '{}', s.id, '[]', '{}', 'pgaugur', 'cpu', 2, 1, 1, '2017-01-01', '2017-01-02',
              '2017-01-03', '2017-01-20', '', 1
       from ml_feature_sets s where s.is_current
       returning id)
     insert into ml_rank_models (pooled_model_id, pool, model_type, hyperparameters, feature_names, model_file_hash,
       calibration, engine, device, trials, training_records, training_end_date, test_start_date, test_days, rank_ic,
       rank_ic_lower, rank_ic_upper, metrics, gate_passed, gate_reason, training_duration_seconds)
     select id, 'all', 'xgboost_classifier', '{}', '[]', (select sha256 from ml_model_artifacts limit 1), '{}',
            'pgaugur', 'cpu', 1, 1, '2017-01-02', '2017-01-03', 250, 0.03, 0.01, 0.05, '{}', true, 'passed', 1
     from pooled`,
  ],
  [
    'ranks',
    `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, raw_score, origin,
       input_hash, actual_growth_7d)
     select m.id, i.id, w.session, random(), random(), 'live', '\\x00112233445566778899aabbccddeeff',
            case when w.back >= 7 then 0.9 + 0.2 * random() end
     from ml_rank_models m, (${weekdays(sessions)}) w, base_instruments i
     where i.instrument_type = 'stock'
     order by w.session, i.id`,
  ],
  ['places, as the quarter of an hour after the last day but two has them', 'select place_ranks(10000)'],
  [
    'days of ranks',
    `insert into ml_rank_days (pool, session, rank_model_id, members, rank_ic, spread, top_fifth, bottom_fifth)
     select 'all', w.session, m.id, s.members, 0.2 * random() - 0.08, 0.01 * random(), s.ids[:s.members / 5],
            s.ids[s.members - s.members / 5 + 1:]
     from ml_rank_models m, (${weekdays(sessions)}) w
     cross join lateral (
       select count(*)::integer as members, array_agg(i.id order by (i.id * 7919 + w.back * (i.id % 5)) % 9973) as ids
       from base_instruments i where i.instrument_type = 'stock') s
     where w.back >= 7`,
  ],
];
