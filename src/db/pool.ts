import pg from 'pg';
import type { z } from 'zod';
import { driverUrl } from '../env/database_url.ts';
import { PatientPool } from './patient_pool.ts';
import type { Prepared } from './prepared.ts';
import { sessionOf } from './session.ts';
import type { SessionOptions } from './session_settings.ts';

export type { Role } from './session_settings.ts';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** Anything that runs a query: the pool, or a client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export type PoolOptions = SessionOptions & {
  readonly max?: number;
};

/**
 * How values reach JavaScript: dates stay ISO text (a Date would shift them by the time zone), bigint becomes a number
 * and says so when it does not fit. numeric stays text: a query that wants a number casts it.
 */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.DATE, (text) => text);
types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`bigint ${text} does not fit a JavaScript number`);
  return value;
});

const clientConfig = ({ databaseUrl, schema }: SessionOptions): pg.ClientConfig => ({
  connectionString: driverUrl(databaseUrl),
  application_name: `pgaugur:${schema}`,
  types,
  // A server that is gone without a word is noticed within a minute, and not after two hours.
  keepAlive: true,
  keepAliveInitialDelayMillis: 30_000,
});

/** About connections themselves. */
export type ConnectionConfig = pg.ClientConfig & {
  /** How long a pool goes on asking a server that gives it no connection; it fails at once when absent. */
  readonly patienceMillis?: number;
};

/**
 * For processes that have to go on by themselves: nobody waits longer for a connection, neither for a server that does not
 * answer nor for one of the pool's, which may all be lost in a restart. One that is refused is asked for again, for less
 * time than others take a silent worker's steps over.
 */
export const PATIENCE_FOR_CONNECTIONS: ConnectionConfig = { connectionTimeoutMillis: 30_000, patienceMillis: 10_000 };

/**
 * A connection that is closed when it does not come about. pg leaves it open where it gives up itself, as without a
 * password: the process would not end, and the server's half would stand in the login for a minute, in which no database
 * of that server can be created or dropped.
 */
class ClosingClient extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error | null, client?: pg.Client) => void): void;
  override connect(callback?: (error: Error | null, client?: pg.Client) => void): Promise<pg.Client> | undefined {
    if (!callback) {
      return super.connect().catch((error: unknown) => {
        this.#close();
        throw error;
      });
    }
    // At once: what befalls the connection next finds whoever listens from then on.
    super.connect((error: Error | null) => {
      if (error) this.#close();
      callback(error, error ? undefined : this);
    });
    return undefined;
  }

  #close(): void {
    this.end().catch(() => {}); // the error that goes on says why
  }
}

/** A connection of its own: once connected, it is in the schema, under the role, with our settings. */
class SettledClient extends ClosingClient {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions, config: pg.ClientConfig) {
    super({ ...clientConfig(options), ...config });
    this.#options = options;
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error | null, client?: pg.Client) => void): void;
  override connect(callback?: (error: Error | null, client?: pg.Client) => void): Promise<pg.Client> | undefined {
    const connected = this.#connect();
    if (!callback) return connected;
    connected.then((client) => callback(null, client), callback);
    return undefined;
  }

  async #connect(): Promise<pg.Client> {
    await super.connect();
    try {
      await sessionOf(this.#options)(this);
    } catch (error) {
      await this.end().catch(() => {}); // the error that goes on says why
      throw error;
    }
    return this;
  }
}

/** @param config about the connection itself, as its timeouts */
export const createClient = (options: SessionOptions, config: pg.ClientConfig = {}): pg.Client =>
  new SettledClient(options, config);

/** @param config about the connections themselves */
export function createPool(options: PoolOptions, { patienceMillis = 0, ...config }: ConnectionConfig = {}): Pool {
  const pool = new PatientPool(
    {
      ...clientConfig(options),
      ...config,
      Client: ClosingClient,
      max: options.max ?? 10,
      onConnect: sessionOf(options),
    },
    patienceMillis,
  );
  // A connection that breaks fails the query on it, and the pool makes a new one for the next. The events say the same
  // again, for idle connections and for those in use, and would end the process if nobody listened.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Opens as many connections as `max` at the same time, and closes them.
 * @throws what the server says when it gives no more
 */
export async function assertConnections(options: PoolOptions & { readonly max: number }): Promise<void> {
  const pool = createPool(options);
  const opened = await Promise.allSettled(Array.from({ length: options.max }, () => pool.connect()));
  for (const connection of opened) if (connection.status === 'fulfilled') connection.value.release();
  await pool.end();
  for (const connection of opened) if (connection.status === 'rejected') throw connection.reason;
}

/** Rows of a query, each parsed by its schema. */
export async function rows<Row>(
  db: Queryable,
  sql: string | Prepared,
  values: unknown[],
  row: z.ZodType<Row>,
): Promise<Row[]> {
  const result = await (typeof sql === 'string' ? db.query(sql, values) : db.query(sql, values));
  return result.rows.map((found: unknown) => row.parse(found));
}

/** The first row of a query, or undefined. */
export async function firstRow<Row>(
  db: Queryable,
  sql: string | Prepared,
  values: unknown[],
  row: z.ZodType<Row>,
): Promise<Row | undefined> {
  return (await rows(db, sql, values, row))[0];
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<Result>(pool: Pool, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection on which not even the rollback works is thrown away with its transaction.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}

/** An insert of one row, column by column, to be followed by what to do on conflict or to return. */
export function insertion(table: string, row: Readonly<Record<string, unknown>>): { sql: string; values: unknown[] } {
  const columns = Object.keys(row);
  return {
    sql: `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    values: Object.values(row),
  };
}

/** NaN means "not known" in memory and null in the database. */
export const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
