import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';
import { LockRefused } from './claim_locks.ts';
import { rows } from './pool.ts';

/** Somebody holds a lock that a migration needs, for longer than it waits. */
export class LockedError extends Error {
  override name = 'LockedError';
}

/** How long a migration waits for locks that clients hold, unless told. */
export const LOCK_WAIT_SECONDS = 60;

/**
 * One wait for what nobody reads who is not a worker: a queue that its library changes. Whoever comes meanwhile stands
 * behind us. What people read is claimed instead (src/db/claim_locks.ts), which waits for nobody.
 */
export const LOCK_TRY = '100ms';

const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 250;
const WATCH_MILLISECONDS = 20;

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';
const REFUSALS: ReadonlySet<unknown> = new Set([LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED]);

/**
 * Repeats `work` while it is refused a lock, with pauses that grow, until `seconds` are over.
 * @param work all of it, from the beginning: it claims its locks, has waited for no other longer than LOCK_TRY, and holds
 *   none after it failed
 * @param watcher a connection that sees who is in the way of connections of the name `waiting`
 * @throws LockedError naming who holds the lock
 */
export async function withLockPatience<Result>(
  work: () => Promise<Result>,
  watcher: pg.Client,
  waiting: string,
  seconds: number,
  command = 'migrate',
): Promise<Result> {
  const deadline = performance.now() + 1000 * seconds;
  let holders: readonly Holder[] = [];
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
    const trying = new AbortController();
    const watching = watchHolders(watcher, waiting, trying.signal);
    try {
      return await work();
    } catch (error) {
      trying.abort();
      let seen = await watching;
      if (error instanceof LockRefused) seen = await holdersOf(watcher, error, waiting);
      else if (!(error instanceof Error && 'code' in error && REFUSALS.has(error.code))) throw error;
      if (seen.length > 0) holders = seen;
      const left = deadline - performance.now();
      if (left <= 0) throw new LockedError(refusal(command, holders, seconds), { cause: error });
      await sleep(Math.min(pause, left));
    } finally {
      trying.abort();
      await watching;
    }
  }
}

/**
 * One at a time changes a schema, whichever command does: waits for the other, which may have died or stand still, for
 * no longer than for a client's lock.
 * @param client has the turn as long as it is connected
 * @throws LockedError naming who has it
 */
export async function takeTurn(
  client: pg.Client,
  watcher: pg.Client,
  schema: string,
  seconds: number,
  command = 'migrate',
): Promise<void> {
  const turn = `pgaugur:migrate:${schema}`;
  // The lock is the session's, and stays when the transaction ends. 0 would be for ever.
  await client.query(`begin; set local lock_timeout to ${Math.max(1, 1000 * seconds)}`);
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [turn]);
    await client.query('commit');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    const holders = await rows(watcher, IN_THE_WAY_OF_TURN, [turn], holder);
    throw new LockedError(refusal(command, holders, seconds), { cause: error });
  }
}

const holder = z.object({
  pid: z.number().int(),
  user: z.string().nullable(),
  application: z.string().nullable(),
  state: z.string().nullable(),
  transaction_start: z.string().nullable(),
  query_start: z.string().nullable(),
  query: z.string().nullable(),
});
type Holder = z.infer<typeof holder>;

/** What Postgres says of other logins' queries, to whoever is no superuser. */
const HIDDEN = '<insufficient privilege>';

const ABOUT = `
  b.pid, a.usename::text as "user", nullif(a.application_name, '') as application, a.state,
  date_trunc('second', a.xact_start)::text as transaction_start,
  date_trunc('second', a.query_start)::text as query_start,
  left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80) as query`;

const IN_THE_WAY_OF_WAITING = `
  select distinct on (b.pid) ${ABOUT}
  from pg_stat_activity w
  cross join unnest(pg_blocking_pids(w.pid)) as b (pid)
  left join pg_stat_activity a on a.pid = b.pid
  where w.application_name = $1 and w.datname = current_database()
    and a.application_name is distinct from w.application_name
  order by b.pid`;

/** A partition's lock is in the way of its table, too. Of a prepared transaction there is no process. */
const IN_THE_WAY_OF_CLAIM = `
  select distinct on (b.pid) ${ABOUT}
  from pg_locks l
  cross join lateral (select coalesce(l.pid, 0)) as b (pid)
  left join pg_stat_activity a on a.pid = b.pid
  where l.database = (select oid from pg_database where datname = current_database()) and l.granted
    and (l.relation = to_regclass(quote_ident($2))
         or l.relation in (select relid from pg_partition_tree(to_regclass(quote_ident($2)))))
    and l.mode = any ($3) and a.application_name is distinct from $1
  order by b.pid`;

/** A key of one bigint is in two halves there. */
const IN_THE_WAY_OF_TURN = `
  select ${ABOUT}
  from pg_locks l
  cross join lateral (select l.pid) as b (pid)
  left join pg_stat_activity a on a.pid = b.pid
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and l.classid::bigint << 32 | l.objid::bigint = hashtextextended($1, 0)`;

// Without it the migration goes on, and only the names are missing.
const holdersOf = (watcher: pg.Client, { relation, inTheWay }: LockRefused, waiting: string): Promise<Holder[]> =>
  rows(watcher, IN_THE_WAY_OF_CLAIM, [waiting, relation, inTheWay], holder).catch(() => []);

/** @returns who was last seen in the way until `signal` fired */
async function watchHolders(watcher: pg.Client, waiting: string, signal: AbortSignal): Promise<readonly Holder[]> {
  let last: readonly Holder[] = [];
  while (!signal.aborted) {
    await sleep(WATCH_MILLISECONDS, undefined, { signal }).catch(() => {}); // aborted: the loop ends
    if (signal.aborted) break;
    // Without it the migration goes on, and only the names are missing.
    const seen = await rows(watcher, IN_THE_WAY_OF_WAITING, [waiting], holder).catch(() => []);
    if (seen.length > 0) last = seen;
  }
  return last;
}

function refusal(command: string, holders: readonly Holder[], seconds: number): string {
  const [first] = holders;
  const remedy = first
    ? `End ${holders.length > 1 ? 'them' : 'it'} (select pg_terminate_backend(${first.pid}))`
    : 'Look into pg_stat_activity and pg_locks';
  return (
    `${command} waited ${seconds} s for a lock and gave up; nothing was changed. ` +
    `${first ? `It is held by ${holders.map(describe).join('; ')}` : 'Who held it was not seen'}. ` +
    `${remedy}, or let ${command} wait longer with --lock-wait`
  );
}

function describe({ pid, user, application, state, transaction_start, query_start, query }: Holder): string {
  if (pid === 0) return 'a prepared transaction (select * from pg_prepared_xacts)';
  const facts = [
    `user ${user ?? 'unknown'}`,
    `application ${application ?? 'unknown'}`,
    ...(state ? [state] : []),
    ...(transaction_start ? [`in a transaction since ${transaction_start}`] : []),
    ...(query_start ? [`last query at ${query_start}: ${query ?? ''}`] : []),
    ...(query === HIDDEN ? ['its query is shown to members of pg_read_all_stats'] : []),
  ];
  return `process ${pid} (${facts.join(', ')})`;
}
