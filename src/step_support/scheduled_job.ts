import type { Pool } from '../db/pool.ts';

/** Work that happens because of time; its schedule is in `SCHEDULES`. */
export type ScheduledJob = {
  readonly name: string;
  /** @returns one line for the log: what was done */
  work(db: Pool): Promise<string>;
};
