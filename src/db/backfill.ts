import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

const request = z.object({ id: z.number().int(), firstSession: z.iso.date(), lastSession: z.iso.date() });
/** Sessions of an instrument that somebody wants predictions of. */
export type BackfillRequest = z.infer<typeof request>;

/** Requests nobody has dealt with yet, oldest first. */
export function openBackfillRequests(db: Queryable, instrumentId: number): Promise<BackfillRequest[]> {
  return rows(
    db,
    prepared(`select id, first_session as "firstSession", last_session as "lastSession"
     from ml_backfill_requests where instrument_id = $1 and finished_at is null order by id`),
    [instrumentId],
    request,
  );
}

/** Sessions of the requests that a model has no prediction of, and whose features are complete. */
export async function sessionsToBackfill(
  db: Queryable,
  target: { instrumentId: number; featureSetId: number; modelId: number; lastSession: string },
  requests: readonly BackfillRequest[],
  minimumCompleteness: number,
): Promise<string[]> {
  if (requests.length === 0) return [];
  const found = await rows(
    db,
    `select f.trading_date as date
     from features f
     where f.instrument_id = $1 and f.feature_set_id = $2 and f.trading_date <= $4 and f.completeness >= $7
       and exists (select from unnest($5::date[], $6::date[]) as r (first_session, last_session)
                   where f.trading_date between r.first_session and r.last_session)
       and not exists (select from ml_predictions p where p.model_id = $3 and p.prediction_date = f.trading_date)
     order by f.trading_date`,
    [
      target.instrumentId,
      target.featureSetId,
      target.modelId,
      target.lastSession,
      requests.map((one) => one.firstSession),
      requests.map((one) => one.lastSession),
      minimumCompleteness,
    ],
    z.object({ date: z.iso.date() }),
  );
  return found.map(({ date }) => date);
}

/** Closes requests: with the predictions that the run has written for each. */
export async function finishBackfillRequests(
  db: Queryable,
  requests: readonly BackfillRequest[],
  { runId, modelId }: { runId: number; modelId: number },
): Promise<void> {
  await db.query(
    `update ml_backfill_requests r
     set finished_at = clock_timestamp(), pipeline_run_id = $2, model_id = $3,
         predictions = (select count(*) from ml_predictions p
                        where p.model_id = $3 and p.pipeline_run_id = $2
                          and p.prediction_date between r.first_session and r.last_session)
     where r.id = any ($1)`,
    [requests.map(({ id }) => id), runId, modelId],
  );
}
