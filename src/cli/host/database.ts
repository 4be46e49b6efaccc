import { createPool } from '../../db/pool.ts';
import { statedSettings } from '../../db/session_settings.ts';
import { hidePassword } from '../../env/hide_password.ts';
import type { Settings } from '../../env/settings.ts';
import { connectionUrl, readConnection } from '../../postgres/connection_file.ts';
import { UserError } from '../terminal/errors.ts';
import { connectionProblem } from './connection_errors.ts';

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

const TOO_MANY_CONNECTIONS = '53300';
const INSUFFICIENT_PRIVILEGE = '42501';
const READ_ONLY = '25006';
/** query_canceled, lock_not_available, and what ends a transaction that is idle or lasts. */
const ENDED_BY_TIME: ReadonlySet<unknown> = new Set(['57014', '55P03', '25P03', '25P04']);
const RIGHTS =
  'Rights come with the roles pgaugur_reader, pgaugur_operator and pgaugur_worker: grant one to this login';
/** Only who reads already gets as far as a function that is refused. */
const OPERATES = 'What starts, stops or changes something is for operators: grant pgaugur_operator to this login';
/** What commands say of themselves that change tables, which no role may. */
export const FOR_THE_OWNER = 'This is for the login that owns the schema, the one that ran pgaugur migrate first';

type Advice = {
  /** A sentence that says how many connections the command opens. */
  readonly connections?: string;
  /** A sentence that says whose the command is, where none of the roles is enough. */
  readonly rights?: string;
};

/** Says in a sentence why there is no connection, or what the login may not do, instead of an error's stack. */
export function explainConnectionError(error: unknown, settings: Settings, advice: Advice = {}): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const code = 'code' in error ? error.code : undefined;
  const { message } = error;
  if (code === 'ECONNREFUSED' && !settings.databaseUrl) {
    return new UserError(
      `the embedded Postgres in ${settings.directory} is not running. Start it with "pgaugur start" and leave that running.`,
    );
  }
  const place = placeOf(settings);
  const problem = connectionProblem(error, settings.databaseUrl);
  if (problem) {
    const { reason, remedy } = problem;
    const named = code === undefined ? reason : `${reason} (${code})`;
    return new UserError(`no connection to ${place}: ${named}${remedy ? `. ${remedy}` : ''}`);
  }
  if (code === TOO_MANY_CONNECTIONS) {
    return new UserError(
      `too few connections to ${place}: ${message} (${code})${advice.connections ? `. ${advice.connections}` : ''}`,
    );
  }
  const limits = ENDED_BY_TIME.has(code) ? stated(settings.databaseUrl).filter(isTimeLimit) : [];
  if (limits.length > 0) {
    const named = limits.map(([name, value]) => `${name} = ${value}`).join(', ');
    return new UserError(
      `${place}: ${message} (${code}). DATABASE_URL, or PGOPTIONS, asks for ${named}: raise it or remove it`,
    );
  }
  if (code === READ_ONLY && asksToOnlyRead(settings.databaseUrl)) {
    return new UserError(
      `${place}: ${message} (${code}). The options of DATABASE_URL, or PGOPTIONS, ask for that: remove default_transaction_read_only`,
    );
  }
  if (code === READ_ONLY) {
    return new UserError(
      `${place} is read-only: ${message} (${code}). It is a standby, or was set so: connect to the primary server`,
    );
  }
  if (code !== INSUFFICIENT_PRIVILEGE) return error;
  const rights = advice.rights ?? (message.startsWith('permission denied for function') ? OPERATES : RIGHTS);
  return new UserError(
    message.includes('permission denied')
      ? `${place}: ${message} (${code}). ${rights}`
      : `${place}: permission denied: ${message} (${code})`,
  );
}

const stated = (url: string | undefined): [string, string][] =>
  statedSettings(url ?? 'postgres://', process.env.PGOPTIONS);

const isTimeLimit = ([name, value]: readonly [string, string]): boolean =>
  /_timeout$/i.test(name) && !/^0\D*$/.test(value);

const asksToOnlyRead = (url: string | undefined): boolean =>
  stated(url).some(
    ([name, value]) =>
      name.toLowerCase() === 'default_transaction_read_only' && !/^(?:off|false|no|0|f|n)$/i.test(value),
  );
