import { z } from 'zod';
import { type Client, firstRow, type Queryable, rows } from './pool.ts';

export const runStatus = z.enum(['queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled']);

const runStep = z.object({
  position: z.number().int(),
  name: z.string(),
  /** `waiting` and `not reached`: the run has not come to this step, and will or will not. */
  status: z.enum([...runStatus.options, 'waiting', 'not reached']),
  attempt: z.number().int(),
  host: z.string().nullable(),
  seconds: z.number().nullable(),
  summary: z.string().nullable(),
  lastError: z.string().nullable(),
});
export type RunStep = z.infer<typeof runStep>;

/** A run in words. */
export const describedRun = z.object({
  id: z.number().int(),
  /** What the instrument is called, with its exchange where several have the symbol; or the word pool and its name. */
  symbol: z.string(),
  kind: z.string(),
  status: runStatus,
  reason: z.string(),
  outcome: z.string().nullable(),
  requestedAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  /** From the start to the end, or to now; null before the start. */
  seconds: z.number().nullable(),
});

const run = describedRun.extend({
  /** The steps of its pipeline in their order. */
  steps: z.array(runStep),
});
export type Run = z.infer<typeof run>;

export type RunSelection = {
  /** Runs of the instruments of this name only: a symbol, SYMBOL@MIC, or `pool <name>`. */
  readonly symbol?: string;
  /** Every run, newest first, instead of each instrument's newest one by symbol. */
  readonly all: boolean;
  readonly limit: number;
};

/**
 * SQL: runs to choose from. Each instrument's and each pool's newest, or all of them ($2), of one symbol ($1) or of
 * every one. A pool goes by the name that the grid gives it.
 */
const CHOICE = `
  select r.id, r.status
  from base_instruments i
  cross join lateral (
    select id, status from ml_pipeline_runs where instrument_id = i.id
    order by id desc
    limit case when not $2 then 1 end) r
  where $1::text is null or i.id = any (instruments_named($1))
  union all
  select r.id, r.status
  from (select distinct pool from ml_pipeline_runs where pool is not null) p
  cross join lateral (
    select id, status from ml_pipeline_runs where pool = p.pool
    order by id desc
    limit case when not $2 then 1 end) r
  where $1::text is null or 'pool ' || p.pool = $1`;

/** Runs with their steps. Where the limit leaves runs out, failed ones stay, then the newest. */
export function readRuns(db: Queryable, { symbol, all, limit }: RunSelection): Promise<Run[]> {
  return rows(
    db,
    `with chosen as (
       select r.id
       from (${CHOICE}) r
       order by not $2 and r.status = 'failed' desc, r.id desc
       limit $3
     )
     select g.run_id as id, coalesce(n.name, g.symbol) as symbol, g.kind, g.run_status as status, g.reason, g.outcome,
            g.requested_at as "requestedAt", g.run_started_at as "startedAt", g.run_finished_at as "finishedAt",
            extract(epoch from coalesce(g.run_finished_at, clock_timestamp()) - g.run_started_at)::float8 as seconds,
            json_agg(json_build_object(
              'position', g.position, 'name', g.step, 'status', g.status, 'attempt', g.attempt, 'host', g.host,
              'seconds', g.seconds, 'summary', g.summary, 'lastError', g.last_error) order by g.position) as steps
     from chosen
     join run_grid g on g.run_id = chosen.id
     left join instrument_names() n on n.instrument_id = g.instrument_id
     group by g.run_id, n.name, g.symbol, g.kind, g.run_status, g.reason, g.outcome,
              g.requested_at, g.run_started_at, g.run_finished_at
     order by case when not $2 then coalesce(n.name, g.symbol) end, g.run_id desc`,
    [symbol ?? null, all, limit],
    run,
  );
}

