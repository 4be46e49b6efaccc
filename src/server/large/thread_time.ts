import type { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** Where Node does not say what a thread took of the processor: so many times as much by the clock. */
const PATIENCE_BY_THE_CLOCK = 5;

const usage = z.object({ user: z.number(), system: z.number() });

/** What a thread took of the processor, in milliseconds; it need not listen to be asked. Undefined when it has ended. */
export async function timeOf(worker: Worker): Promise<number | undefined> {
  if (!('cpuUsage' in worker) || typeof worker.cpuUsage !== 'function') {
    return performance.now() / PATIENCE_BY_THE_CLOCK;
  }
  try {
    const { user, system } = usage.parse(await worker.cpuUsage());
    return (user + system) / 1000;
  } catch (error) {
    // It may also end while it is asked.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_NOT_RUNNING') return undefined;
    throw error;
  }
}
