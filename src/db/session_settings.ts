import { parseDatabaseUrl } from '../env/database_url.ts';

/** The roles of an installation; a login that may act as one switches to it when it connects. */
export type Role = 'pgaugur_reader' | 'pgaugur_operator' | 'pgaugur_worker';

export type SessionOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  /** The role to act as; the login's own rights when absent. */
  readonly role?: Role;
  /** Further settings, over all others. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** What would end our work in its middle, or refuse it. A database or login may set it; whoever states it in the URL means it. */
const UNLESS_STATED = {
  statement_timeout: '0',
  lock_timeout: '0',
  transaction_timeout: '0', // since Postgres 17
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  // What a client that is gone had asked for holds its connection and its locks until it is done, for nobody.
  client_connection_check_interval: '1s',
};

/** The one of these that a server on Windows refuses: it cannot tell that a client is gone. */
export const NOT_ON_WINDOWS = 'client_connection_check_interval';

/**
 * Of workers. One that stands still in the middle of a transaction, or lost its network, would hold its locks for as long
 * as the server thinks that it lives: the server ends the transaction, and finds out within a minute and a half.
 */
const WORKER_SETTINGS = {
  idle_in_transaction_session_timeout: '60s',
  tcp_keepalives_idle: '60',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
};

/** How values are read and written as text, and what a statement does: neither may depend on where it is said. */
const ALWAYS = {
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  row_security: 'on',
  quote_all_identifiers: 'off', // what the catalog says of types and rules is compared with what we expect
  'plpgsql.extra_errors': 'none', // functions that are right would not be created
  session_replication_role: 'origin', // no trigger would fire and no key be checked
  exit_on_error: 'off', // what is refused is tried again, or said
  restrict_nonsystem_relation_kind: '', // no view could be read
};

/** The path that finds the schema's objects and no others, but the system's; functions are created with it as it stands. */
export const searchPath = (schema: string): string => `${schema},pg_temp`;

/**
 * Every setting that a connection is to have, in the order of precedence: those that the URL (or PGOPTIONS) states,
 * except where ours have to win.
 */
export function sessionSettings({ databaseUrl, schema, role, settings }: SessionOptions): Map<string, string> {
  const all = new Map<string, string>();
  const set = (from: Iterable<readonly [string, string]>) => {
    for (const [name, value] of from) all.set(name.toLowerCase(), value);
  };
  set(Object.entries({ ...UNLESS_STATED, ...(role === 'pgaugur_worker' ? WORKER_SETTINGS : {}) }));
  set(statedSettings(databaseUrl, process.env.PGOPTIONS));
  set(Object.entries(ALWAYS));
  set(Object.entries({ search_path: searchPath(schema), ...(role ? { role } : {}), ...settings }));
  return all;
}

/** Parameters of the URL that node-postgres sends as settings by themselves. */
const URL_PARAMETERS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

/** Settings in `options` (`-c name=value`, `--name=value`; what else stands there is the server's or a proxy's). */
export function statedSettings(databaseUrl: string, environment: string | undefined): [string, string][] {
  const parameters = parseDatabaseUrl(databaseUrl).searchParams;
  const options = parameters.get('options') ?? environment ?? '';
  // As the server splits them: at white space, and a backslash takes the meaning of what follows it.
  const words = (options.match(/(?:\\[\s\S]|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\([\s\S])/g, '$1'));
  const stated: [string, string][] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] === '-c' ? `-c${words[++i] ?? ''}` : words[i];
    const [, name, value] = /^(?:-c|--)([\w.-]+)=([\s\S]*)$/.exec(word) ?? [];
    if (name !== undefined) stated.push([name.replaceAll('-', '_'), value]);
  }
  for (const name of URL_PARAMETERS) {
    const value = parameters.get(name);
    if (value !== null) stated.push([name, value]);
  }
  return stated;
}