/** How many runs `readRuns` chooses from, by status. */
export async function countRuns(
  db: Queryable,
  { symbol, all }: Omit<RunSelection, 'limit'>,
): Promise<ReadonlyMap<Run['status'], number>> {
  const counts = await rows(
    db,
    `select r.status, count(*) as runs from (${CHOICE}) r group by r.status order by count(*) desc`,
    [symbol ?? null, all],
    z.object({ status: runStatus, runs: z.number().int() }),
  );
  return new Map(counts.map((row) => [row.status, row.runs]));
}

/** Failed runs that no newer run of their instrument or pool has replaced. */
export async function failedRuns(db: Queryable): Promise<number[]> {
  const found = await rows(
    db,
    `select r.id from (${CHOICE}) r where r.status = 'failed' order by r.id`,
    [null, false],
    z.object({ id: z.number().int() }),
  );
  return found.map(({ id }) => id);
}

const retriedRun = z.object({
  id: z.number().int(),
  symbol: z.string(),
  kind: z.string(),
  /** The step it continues at. */
  step: z.string(),
});
export type RetriedRun = z.infer<typeof retriedRun>;

/**
 * Continues a failed or cancelled run. Both statements belong in one transaction: once the retry is committed, a worker
 * may have taken the queued step already.
 * @throws pg.DatabaseError saying why the run cannot be retried
 */
export async function retryRun(client: Client, runId: number): Promise<RetriedRun> {
  await client.query('select retry_run($1)', [runId]);
  const retried = await firstRow(
    client,
    `select g.run_id as id, coalesce(n.name, g.symbol) as symbol, g.kind, g.step
     from run_grid g left join instrument_names() n on n.instrument_id = g.instrument_id
     where g.run_id = $1 and g.status = 'queued'`,
    [runId],
    retriedRun,
  );
  if (!retried) throw new Error(`run ${runId} was retried, but no step of it is queued`);
  return retried;
}

/** What time it is by the clock of the database, in its own words. */
export async function databaseTime(db: Queryable): Promise<string> {
  const found = await firstRow(db, 'select statement_timestamp()::text as now', [], z.object({ now: z.string() }));
  if (!found) throw new Error('the database does not say what time it is');
  return found.now;
}

const watchedStep = z.object({
  runId: z.number().int(),
  symbol: z.string(),
  runStatus,
  reason: z.string(),
  outcome: z.string().nullable(),
  ...runStep.pick({
    position: true,
    name: true,
    status: true,
    attempt: true,
    seconds: true,
    summary: true,
    lastError: true,
  }).shape,
});
export type WatchedStep = z.infer<typeof watchedStep>;

const watched = z.object({ at: z.string(), steps: z.array(watchedStep) });

/**
 * Steps of the runs that are open and of those that ended since, other than those seen to end; all as of one moment,
 * which is the time to go on from. Not by the numbers of runs: one that waited before may end, and one be retried.
 */
export async function readWatchedSteps(
  db: Queryable,
  since: string,
  ended: readonly number[],
): Promise<z.infer<typeof watched>> {
  const found = await firstRow(
    db,
    `select statement_timestamp()::text as at,
            coalesce(json_agg(json_build_object(
              'runId', run_id, 'symbol', coalesce(n.name, symbol), 'runStatus', run_status, 'reason', reason, 'outcome', outcome,
              'position', position, 'name', step, 'status', status, 'attempt', attempt, 'seconds', seconds,
              'summary', summary, 'lastError', last_error) order by run_id, position), '[]') as steps
     from run_grid left join instrument_names() n using (instrument_id)
     where run_status in ('queued', 'running') or run_finished_at >= $1 and run_id <> all ($2::bigint[])`,
    [since, ended],
    watched,
  );
  if (!found) throw new Error('the run grid does not answer');
  return found;
}

/** Whether a worker process is alive, and works. */
export async function hasLiveWorker(db: Queryable): Promise<boolean> {
  const found = await firstRow(
    db,
    'select exists (select from live_worker_pools where stuck_since is null) as yes',
    [],
    z.object({ yes: z.boolean() }),
  );
  return found?.yes ?? false;
}
