import { createPool } from '../../db/pool.ts';
import { hidePassword, type Settings } from '../../env/settings.ts';
import { connectionUrl, readConnection } from '../../postgres/connection_file.ts';
import { UserError } from '../terminal/errors.ts';

/**
 * The database that a command works on: DATABASE_URL, or the embedded server that `pgaugur start` keeps running.
 * @throws UserError when there is neither
 */
export async function databaseUrl(settings: Settings): Promise<string> {
  if (settings.databaseUrl) return settings.databaseUrl;
  const connection = await readConnection(settings.directory);
  if (!connection) {
    throw new UserError(
      `no database: DATABASE_URL is not set and no embedded Postgres is in ${settings.directory}. ` +
        'Set DATABASE_URL, or let "pgaugur start" run in this folder.',
    );
  }
  return connectionUrl(connection);
}

/** @throws the connection error when nothing answers there */
export async function tryConnection(url: string, schema: string): Promise<void> {
  const db = createPool({ databaseUrl: url, schema, max: 1 });
  try {
    await db.query('select 1');
  } finally {
    await db.end();
  }
}

/** The database of the settings, to show to a person. */
export const placeOf = (settings: Settings): string =>
  settings.databaseUrl ? hidePassword(settings.databaseUrl) : `the embedded Postgres in ${settings.directory}`;

/** What the system means; its own message is about addresses and calls. */
const NETWORK_ERRORS: ReadonlyMap<unknown, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'no host has this name'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ETIMEDOUT', 'the host does not answer'],
]);

/** A wrong password, a login that is not let in, no such database, a server that starts or ends: it says which. */
const REFUSED_LOGINS: ReadonlySet<unknown> = new Set(['28P01', '28000', '3D000', '57P03']);
const TOO_MANY_CONNECTIONS = '53300';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Says in a sentence why there is no connection, or what the login may not do, instead of an error's stack.
 * @param needs a sentence that says how many connections the command opens
 */
export function explainConnectionError(error: unknown, settings: Settings, needs?: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const { code, message } = error;
  if (code === 'ECONNREFUSED' && !settings.databaseUrl) {
    return new UserError(
      `the embedded Postgres in ${settings.directory} is not running. Start it with "pgaugur start" and leave that running.`,
    );
  }
  const place = placeOf(settings);
  const reason = NETWORK_ERRORS.get(code) ?? (REFUSED_LOGINS.has(code) ? message : undefined);
  if (reason !== undefined) return new UserError(`no connection to ${place}: ${reason} (${code})`);
  if (code === TOO_MANY_CONNECTIONS) {
    return new UserError(`too few connections to ${place}: ${message} (${code})${needs ? `. ${needs}` : ''}`);
  }
  if (code !== INSUFFICIENT_PRIVILEGE) return error;
  const denied = message.includes('permission denied') ? message : `permission denied: ${message}`;
  return new UserError(`${place}: ${denied} (${code})`);
}
