import { createPool, type Pool } from '../../src/db/pool.ts';
import { createLog } from '../../src/env/log.ts';
import type { RunningWorker } from '../../src/queues/running_worker.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { createTestDatabase, type Installation } from './database.ts';
import { rows } from './rows.ts';
import { sharedThreads } from './threads.ts';
import { until } from './until.ts';

export type Laboratory = Installation & {
  /** As the owner. */
  readonly db: Pool;
  /** A worker that really runs, until it is stopped or the laboratory closes. */
  startWorker(only?: readonly string[]): Promise<RunningWorker>;
  /** Waits until no run is open, five minutes unless told. */
  idle(seconds?: number): Promise<void>;
};

/** One outside of any suite; `close` stops its workers and drops its database. */
export async function createLaboratory(): Promise<Laboratory & { close(): Promise<void> }> {
  const database = await createTestDatabase();
  const db = createPool({ databaseUrl: database.url, schema: database.schema });
  const { stopWorkers, ...laboratory } = laboratoryOn(database, db);
  return {
    ...laboratory,
    async close() {
      await stopWorkers();
      await db.end();
      await database.drop();
    },
  };
}

export function laboratoryOn(
  { url, schema }: Installation,
  db: Pool,
): Laboratory & { stopWorkers(): Promise<unknown> } {
  const workers: RunningWorker[] = [];
  return {
    url,
    schema,
    db,
    async startWorker(only) {
      const worker = await startWorker({
        databaseUrl: url,
        schema,
        concurrency: 2,
        compute: sharedThreads(),
        log: createLog(process.env.PGAUGUR_LOG_LEVEL ?? 'silent'),
        only,
      });
      let stopped: Promise<void> | undefined;
      const once = { stop: () => (stopped ??= worker.stop()) };
      workers.push(once);
      return once;
    },
    async idle(seconds) {
      const open = "select id from ml_pipeline_runs where status in ('queued', 'running')";
      await until(async () => (await rows(db, open)).length === 0, 'all runs to end', seconds);
    },
    stopWorkers: () => Promise.all(workers.map((worker) => worker.stop())),
  };
}
