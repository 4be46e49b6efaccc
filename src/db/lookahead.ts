import type { LookaheadVerdict } from '../features/index.ts';
import type { Queryable } from './pool.ts';

/** Replaces the look-ahead verdicts of a model. */
export async function saveLookaheadVerdicts(
  db: Queryable,
  modelId: number,
  verdicts: readonly LookaheadVerdict[],
): Promise<void> {
  await db.query('delete from ml_lookahead_verdicts where model_id = $1', [modelId]);
  await db.query(
    `insert into ml_lookahead_verdicts (
       model_id, feature_name, passed, rows_checked, rows_differing, first_differing_session, largest_difference)
     select $1, v.*
     from unnest($2::text[], $3::boolean[], $4::int[], $5::int[], $6::date[], $7::float8[]) as v`,
    [
      modelId,
      verdicts.map((verdict) => verdict.feature),
      verdicts.map((verdict) => verdict.passed),
      verdicts.map((verdict) => verdict.rowsChecked),
      verdicts.map((verdict) => verdict.rowsDiffering),
      verdicts.map((verdict) => verdict.firstDifferingSession),
      verdicts.map((verdict) => verdict.largestDifference),
    ],
  );
}
