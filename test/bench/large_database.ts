import type pg from 'pg';
import { execute, SESSIONS } from './big_database.ts';
import { market, models, ranks, runs, type Statement, weekdays } from './big_rows.ts';

type Queryable = Pick<pg.ClientBase, 'query'>;

const DAYS_OF_RUNS = 7;
const DAYS_OF_RANKS = 63;

/** Whose features are there: those of all would be 35 GB for 10,000 instruments. */
export const WITH_FEATURES = ['S250', ...Array.from({ length: 59 }, (_, i) => `S${String(i + 1).padStart(3, '0')}`)];

/**
 * Fills a migrated database with five years of prices and predictions of thousands of instruments, and little else: one
 * model each, one contribution per prediction, the newest drift, a week of runs. Written past the triggers and before
 * the indexes, which are made afterwards: so they are as dense as they can be.
 */
export async function fillLargeDatabase(
  db: Queryable,
  seed: number,
  say: (text: string) => void,
  instruments: number,
): Promise<void> {
  await db.query('select setseed($1)', [1 / (1 + seed)]);
  await db.query("set maintenance_work_mem = '512MB'");
  await execute(db, market(instruments, SESSIONS), say);
  await db.query('set session_replication_role = replica');
  const indexes = await dropIndexes(db, 'ml_predictions');
  await execute(db, rows(), say);
  await execute(db, indexes, say);
  await db.query('set session_replication_role = origin');
  await execute(db, records(), say);
}

/** Drops those that keep no rule. @returns what makes them again */
async function dropIndexes(db: Queryable, table: string): Promise<Statement[]> {
  const { rows } = await db.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where i.indrelid = $1::regclass and not i.indisunique`,
    [table],
  );
  for (const { name } of rows) await db.query(`drop index ${name}`);
  return rows.map(({ name, definition }) => [name, definition]);
}

/** The close of stock `i` so many sessions ago: a formula, so that growth is known without looking prices up. */
const close = (back: string): string =>
  `round((60 * exp(0.3 * sin((${back} + 7 * i) / 40.0) + 0.05 * sin((${back}) * (i % 97 + 1))))::numeric, 4)`;

const STOCKS = `(select id, row_number() over (order by id) as i from base_instruments where instrument_type = 'stock') s`;

const rows = (): readonly Statement[] => [
  [
    'prices',
    `insert into stock_prices (stock_id, trading_date_local, trading_date_utc, trading_date_epoch, open_price, high_price,
       low_price, close_price, volume)
     select s.id, w.session, w.session, extract(epoch from w.session), p, p * 1.03, p * 0.97, p, 1e6
     from ${STOCKS}
     cross join (${weekdays(SESSIONS)}) w
     cross join lateral (select ${close('w.back')} as p offset 0) priced
     order by s.id, w.session`,
  ],
  [
    'features',
    `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
     select b.stock_id, f.id, b.trading_date_local, v.values, '\\x00112233445566778899aabbccddeeff', 1, 1
     from stock_prices b
     join base_instruments s on s.id = b.stock_id and s.symbol = any ('{${WITH_FEATURES}}')
     cross join ml_feature_sets f
     cross join lateral (
       select array(select random() - 0.5 + 0 * b.id from unnest(f.feature_names)) as values) v
     where f.is_current`,
  ],
  ...models(1, SESSIONS),
  [
    'predictions',
    `insert into ml_predictions (
       model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class, prediction_probability,
       prediction_confidence, feature_importance_json, actual_class, actual_return_7d, actual_growth_7d,
       prediction_accuracy, trading_signal, signal_strength, origin, model_age, entry_date, growth_low, growth_median,
       growth_high, growth_coverage, growth_inside)
     select m.id, m.instrument_id, w.session, w.target, extract(epoch from w.session), p >= 0.5, p, greatest(p, 1 - p),
            '[{"feature": "rsi_14", "value": 50, "contribution": 0.01}]',
            growth > 1, growth - 1, growth, (p >= 0.5) = (growth > 1),
            case when not m.gate_passed then 'HOLD' when p >= 0.6 then 'BUY' when p <= 0.4 then 'SELL' else 'HOLD' end,
            abs(p - 0.5) * 2, 'live', (${SESSIONS} - w.back) % 63, w.entry, low, (low + high) / 2, high, 0.8,
            growth between low and high
     from (select m.id, m.instrument_id, m.gate_passed, row_number() over (order by m.instrument_id) as i
           from ml_models m) m
     cross join (
       select d.session, d.back, coalesce(lead(d.session) over days, target_session(d.session, 1)) as entry,
              coalesce(lead(d.session, 7) over days, target_session(d.session, 7)) as target
       from (${weekdays(SESSIONS)}) d
       window days as (order by d.session)) w
     cross join lateral (
       select 0.35 + 0.3 * random() + 0 * m.id * w.back as p, 0.94 + 0.04 * random() + 0 * m.id * w.back as low,
              1.02 + 0.06 * random() + 0 * m.id * w.back as high,
              case when w.back >= 7 then (${close('w.back - 7')} / ${close('w.back')})::double precision end as growth
       offset 0) said
     order by m.instrument_id, w.session`,
  ],
  [
    'drift',
    `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
     select m.id, w.session, 63, random(), 1, random() * 0.4, 0.8, '[{"feature": "obv", "psi": 4.2, "noise": 4.1, "share": 0.02}]'
     from ml_models m, (${weekdays(1)}) w`,
  ],
  ...runs(DAYS_OF_RUNS, SESSIONS),
  ...ranks(DAYS_OF_RANKS),
];

/** Whose records are worked out from what was predicted: 30 ms each. The others get copies of theirs. */
const WITH_RECORDS = 500;

const OF_MODELS = 'row_number() over (order by m.id) as i, m.id as model_id, m.instrument_id from ml_models m';

/** What triggers would have written of the predictions. */
const records = (): readonly Statement[] => [
  ['statistics', 'vacuum analyze'],
  [
    'records',
    `select refresh_track_record(array_agg(m.model_id), array_agg(m.instrument_id))
     from (select ${OF_MODELS}) m where m.i <= ${WITH_RECORDS}`,
  ],
  [
    'copies of records',
    `with numbered as materialized (select ${OF_MODELS})
     insert into ml_track_record
     select copy.*
     from numbered other
     join numbered computed on computed.i = (other.i - 1) % ${WITH_RECORDS} + 1
     join ml_track_record t on t.instrument_id = computed.instrument_id
     cross join lateral jsonb_populate_record(t, jsonb_build_object(
       'instrument_id', other.instrument_id, 'model_id', case when t.model_id is not null then other.model_id end)) copy
     where other.i > ${WITH_RECORDS}`,
  ],
  ['statistics of records', 'vacuum analyze ml_track_record'],
];
