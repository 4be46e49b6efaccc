import { z } from 'zod';
import { firstRow, type Queryable } from './pool.ts';

/** Announces a pool of workers and takes its advisory lock on this connection. */
export async function registerWorkerPool(
  db: Queryable,
  poolId: string,
  host: string,
  processId: number,
): Promise<void> {
  await db.query('select register_worker_pool($1, $2, $3)', [poolId, host, processId]);
}

export async function unregisterWorkerPool(db: Queryable, poolId: string): Promise<void> {
  await db.query('select unregister_worker_pool($1)', [poolId]);
}

const swept = z.object({ dead_pools: z.number().int(), repaired_runs: z.number().int() });

/** Frees the jobs of dead worker processes and repairs runs whose job got lost. */
export async function sweepDeadWorkers(db: Queryable): Promise<z.infer<typeof swept>> {
  return (await firstRow(db, 'select * from sweep_dead_workers()', [], swept)) ?? { dead_pools: 0, repaired_runs: 0 };
}

const count = z.object({ count: z.number().int() });

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
