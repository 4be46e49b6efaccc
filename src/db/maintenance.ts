import { z } from 'zod';
import { firstRow, inTransaction, type Pool, type Queryable } from './pool.ts';

/** Announces a pool of workers and takes its advisory lock on this connection. */
export async function registerWorkerPool(
  db: Queryable,
  poolId: string,
  host: string,
  processId: number,
): Promise<void> {
  await db.query('select register_worker_pool($1, $2, $3)', [poolId, host, processId]);
}

/**
 * A sign of life: without it for a minute the pool counts as stuck, and others take its jobs over.
 * @param activeJobs ids of the jobs it works on; others that it holds are given back
 */
export async function keepWorkerPool(db: Queryable, poolId: string, activeJobs: readonly string[]): Promise<void> {
  await db.query('select keep_worker_pool($1, $2)', [poolId, activeJobs]);
}

export async function unregisterWorkerPool(db: Queryable, poolId: string): Promise<void> {
  await db.query('select unregister_worker_pool($1)', [poolId]);
}

const swept = z.object({
  dead_pools: z.number().int(),
  repaired_runs: z.number().int(),
  taken_over: z.number().int(),
});

/** Frees the jobs of dead worker processes, takes over from stuck ones, and repairs runs whose job got lost. */
export async function sweepDeadWorkers(db: Queryable): Promise<z.infer<typeof swept>> {
  const found = await firstRow(db, 'select * from sweep_dead_workers()', [], swept);
  return found ?? { dead_pools: 0, repaired_runs: 0, taken_over: 0 };
}

/**
 * Ends the writing of features whose sender stands still in the middle of it: for a COPY that waits for its client no
 * timeout of the server holds, and the run stays locked. As the login, which may end sessions of its own, while the role
 * may not; another login's stay.
 * @returns how many
 */
export function endFrozenWrites(db: Pool, olderThanSeconds: number): Promise<number> {
  return inTransaction(db, async (client) => {
    await client.query('set local role none');
    const found = await firstRow(
      client,
      `select count(*) filter (where pg_terminate_backend(a.pid))::int as count
       from pg_stat_activity a
       where a.datname = current_database() and a.usename = session_user
         and a.application_name = current_setting('application_name')
         and a.state = 'active' and a.wait_event = 'ClientRead' and a.query like 'copy features (%'
         and a.state_change < clock_timestamp() - make_interval(secs => $1)`,
      [olderThanSeconds],
      count,
    );
    return found?.count ?? 0;
  });
}

const count = z.object({ count: z.number().int() });

/** Opens the runs that a client's transaction could not open itself. @returns of how many instruments */
export async function openLeftRequests(db: Queryable): Promise<number> {
  return (await firstRow(db, 'select open_left_requests() as count', [], count))?.count ?? 0;
}

/** @returns how many training runs were asked for */
export async function requestDueRetraining(db: Queryable): Promise<number> {
  return (await firstRow(db, 'select request_due_retraining() as count', [], count))?.count ?? 0;
}

/** @returns how many runs were asked for, of prices that came past the triggers */
export async function reconcilePrices(db: Queryable): Promise<number> {
  return (await firstRow(db, 'select count(*)::int as count from reconcile_prices()', [], count))?.count ?? 0;
}

/** @returns how many runs were deleted */
export async function deleteOldRuns(db: Queryable): Promise<number> {
  return (await firstRow(db, 'select delete_old_runs() as count', [], count))?.count ?? 0;
}

/** @returns how many partitioned tables the planner knows anew */
export async function analyzePartitionedTables(db: Queryable): Promise<number> {
  return (await firstRow(db, 'select analyze_partitioned_tables() as count', [], count))?.count ?? 0;
}
