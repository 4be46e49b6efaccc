import pg from 'pg';
import { z } from 'zod';
import { driverUrl } from '../env/database_url.ts';
import { SessionError } from './session_error.ts';

const PATIENCE_MILLISECONDS = 5000;
/** Other clients of a pooler may come in between: enough rounds that they cannot hide a shared process in all of them. */
const ROUNDS = 20;
const backend = z.object({ pid: z.number().int() });

/** The server process that works for a connection at this moment. */
async function processOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return backend.parse(rows[0]).pid;
}

/** Looks one after the other: several at once would each hold a server process of the pooler, and see no sharing. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Refuses a pooler that hands one server process to several clients, before anything is set that the next of them would
 * find: settings, LISTEN and session locks would be those of whoever came before. It shows when a connection changes
 * its process, or another one gets the same.
 * @throws SessionError
 */
export async function requireOwnProcess(
  client: pg.ClientBase,
  { databaseUrl }: { readonly databaseUrl: string },
): Promise<void> {
  const process = await processOf(client);
  // Postgres tells a client the number of its process. A pooler tells it one of its own.
  if ('processID' in client && client.processID === process) return;
  const looked = turn.then(() => refuseSharing(client, databaseUrl));
  turn = looked.catch(() => {}); // whoever is next looks for itself
  await looked;
}

async function refuseSharing(client: pg.ClientBase, databaseUrl: string): Promise<void> {
  const ours = new Set([await processOf(client)]);
  const other = new pg.Client({
    connectionString: driverUrl(databaseUrl),
    connectionTimeoutMillis: PATIENCE_MILLISECONDS,
    query_timeout: PATIENCE_MILLISECONDS,
  });
  other.on('error', () => {}); // also reported by the call that waits
  const others = new Set<number>();
  try {
    await other.connect();
    for (let round = 0; round < ROUNDS; round++) {
      others.add(await processOf(other));
      ours.add(await processOf(client));
    }
  } catch {
    // No further connection is to be had, and so none that could share a process with ours.
  } finally {
    await other.end().catch(() => {}); // not connected
  }
  if (ours.size === 1 && ![...others].some((pid) => ours.has(pid))) return;
  throw new SessionError(
    'the pooler in DATABASE_URL hands one server process to several clients (transaction or statement mode). pgaugur ' +
      'needs a session of its own, for schema, role, LISTEN and locks: connect to Postgres directly, or through a pool in ' +
      'session mode (PgBouncer: pool_mode = session for this database or user). Loaders of prices may use the pooler',
  );
}
