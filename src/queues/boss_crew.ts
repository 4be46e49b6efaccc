import type { JobWithMetadata, PgBoss } from 'pg-boss';

/** How late a job may be taken of which no notification tells: one that became due, or that a dead worker left. */
const LOOK_MILLISECONDS = 5000;

/** pg-boss' own polling, by each worker of each queue. We look more often, with one worker of each queue. */
const POLLING_SECONDS = 30;

/**
 * Workers of this process on one queue. pg-boss alone forgets jobs until it polls: it counts notifications that arrive
 * while a worker is busy as one, and sends none when a delayed job becomes due. So a worker that ends a job looks for
 * the next at once, one that finds a job wakes a colleague, and an idle one looks every few seconds.
 */
export async function startCrew(
  boss: PgBoss,
  queue: string,
  size: number,
  execute: (job: JobWithMetadata<unknown>) => Promise<unknown>,
): Promise<{ stop(): Promise<void> }> {
  const idle = new Set<string>();
  const wakeOne = () => {
    const [worker] = idle;
    if (worker !== undefined) boss.notifyWorker(worker);
  };
  for (let i = 0; i < size; i++) {
    // pg-boss calls the handler after a query, when the worker has long got its name.
    const worker: string = await boss.work(
      queue,
      { batchSize: 1, includeMetadata: true, pollingIntervalSeconds: POLLING_SECONDS },
      async ([job]: JobWithMetadata<unknown>[]) => {
        if (!job) return;
        idle.delete(worker);
        wakeOne();
        try {
          await execute(job);
        } finally {
          idle.add(worker);
          boss.notifyWorker(worker);
        }
      },
    );
    idle.add(worker);
  }
  const looking = setInterval(wakeOne, LOOK_MILLISECONDS);
  return { stop: async () => clearInterval(looking) };
}
