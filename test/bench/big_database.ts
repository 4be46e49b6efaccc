import type pg from 'pg';

type Queryable = Pick<pg.ClientBase, 'query'>;

export const INSTRUMENTS = 500;
/** Five years. */
export const SESSIONS = 1_260;
/** Models per instrument, each of which served for a fifth of the time. */
export const MODELS = 5;
const HOLDOUT_SESSIONS = 120;
/** What delete_old_runs keeps. */
const DAYS_OF_RUNS = 90;

/**
 * Fills a migrated database as five years of daily runs over 500 instruments, or other numbers of both, would leave it, in plain SQL and with every
 * trigger and index that ships. Prices are random walks on weekdays up to today; scores know nothing of them; the
 * rows of features have the length of real ones, and are a hundred different ones.
 */
export async function fillBigDatabase(
  db: Queryable,
  seed: number,
  say: (text: string) => void,
  { instruments = INSTRUMENTS, sessions = SESSIONS } = {},
): Promise<void> {
  await db.query('select setseed($1)', [1 / (1 + seed)]);
  for (const [what, statement] of statements(instruments, sessions)) {
    const started = performance.now();
    const { rowCount } = await db.query(statement);
    say(`${what}: ${rowCount ?? 0} rows, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

/** Ten, as each prediction has; the same for all, because no view looks into them. */
const CONTRIBUTIONS = JSON.stringify(
  Array.from({ length: 10 }, (_, i) => ({ feature: `feature_${i}`, value: 0.123456789, contribution: 0.0123456789 })),
);

/** The n-th weekday before today, newest 0. */
const weekdays = (sessions: number): string => `
  select day::date as session, row_number() over (order by day desc) - 1 as back
  from generate_series(current_date - ${sessions * 2}, current_date, interval '1 day') as day
  where extract(isodow from day) < 6
  order by day desc
  limit ${sessions}`;

const statements = (instruments: number, sessions: number): readonly (readonly [what: string, statement: string])[] => [
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
  [
    'prices',
    `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
     select id, session, price, price * 1.03, price * 0.97, price * (1 + 0.02 * (random() - 0.5)), 1e6
     from (
       select i.id, w.session,
              round(exp(4 + 0.05 * sum(random() - 0.5) over (partition by i.id order by w.session))::numeric, 4) as price
       from base_instruments i, (${weekdays(sessions)}) w where i.instrument_type = 'stock') walk`,
  ],
  // What the inserts have asked for; the runs of a quarter of a year follow.
  ['cancelled runs', `select count(cancel_run(id)) from ml_pipeline_runs where status = 'queued'`],
  [
    'features',
    `with rows as materialized (
       select s.id as feature_set_id, r as place,
              (select array_agg((random() - 0.5) * power(10, n.position % 7 - 2) + 0 * r order by n.position)
               from unnest(s.feature_names) with ordinality as n (name, position)) as values
       from ml_feature_sets s, generate_series(0, 99) r
       where s.is_current
     )
     insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
     select b.stock_id, r.feature_set_id, b.trading_date_local, r.values, '\\x00112233445566778899aabbccddeeff', 1, 1
     from stock_prices b
     join rows r on r.place = (b.trading_date_local - date '2000-01-01') % 100`,
  ],
  [
    'artifacts',
    `insert into ml_model_artifacts (sha256, format, content)
     select encode(sha256(content), 'hex'), 'test', content
     from (select convert_to(i.id || ':' || m, 'UTF8') as content
           from base_instruments i, generate_series(1, ${MODELS}) m where i.instrument_type = 'stock') c`,
  ],
  [
    'models',
    `insert into ml_models (
       instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count, feature_names, cv_score,
       test_accuracy, test_roc_auc, test_f1_score, validation_roc_auc, p_value, metrics, gate_passed, gate_reason,
       training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date, data_hash,
       model_file_path, model_file_hash, feature_importance, model_card, calibration, reliability, status, is_production,
       trained_at, deployed_at, deprecated_at, engine, device)
     select i.id, 'v2.' || m || '.0', i.symbol || '_growth_7d_classifier_v2.' || m || '.0', '{"max_depth": 3, "n_estimators": 80}',
            s.id, 208, to_jsonb(s.feature_names), 0.55, 0.55, auc, 0.6, 0.56, 0.03,
            jsonb_build_object('rows', 200, 'rocAuc', auc, 'rocAucInterval', jsonb_build_array(auc - 0.06, auc + 0.06),
                               'accuracy', 0.55, 'majorityAccuracy', 0.56, 'baseRate', 0.56, 'brier', 0.248, 'logLoss', 0.69),
            auc > 0.55, 'test ROC-AUC ' || round(auc::numeric, 3), 900, 250, 200,
            w.session - 1500, w.session - 300, w.session, '\\x00',
            'pg', a.sha256,
            (select jsonb_object_agg(name, round(random()::numeric, 6)) from unnest(s.feature_names) with ordinality n (name, at) where at <= 100),
            jsonb_build_object('model', i.symbol, 'validation', jsonb_build_object('text', repeat(md5(i.id::text), 100))),
            '{"method": "platt", "slope": 1, "intercept": 0}', '{"bins": []}',
            case when m < ${MODELS} then 'deprecated' when auc > 0.55 then 'active' else 'testing' end::ml_model_status,
            m = ${MODELS} and auc > 0.55, w.session, w.session, case when m < ${MODELS} then w.session + 366 end,
            'pgaugur', 'cpu'
     from base_instruments i
     cross join generate_series(1, ${MODELS}) m
     cross join lateral (select 0.5 + 0.1 * random() + 0 * i.id * m as auc) skill
     join (${weekdays(sessions)}) w on w.back = (${MODELS} - m + 1) * ${sessions / MODELS} - 1
     join ml_model_artifacts a on a.sha256 = encode(sha256(convert_to(i.id || ':' || m, 'UTF8')), 'hex')
     cross join ml_feature_sets s
     where s.is_current and i.instrument_type = 'stock'`,
  ],
  [
    'predictions',
    `insert into ml_predictions (
       model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class, prediction_probability,
       prediction_confidence, feature_importance_json, actual_class, actual_return_7d, actual_growth_7d, prediction_accuracy,
       trading_signal, signal_strength, origin, model_age)
     select m.id, m.instrument_id, b.session, coalesce(b.seventh, target_session(b.session, 7)), extract(epoch from b.session),
            p >= 0.5, p, greatest(p, 1 - p),
            '${CONTRIBUTIONS}',
            b.growth > 1, b.growth - 1, b.growth, (p >= 0.5) = (b.growth > 1),
            case when not m.gate_passed then 'HOLD' when p >= 0.6 then 'BUY' when p <= 0.4 then 'SELL' else 'HOLD' end,
            abs(p - 0.5) * 2, case when b.session <= m.data_end_date then 'holdout' else 'live' end,
            greatest(0, b.session - m.data_end_date) % 63
     from ml_models m
     join (
       select stock_id, trading_date_local as session,
              lead(trading_date_local, 7) over w as seventh,
              lead(close_price, 7) over w::double precision / close_price::double precision as growth
       from stock_prices window w as (partition by stock_id order by trading_date_local)) b
       on b.stock_id = m.instrument_id
      and b.session > m.data_end_date - ${Math.round((HOLDOUT_SESSIONS * 7) / 5)}
      and b.session <= m.data_end_date + ${Math.round(((sessions / MODELS) * 7) / 5)}
     cross join lateral (select 0.35 + 0.3 * random() + 0 * m.id * extract(epoch from b.session) as p) scored`,
  ],
  [
    'drift',
    `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
     select model_id, prediction_date, 63, random(), 1, random() * 0.4, 0.8,
            '[{"feature": "sma_5", "psi": 5.2, "noise": 4.1, "share": 0.01}, {"feature": "obv", "psi": 4.2, "noise": 4.1, "share": 0.02}]'
     from ml_predictions where origin = 'live'`,
  ],
  [
    'backtests',
    `insert into ml_backtest_results (model_id, instrument_id, airflow_run_id, backtest_start_date, backtest_end_date, total_return,
       buy_and_hold_return, sharpe_ratio, total_trades, winning_trades, losing_trades, trade_history)
     select id, instrument_id, id::text, data_end_date - 300, data_end_date, random() - 0.4, random() - 0.4, random(), 30, 16, 14,
            (select jsonb_agg(jsonb_build_object('entryDate', data_end_date, 'return', 0.01, 'n', t)) from generate_series(1, 30) t)
     from ml_models`,
  ],
  [
    'runs',
    `insert into ml_pipeline_runs (instrument_id, kind, status, reason, requested_at, last_requested_at, started_at, finished_at,
       outcome, session_count)
     select i.id, 'prediction', case when random() < 0.01 then 'failed' else 'succeeded' end, 'prices inserted', at, at, at,
            at + interval '1 second', 'S: 51 % up', ${sessions}
     from base_instruments i
     cross join generate_series(0, ${DAYS_OF_RUNS - 1}) d
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
  ['statistics', 'vacuum analyze'],
];
