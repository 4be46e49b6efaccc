import { z } from 'zod';
import { firstRow, type Queryable } from '../../db/pool.ts';

/** What a session that listens is like. */
export type Session = {
  /** Nothing can be listened to here. */
  readonly standby: boolean;
  readonly listening: boolean;
  /** Notifications wait in a queue that is half full: `tell_of_changes` says nothing until they are read. */
  readonly silent: boolean;
  /** Of the transactions asked for, those that are still running; of all, where none were. */
  readonly running: readonly string[];
};

const session: z.ZodType<Session> = z.object({
  standby: z.boolean(),
  listening: z.boolean(),
  silent: z.boolean(),
  running: z.array(z.string()),
});

/** Transactions of other databases, and those of autovacuum, change nothing here. A prepared one has no process. */
const SESSION = `
  select s.standby,
         exists (select from pg_listening_channels() c where c = $1) as listening,
         not s.standby and pg_notification_queue_usage() >= 0.5 as silent,
         array(select l.transactionid::text from pg_locks l
               left join pg_stat_activity a on a.pid = l.pid
               where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
                 and (l.pid is null or a.datname = current_database() and a.usesysid is not null)
                 and ($2::text[] is null or l.transactionid::text = any ($2))) as running
  from (select pg_is_in_recovery() as standby) s`;

/** @param among the transactions to look for */
export async function examine(db: Queryable, channel: string, among?: readonly string[]): Promise<Session> {
  const found = await firstRow(db, SESSION, [channel, among ?? null], session);
  if (!found) throw new Error('the database does not say whether it is a standby');
  return found;
}

/** From the next statement on, what changes is heard. */
export async function listenToChanges(db: Queryable): Promise<void> {
  await db.query('select listen_to_changes()');
}
