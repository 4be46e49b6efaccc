import { sweepDeadWorkers } from '../db/maintenance.ts';
import type { Pool } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';

const INTERVAL_MILLISECONDS = 10_000;

/** Looks every ten seconds for workers that died and for runs whose job got lost, on behalf of all. */
export function startSweeper(db: Pool, log: Logger): { stop(): Promise<void> } {
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      const swept = await sweepDeadWorkers(db);
      if (swept.dead_pools + swept.repaired_runs > 0) log.warn(swept, 'took over from dead workers');
    } catch (error) {
      // The database is away; the next sweep comes in ten seconds.
      log.warn({ error: error instanceof Error ? error.message : error }, 'sweep failed');
    }
  };
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep);
  }, INTERVAL_MILLISECONDS);
  sweeping = sweep();
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
