import { z } from 'zod';
import { HORIZON_SESSIONS } from '../horizon.ts';
import type { Predicted, Prediction } from '../predictions/index.ts';
import { firstRow, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

/** Whether another run said it, and it was no holdout: then what was said first is kept. Not what an earlier attempt wrote. */
const IS_CORRECTED =
  "ml_predictions.origin in ('live', 'hindsight') and ml_predictions.pipeline_run_id is distinct from excluded.pipeline_run_id";

/** Keeps what was said of a session when it was new. */
const FIRST_SAID = [
  ['first_probability', 'prediction_probability'],
  ['first_class', 'predicted_class'],
  ['first_signal', 'trading_signal'],
  ['first_growth_low', 'growth_low'],
  ['first_growth_median', 'growth_median'],
  ['first_growth_high', 'growth_high'],
]
  .map(
    ([first, now]) =>
      `${first} = case when ${IS_CORRECTED} then coalesce(ml_predictions.${first}, ml_predictions.${now})
                       else ml_predictions.${first} end`,
  )
  .join(',\n         ');

/**
 * Writes predictions of one model. A prediction that is already there stays, unless it is marked stale: then it is
 * replaced, and the caller sees to it that its outcome is still open (see `sessionsToScore`). What it said first is
 * kept: the track record counts that. The target date is the seventh session of the exchange's calendar,
 * or, while it has none, by the weekdays of the instrument's own series;
 * settlement moves it to the session that really came.
 *
 * What is no holdout is live only when it is written before the open it speaks of; else it is hindsight or backfill (a
 * history that was loaded at once, a model that returns, prices that came late): `prediction_origin` decides, by the
 * time of writing, which is also the row's `created_at`. Not that at which the transaction began: it may have waited for
 * a lock since, while the market opened.
 */
export async function writePredictions(
  db: Queryable,
  target: { instrumentId: number; modelId: number; runId: number; symbol: string; origin: 'holdout' | 'later' },
  predictions: readonly Prediction[],
): Promise<void> {
  await db.query(
    prepared(`insert into ml_predictions (
       model_id, instrument_id, pipeline_run_id, airflow_dag_id, airflow_run_id, origin, prediction_date, target_date,
       trading_date_epoch, predicted_class, prediction_probability, prediction_confidence, feature_importance_json,
       trading_signal, signal_strength, model_age, entry_date, growth_low, growth_median, growth_high, growth_coverage,
       created_at)
     select $1, $2, $3, airflow_dag_id($4), $3::bigint::text,
            case when $5 = 'holdout' then $5 else prediction_origin($2, p.date, $10::integer, written.at) end,
            p.date,
            target_session(p.date, $10, i.exchange_id, w.weekdays), extract(epoch from p.date)::bigint,
            p.probability >= 0.5, p.probability, greatest(p.probability, 1 - p.probability), p.contributions::jsonb,
            p.signal, abs(p.probability - 0.5) * 2,
            (select count(*) from price_bars b
             where b.instrument_id = $2 and b.trading_date <= p.date
               and b.trading_date > (select m.data_end_date from ml_models m where m.id = $1)),
            case when $5 <> 'holdout' then target_session(p.date, 1, i.exchange_id, w.weekdays) end,
            p.low, p.median, p.high, p.coverage, written.at
     from unnest($6::date[], $7::float8[], $8::text[], $9::text[], $11::float8[], $12::float8[], $13::float8[],
                 $14::float8[]) as p (date, probability, contributions, signal, low, median, high, coverage),
          base_instruments i, trading_weekdays($2) as w (weekdays), (select clock_timestamp() as at offset 0) written
     where i.id = $2
     on conflict on constraint one_prediction_per_model_and_session do update
     set ${FIRST_SAID},
         corrected_at = case when ${IS_CORRECTED} then clock_timestamp() else ml_predictions.corrected_at end,
         corrections = ml_predictions.corrections + case when ${IS_CORRECTED} then 1 else 0 end,
         predicted_class = excluded.predicted_class, prediction_probability = excluded.prediction_probability,
         prediction_confidence = excluded.prediction_confidence,
         feature_importance_json = excluded.feature_importance_json, trading_signal = excluded.trading_signal,
         growth_low = excluded.growth_low, growth_median = excluded.growth_median,
         growth_high = excluded.growth_high, growth_coverage = excluded.growth_coverage, growth_inside = null,
         signal_strength = excluded.signal_strength, pipeline_run_id = excluded.pipeline_run_id,
         airflow_run_id = excluded.airflow_run_id, stale_at = null, updated_at = clock_timestamp()
     where ml_predictions.stale_at is not null or ml_predictions.pipeline_run_id = excluded.pipeline_run_id`),
    [
      target.modelId,
      target.instrumentId,
      target.runId,
      target.symbol,
      target.origin,
      predictions.map((prediction) => prediction.date),
      predictions.map((prediction) => prediction.probability),
      predictions.map((prediction) => JSON.stringify(prediction.contributions)),
      predictions.map((prediction) => prediction.signal),
      HORIZON_SESSIONS,
      predictions.map(({ interval }) => interval?.low ?? null),
      predictions.map(({ interval }) => interval?.median ?? null),
      predictions.map(({ interval }) => interval?.high ?? null),
      predictions.map(({ interval }) => interval?.coverage ?? null),
    ],
  );
}

/**
 * Sessions after the model's holdout that it has not scored, or whose prediction is stale while its outcome is still to
 * come: from `firstOpenSession` on. What was predicted before that stays as it was said.
 */
export async function sessionsToScore(
  db: Queryable,
  target: { instrumentId: number; featureSetId: number; modelId: number; lastSession: string },
  firstOpenSession: string,
): Promise<string[]> {
  const found = await rows(
    db,
    prepared(`with holdout as materialized (
       select coalesce(
                (select max(prediction_date) from ml_predictions where model_id = $3 and origin = 'holdout'),
                (select data_end_date from ml_models where id = $3)) as last_session
     )
     select f.trading_date as date
     from features f
     where f.instrument_id = $1 and f.feature_set_id = $2
       and f.trading_date > (select last_session from holdout) and f.trading_date <= $4
       and not exists (
         select from ml_predictions p
         where p.model_id = $3 and p.prediction_date = f.trading_date
           and (p.stale_at is null or p.prediction_date < $5))
     order by f.trading_date`),
    [target.instrumentId, target.featureSetId, target.modelId, target.lastSession, firstOpenSession],
    z.object({ date: z.iso.date() }),
  );
  return found.map((row) => row.date);
}

const newest = z.object({
  session: z.iso.date(),
  probability: z.number(),
  signal: z.string(),
  sessions: z.number().int(),
  drift: z.object({ drifted_share: z.number(), score_psi: z.number() }).nullable(),
});

/** What a run has written of a model behind its holdout: the newest session, and how many; undefined when none. */
export function newestOfRun(
  db: Queryable,
  runId: number,
  modelId: number,
): Promise<z.infer<typeof newest> | undefined> {
  return firstRow(
    db,
    prepared(`select p.prediction_date as session, p.prediction_probability as probability, p.trading_signal as signal,
            (count(*) over ())::int as sessions,
            case when d.session is not null
                 then json_build_object('drifted_share', d.drifted_share, 'score_psi', d.score_psi) end as drift
     from ml_predictions p
     left join ml_drift d on d.model_id = p.model_id and d.session = p.prediction_date
     where p.pipeline_run_id = $1 and p.model_id = $2 and p.origin <> 'holdout'
     order by p.prediction_date desc
     limit 1`),
    [runId, modelId],
    newest,
  );
}

/** Marks what was predicted from rows of a feature set that have changed since, and opens the outcomes that were read from them. */
export async function reopenPredictions(
  db: Queryable,
  instrumentId: number,
  firstChangedSession: string,
  featureSetId: number,
): Promise<void> {
  await db.query('select reopen_predictions($1, $2, $3)', [instrumentId, firstChangedSession, featureSetId]);
}

/** Fills outcomes that have become known, and puts right those that prices contradict. Returns how many. */
export async function settlePredictions(db: Queryable, instrumentId: number | null): Promise<number> {
  const found = await firstRow(
    db,
    'select settle_predictions($1) as settled',
    [instrumentId],
    z.object({ settled: z.number().int() }),
  );
  return found?.settled ?? 0;
}

const predicted = z.object({ date: z.iso.date(), probability: z.number(), baseRate: z.number().nullable() });

/** Of the model $1: what its probabilities are compared with before they are traded on. */
const BASE_RATE = '(select m.training_base_rate from ml_models m where m.id = $1) as "baseRate"';

/** Holdout probabilities of a model by session. */
export function holdoutProbabilities(db: Queryable, modelId: number): Promise<Predicted[]> {
  return rows(
    db,
    `select prediction_date as date, prediction_probability as probability, ${BASE_RATE}
     from ml_predictions where model_id = $1 and origin = 'holdout' order by prediction_date`,
    [modelId],
    predicted,
  );
}

/**
 * Probabilities of a model by session, holdout and live, as they were said; `from` and `to` where they are given. Not
 * what was said after the fact: it may be of sessions that the model learned from, and would be traded with hindsight.
 */
export function modelProbabilities(
  db: Queryable,
  modelId: number,
  from: string | null,
  to: string | null,
): Promise<Predicted[]> {
  return rows(
    db,
    `select prediction_date as date, coalesce(first_probability, prediction_probability) as probability,
            ${BASE_RATE}
     from ml_predictions
     where model_id = $1 and origin in ('holdout', 'live') and prediction_date >= coalesce($2::date, '-infinity')
       and prediction_date <= coalesce($3::date, 'infinity')
     order by prediction_date`,
    [modelId, from, to],
    predicted,
  );
}
