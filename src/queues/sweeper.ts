import { endFrozenWrites, openLeftRequests, sweepDeadWorkers } from '../db/maintenance.ts';
import type { Pool } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';

const INTERVAL_MILLISECONDS = 10_000;

/** As long as a worker may be silent. Writing a step's features takes seconds. */
const FROZEN_SECONDS = 60;

/**
 * Looks every ten seconds for workers that died or are stuck, for runs whose job got lost, and for those that nobody could
 * open yet, on behalf of all. A process that stood still itself does not judge before it has given a sign of life again.
 * While a look takes longer, as one does that waits for a database that is away, none other begins: whoever stops would
 * have to wait for all of them.
 */
export function startSweeper(db: Pool, log: Logger): { stop(): Promise<void> } {
  let isStopping = false;
  const sweep = async () => {
    await orNextTime('sweep failed', async () => {
      const frozen = await endFrozenWrites(db, FROZEN_SECONDS);
      if (frozen > 0) log.warn({ frozen }, 'ended writing whose worker stands still');
      if (isStopping) return;
      const swept = await sweepDeadWorkers(db);
      const found = swept.dead_pools + swept.repaired_runs + swept.taken_over;
      if (found > 0) log.warn(swept, 'took over from dead or stuck workers');
    });
    await orNextTime('requests that were left could not be opened', () => openLeftRequests(db));
  };
  /** The database may be away: the next sweep comes in ten seconds. Neither look holds the other back. */
  const orNextTime = async (failure: string, look: () => Promise<unknown>) => {
    if (isStopping) return;
    try {
      await look();
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.message : error }, failure);
    }
  };
  let sweeping: Promise<void> | undefined;
  const begin = () => {
    sweeping ??= sweep().finally(() => {
      sweeping = undefined;
    });
  };
  let lastTick = performance.now();
  const timer = setInterval(() => {
    const stoodStill = performance.now() - lastTick > 3 * INTERVAL_MILLISECONDS;
    lastTick = performance.now();
    if (!stoodStill) begin();
  }, INTERVAL_MILLISECONDS);
  begin();
  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}
