import { setTimeout as sleep } from 'node:timers/promises';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createLog } from '../../src/env/log.ts';
import type { RunningWorker } from '../../src/queues/running_worker.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export type Laboratory = TestDatabase & {
  /** As the owner. */
  readonly db: Pool;
  startWorker(only?: readonly string[]): Promise<RunningWorker>;
  /** Waits until no run is open, two minutes unless told. */
  idle(seconds?: number): Promise<void>;
  close(): Promise<void>;
};

/** A database of its own, `empty` or migrated, with workers that really run; `close` stops them all. */
export async function createLaboratory({ empty = false } = {}): Promise<Laboratory> {
  const database = await createTestDatabase({ empty });
  const db = createPool({ databaseUrl: database.url, schema: database.schema });
  const workers: RunningWorker[] = [];
  return {
    ...database,
    db,
    async startWorker(only) {
      const worker = await startWorker({
        databaseUrl: database.url,
        schema: database.schema,
        concurrency: 2,
        log: createLog(process.env.PGAUGUR_LOG_LEVEL ?? 'silent'),
        only,
      });
      let stopped: Promise<void> | undefined;
      const once = { stop: () => (stopped ??= worker.stop()) };
      workers.push(once);
      return once;
    },
    async idle(seconds) {
      await until(
        async () => {
          const result = await db.query("select from ml_pipeline_runs where status in ('queued', 'running')");
          return result.rowCount === 0;
        },
        'all runs to end',
        seconds,
      );
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await db.end();
      await database.drop();
    },
  };
}

/** Waits until the condition holds. @throws Error when it does not in time */
export async function until(condition: () => Promise<boolean>, what = 'the condition', seconds = 120): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} seconds for ${what}`);
    await sleep(50);
  }
}
