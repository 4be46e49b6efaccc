import type { z } from 'zod';
import { type Queryable, rows } from './pool.ts';
import { describedRun } from './run_grid.ts';

export type ListedRun = z.infer<typeof describedRun>;

export type RunFilter = {
  /** Of an instrument, or `pool <name>`. */
  readonly symbol?: string;
  readonly statuses?: readonly string[];
  readonly kind?: string;
  readonly limit: number;
};

/** Runs that the filter lets through, newest first. */
export function listRuns(db: Queryable, { symbol, statuses, kind, limit }: RunFilter): Promise<ListedRun[]> {
  return rows(
    db,
    `select r.id, coalesce(n.name, 'pool ' || r.pool) as symbol, r.kind, r.status, r.reason, r.outcome,
            r.requested_at as "requestedAt", r.started_at as "startedAt", r.finished_at as "finishedAt",
            extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at)::float8 as seconds
     from ml_pipeline_runs r
     left join instrument_names() n on n.instrument_id = r.instrument_id
     where ($1::text is null or r.instrument_id = any (instruments_named($1)) or 'pool ' || r.pool = $1)
       and ($2::text[] is null or r.status = any ($2)) and ($3::text is null or r.kind = $3)
     order by r.id desc
     limit $4`,
    [symbol ?? null, statuses ?? null, kind ?? null, limit],
    describedRun,
  );
}
