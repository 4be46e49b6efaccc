import type { Compute } from '../compute/compute.ts';
import type { Pool } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';

/** Work that somebody asked for with an SQL function, outside of any run. Taken from graphile-worker. */
export type RequestedJob = {
  readonly name: string;
  /** @throws what makes the queue try again */
  work(payload: unknown, context: RequestedJobContext): Promise<void>;
};

export type RequestedJobContext = {
  readonly db: Pool;
  readonly log: Logger;
  readonly compute: Compute;
  /** Fires when the worker shuts down. */
  readonly signal: AbortSignal;
};
