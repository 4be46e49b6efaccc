import type { Pool } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';

/** Work that somebody asked for with an SQL function, outside of any run. Taken from graphile-worker. */
export type RequestedJob = {
  readonly name: string;
  /** @throws what makes the queue try again */
  work(payload: unknown, context: { readonly db: Pool; readonly log: Logger }): Promise<void>;
};
