import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world.ts';

/** What befalls the server while workers work. */
export const SERVER_FAULTS = ['every backend terminated', 'LISTEN lost', 'Postgres stopped immediately'] as const;
export type ServerFault = (typeof SERVER_FAULTS)[number];

/** How long a client goes on trying. */
const PATIENCE_SECONDS = 60;

/** Lets it happen. */
export async function strike(fault: ServerFault, { db, stopServerAtOnce }: World): Promise<void> {
  if (fault === 'Postgres stopped immediately') return stopServerAtOnce();
  const which = fault === 'LISTEN lost' ? "and query ilike 'listen %'" : '';
  await despiteFaults(() =>
    db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() ${which}`,
    ),
  );
}

/** Classes of SQLSTATE that speak of the connection or the server, and what Node says of a connection. */
const TROUBLES = /^(08|57P)|^(ECONN|EPIPE)/;

/** Whether an error says that the server, or the connection to it, is away. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return TROUBLES.test(code) || /connection (terminated|error|ended)/i.test(error.message);
}

/** Asks again until there is an answer, while the server is away. */
export async function despiteFaults<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + 1000 * PATIENCE_SECONDS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isAway(error) || performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
