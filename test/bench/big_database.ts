import type pg from 'pg';
import { market, models, ranks, runs, type Statement, weekdays } from './big_rows.ts';

type Queryable = Pick<pg.ClientBase, 'query'>;

export const INSTRUMENTS = 500;
/** Five years. */
export const SESSIONS = 1_260;
/** Models per instrument, each of which served for a fifth of the time. */
export const MODELS = 5;
const HOLDOUT_SESSIONS = 120;
/** What delete_old_runs keeps. */
const DAYS_OF_RUNS = 90;
const DAYS_OF_RANKS = 252;

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
  await execute(db, statements(instruments, sessions), say);
}

/** Executes them in their order, and says what each did and how long it took. */
export async function execute(
  db: Queryable,
  statements: readonly Statement[],
  say: (text: string) => void,
): Promise<void> {
  for (const [what, text] of statements) {
    const started = performance.now();
    const { rowCount } = await db.query(text);
    say(`${what}: ${rowCount ?? 0} rows, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

/** Ten, as each prediction has; the same for all, because no view looks into them. */
const CONTRIBUTIONS = JSON.stringify(
  Array.from({ length: 10 }, (_, i) => ({ feature: `feature_${i}`, value: 0.123456789, contribution: 0.0123456789 })),
);

const statements = (instruments: number, sessions: number): readonly Statement[] => [
  ...market(instruments, sessions),
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
  ...models(MODELS, sessions),
  [
    'predictions',
    `insert into ml_predictions (
       model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class, prediction_probability,
       prediction_confidence, feature_importance_json, actual_class, actual_return_7d, actual_growth_7d, prediction_accuracy,
       trading_signal, signal_strength, origin, model_age, entry_date, growth_low, growth_median, growth_high,
       growth_coverage, growth_inside)
     select m.id, m.instrument_id, b.session, coalesce(b.seventh, target_session(b.session, 7)), extract(epoch from b.session),
            p >= 0.5, p, greatest(p, 1 - p),
            '${CONTRIBUTIONS}',
            b.growth > 1, b.growth - 1, b.growth, (p >= 0.5) = (b.growth > 1),
            case when not m.gate_passed then 'HOLD' when p >= 0.6 then 'BUY' when p <= 0.4 then 'SELL' else 'HOLD' end,
            abs(p - 0.5) * 2, case when b.session <= m.data_end_date then 'holdout' else 'live' end,
            greatest(0, b.session - m.data_end_date) % 63,
            coalesce(b.next, target_session(b.session, 1)), low, (low + high) / 2, high, 0.8,
            b.growth between low and high
     from ml_models m
     join (
       select stock_id, trading_date_local as session,
              lead(trading_date_local) over w as next, lead(trading_date_local, 7) over w as seventh,
              lead(close_price, 7) over w::double precision / close_price::double precision as growth
       from stock_prices window w as (partition by stock_id order by trading_date_local)) b
       on b.stock_id = m.instrument_id
      and b.session > m.data_end_date - ${Math.round((HOLDOUT_SESSIONS * 7) / 5)}
      and b.session <= m.data_end_date + ${Math.round(((sessions / MODELS) * 7) / 5)}
     cross join lateral (select 0.35 + 0.3 * random() + 0 * m.id * extract(epoch from b.session) as p) scored
     cross join lateral (select 0.94 + 0.04 * random() + 0 * p as low, 1.02 + 0.06 * random() + 0 * p as high) far`,
  ],
  [
    'drift',
    `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
     select model_id, prediction_date, 63, random(), 1, random() * 0.4, 0.8,
            '[{"feature": "sma_5", "psi": 5.2, "noise": 4.1, "share": 0.01}, {"feature": "obv", "psi": 4.2, "noise": 4.1, "share": 0.02}]'
     from ml_predictions where origin = 'live'`,
  ],
  ...runs(DAYS_OF_RUNS, sessions),
  ...ranks(DAYS_OF_RANKS),
  ['statistics', 'vacuum analyze'],
];
