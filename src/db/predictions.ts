import { z } from 'zod';
import { firstRow, type Queryable, rows } from './pool.ts';

export type Contribution = { readonly feature: string; readonly value: number | null; readonly contribution: number };

export type Prediction = {
  /** The session whose close is the newest price the prediction knows. */
  readonly date: string;
  readonly probability: number;
  readonly contributions: readonly Contribution[];
  readonly signal: 'BUY' | 'HOLD' | 'SELL';
};

/**
 * Writes predictions of one model. A prediction that is already there stays, unless it was marked stale and its
 * outcome is still open: then it is scored again. The target date is the seventh session of the exchange's calendar;
 * settlement moves it to the session that really came.
 */
export async function writePredictions(
  db: Queryable,
  target: { instrumentId: number; modelId: number; runId: number; symbol: string; origin: 'holdout' | 'live' },
  predictions: readonly Prediction[],
): Promise<void> {
  await db.query(
    `insert into ml_predictions (
       model_id, instrument_id, pipeline_run_id, airflow_dag_id, airflow_run_id, origin, prediction_date, target_date,
       trading_date_epoch, predicted_class, prediction_probability, prediction_confidence, feature_importance_json,
       trading_signal, signal_strength)
     select $1, $2, $3, 'ml_training_7d_' || lower($4), $3::bigint::text, $5, p.date,
            target_session(p.date, 7, i.exchange_id), extract(epoch from p.date)::bigint,
            p.probability >= 0.5, p.probability, greatest(p.probability, 1 - p.probability), p.contributions::jsonb,
            p.signal, abs(p.probability - 0.5) * 2
     from unnest($6::date[], $7::float8[], $8::text[], $9::text[]) as p (date, probability, contributions, signal),
          base_instruments i
     where i.id = $2
     on conflict (model_id, prediction_date) do update
     set predicted_class = excluded.predicted_class, prediction_probability = excluded.prediction_probability,
         prediction_confidence = excluded.prediction_confidence,
         feature_importance_json = excluded.feature_importance_json, trading_signal = excluded.trading_signal,
         signal_strength = excluded.signal_strength, pipeline_run_id = excluded.pipeline_run_id,
         airflow_run_id = excluded.airflow_run_id, stale_at = null, updated_at = clock_timestamp()
     where (ml_predictions.stale_at is not null and ml_predictions.actual_class is null)
        or ml_predictions.pipeline_run_id = excluded.pipeline_run_id`,
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
    ],
  );
}

/** Sessions after the model's holdout that it has not scored, or whose open prediction is stale. */
export async function sessionsToScore(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
  modelId: number,
  lastSession: string,
): Promise<string[]> {
  const found = await rows(
    db,
    `select f.trading_date as date
     from features f
     join ml_models m on m.id = $3
     left join ml_predictions p on p.model_id = m.id and p.prediction_date = f.trading_date
     where f.instrument_id = $1 and f.feature_set_id = $2 and f.trading_date <= $4
       and f.trading_date > coalesce(
         (select max(h.prediction_date) from ml_predictions h where h.model_id = m.id and h.origin = 'holdout'),
         m.data_end_date)
       and (p.id is null or (p.stale_at is not null and p.actual_class is null))
     order by f.trading_date`,
    [instrumentId, featureSetId, modelId, lastSession],
    z.object({ date: z.iso.date() }),
  );
  return found.map((row) => row.date);
}

/** Marks what was predicted from bars that have changed since. Returns how many. */
export async function markStale(db: Queryable, instrumentId: number, firstChangedSession: string): Promise<number> {
  const marked = await db.query(
    `update ml_predictions set stale_at = clock_timestamp()
     where instrument_id = $1 and prediction_date >= $2 and stale_at is null`,
    [instrumentId, firstChangedSession],
  );
  return marked.rowCount ?? 0;
}

/** Fills outcomes that have become known. Returns how many. */
export async function settlePredictions(db: Queryable, instrumentId: number | null): Promise<number> {
  const found = await firstRow(
    db,
    'select settle_predictions($1) as settled',
    [instrumentId],
    z.object({ settled: z.number().int() }),
  );
  return found?.settled ?? 0;
}

const scored = z.object({ date: z.iso.date(), probability: z.number() });

/** Holdout probabilities of a model by session. */
export function holdoutProbabilities(db: Queryable, modelId: number): Promise<z.infer<typeof scored>[]> {
  return rows(
    db,
    `select prediction_date as date, prediction_probability as probability
     from ml_predictions where model_id = $1 and origin = 'holdout' order by prediction_date`,
    [modelId],
    scored,
  );
}
