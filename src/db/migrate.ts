import pg from 'pg';
import { exchangeHolidays, KNOWN_EXCHANGES } from '../calendar/index.ts';
import { release } from '../env/package_root.ts';
import { requireRights } from './administrator.ts';
import { NOTHING_TO_ADOPT, planAdoption } from './adoption/adopt.ts';
import { findTables } from './adoption/found_tables.ts';
import { findLoaderRows, proveInserts } from './adoption/insert_proof.ts';
import { claimEverything, claimLogic } from './claim_locks.ts';
import { registerExchangeCalendars, registerKnownExchanges } from './exchange_calendars.ts';
import { registerFeatureMeanings, registerFeatureSets } from './feature_sets.ts';
import { LOCK_TRY, LOCK_WAIT_SECONDS, takeTurn, withLockPatience } from './lock_patience.ts';
import { existingTables, partitionNewTables } from './partitions/new_tables.ts';
import { PLAIN } from './partitions/tables.ts';
import { readSteps } from './pipeline_steps.ts';
import { createClient } from './pool.ts';
import { type NarrowColumn, narrowPriceColumns, WIDENED_TABLES, widenPriceColumns } from './price_columns.ts';
import { migrateBoss, migrateGraphileWorker, setUpQueues } from './queue_migrations.ts';
import { expectedVersion, hashOf, readSqlFiles, requireNoNewerSchema, type SqlFile } from './schema_version.ts';
import { SessionError, UnfitDatabaseError } from './session_error.ts';
import type { SessionOptions } from './session_settings.ts';
import { runSqlFile } from './sql_files.ts';

export type MigrationReport = {
  readonly schema: string;
  readonly version: string;
  /** Names of the migrations applied by this call, in order. */
  readonly applied: readonly string[];
  /** Columns, and policies for workers, that market tables got which were there before, as `table.column`. */
  readonly adopted: readonly string[];
  /** Price tables in which no insert could be tried, with the reason: their owner's rules refuse what we can make up. */
  readonly unproved: readonly string[];
  /** Whether the functions, views and grants of `sql/` were applied again. */
  readonly logicApplied: boolean;
  /** Columns of tables that were there before which hold every digit now, with the type that they had. */
  readonly widened: readonly Pick<NarrowColumn, 'table' | 'column' | 'type'>[];
  /** Price columns that round what they are given, because something of the owner's depends on them. */
  readonly narrowColumns: readonly NarrowColumn[];
  /** Tables that were there before, plain or in another number of partitions than was asked for. */
  readonly otherwisePartitioned: readonly { readonly table: string; readonly partitions: number }[];
};

export type MigrationOptions = {
  /** How long to wait for locks that clients hold. */
  readonly lockWaitSeconds?: number;
  /** Into how many partitions the large tables of a new installation are divided; `partitionTables` converts others. */
  readonly partitions?: number;
};

/**
 * Brings a schema to this version: each migration that is not yet applied, all of `sql/` when its text changed, and
 * what this package knows by itself: feature sets and exchange calendars. All of it in one transaction, because old
 * functions fail on new tables: clients see the schema as it was or as it will be, and after an error as it was. Only the
 * queues' own schemas are migrated beside it, on connections of their libraries; they stay fit for the older version.
 * Safe to run at the same time from several hosts, and while prices are inserted and workers run. What people read is
 * locked at once or not at all, again and again: who holds a lock keeps nobody waiting but us.
 * @throws Error when a migration that was applied has been edited since
 * @throws LockedError when the lock is not to be had
 */
export async function migrate(
  databaseUrl: string,
  schema: string,
  { lockWaitSeconds = LOCK_WAIT_SECONDS, partitions }: MigrationOptions = {},
): Promise<MigrationReport> {
  const name = `pgaugur:${schema}:migrate`;
  const named = { databaseUrl, schema, settings: { application_name: name } };
  const client = createClient(named);
  const watcher = createClient({ databaseUrl, schema });
  // An error of a connection is reported by the call that waits for it.
  for (const one of [client, watcher]) one.on('error', () => {});
  try {
    await client.connect();
    await watcher.connect();
    await takeTurn(client, watcher, schema, lockWaitSeconds);
    await checkServer(client);
    // Each of these refuses, and does so before anything is changed.
    await requireNoNewerSchema(client, schema);
    await requireRights(client, schema);
    await planAdoption(client, schema);
    const queues = { ...named, settings: { ...named.settings, lock_timeout: LOCK_TRY } };
    const queueSchemas = once(async () => {
      await migrateGraphileWorker(queues);
      await migrateBoss(queues);
    });
    const report = await withLockPatience(
      () => tryToMigrate(client, queues, queueSchemas, partitions),
      watcher,
      name,
      lockWaitSeconds,
    );
    // Derived, 0.1 s per model: not under the locks. What is missing after an error, the next call stores.
    await client.query('select store_missing_model_trees()');
    return report;
  } finally {
    await Promise.all([client, watcher].map((one) => one.end().catch(() => {}))); // one may never have connected
  }
}

/** Does it until it is done, and then no more. */
function once(work: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (!isDone) await work();
    isDone = true;
  };
}

async function tryToMigrate(
  client: pg.Client,
  queues: SessionOptions,
  queueSchemas: () => Promise<void>,
  partitions: number | undefined,
): Promise<MigrationReport> {
  await queueSchemas();
  try {
    await client.query(`begin; set local lock_timeout to ${pg.escapeLiteral(LOCK_TRY)}`);
    const report = await bringUpToDate(client, queues, partitions);
    await client.query('commit');
    return report;
  } catch (error) {
    await client.query('rollback').catch(() => {}); // then the connection is lost, and with it the transaction
    throw error;
  }
}

async function bringUpToDate(
  client: pg.Client,
  queues: SessionOptions,
  partitions: number | undefined,
): Promise<MigrationReport> {
  const { schema } = queues;
  await createLedger(client, schema);
  const pending = await pendingMigrations(client, schema);
  const logic = await readSqlFiles('sql');
  const isWidenable = (await narrowPriceColumns(client, logic)).some(({ heldBy }) => heldBy.length === 0);
  const logicPending = pending.length > 0 || isWidenable || (await logicDiffers(client));
  // What a migration changes, it says itself, so that all is locked; the logic takes less.
  const plan = logicPending ? await planAdoption(client, schema) : NOTHING_TO_ADOPT;
  const changesTables = pending.length > 0 || isWidenable || plan.before.length + plan.after.length > 0;
  if (logicPending) await (changesTables ? claimEverything(client) : claimLogic(client));
  const adoption = logicPending ? await planAdoption(client, schema) : NOTHING_TO_ADOPT;
  const loaderRows = logicPending ? await findLoaderRows(client, schema) : { found: [], unproved: [] };
  for (const change of adoption.before) await client.query(change);

  const before = await existingTables(client);
  const tablesBefore = new Set((await findTables(client, schema, [...WIDENED_TABLES])).map(({ name }) => name));
  for (const file of pending) {
    await runSqlFile(client, schema, file);
    await client.query('insert into pgaugur_migrations (name, hash) values ($1, $2)', [file.name, file.hash]);
  }
  for (const change of adoption.after) await client.query(change);
  const { widened, grants } = await widenPriceColumns(client, logic);
  await partitionNewTables(client, partitions ?? PLAIN, ({ name }) => !before.has(name));
  // Before the commit: whoever enqueues a new step finds its queue.
  await setUpQueues(queues, await readSteps(client));
  await registerFeatureSets(client);
  await registerFeatureMeanings(client);
  if (logicPending) await applyLogicFiles(client, schema);
  await client.query('select choose_feature_set()');
  for (const grant of grants) await client.query(grant);
  if (pending.length > 0) await client.query('select request_adopted_histories()');
  await registerKnownExchanges(client, KNOWN_EXCHANGES);
  await registerExchangeCalendars(client, exchangeHolidays());
  await proveInserts(client, loaderRows.found);
  // What was not possible before may be so now: an earlier version let tables be adopted that lacked a column.
  const unproved = loaderRows.unproved.length > 0 ? (await findLoaderRows(client, schema)).unproved : [];
  return {
    schema,
    version: await expectedVersion(),
    applied: pending.map((file) => file.name),
    adopted: adoption.added,
    unproved,
    logicApplied: logicPending,
    widened: widened
      .filter(({ table }) => tablesBefore.has(table))
      .map(({ table, column, type }) => ({ table, column, type })),
    narrowColumns: await narrowPriceColumns(client, logic),
    otherwisePartitioned: [...before]
      .filter(([, there]) => partitions !== undefined && there.isOurWay && there.partitions !== partitions)
      .map(([table, there]) => ({ table, partitions: there.partitions })),
  };
}

/** Applies all of `sql/`, whether or not it changed, in the caller's transaction. */
export async function applyLogicFiles(client: pg.ClientBase, schema: string): Promise<void> {
  for (const file of await readSqlFiles('sql')) await runSqlFile(client, schema, file);
  await client.query(
    `insert into pgaugur_version (version, logic_hash, release) values ($1, $2, $3)
     on conflict (only_row) do update
     set version = excluded.version, logic_hash = excluded.logic_hash, release = excluded.release,
         updated_at = current_timestamp`,
    [await expectedVersion(), hashOf(await readSqlFiles('sql')), release],
  );
}

/** @throws Error when it is too old, or its database cannot hold our texts */
async function checkServer(client: pg.Client): Promise<void> {
  const found = await client.query<{ number: number; encoding: string; database: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding,
            current_database()::text as database`,
  );
  const [{ number, encoding, database }] = found.rows;
  if (number < 150_000) {
    throw new UnfitDatabaseError(
      `pgaugur needs Postgres 15 or newer, this server has version ${Math.floor(number / 10_000)}`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new UnfitDatabaseError(
      `database ${database} has the encoding ${encoding}, and pgaugur needs UTF8 for names and texts. Use another: ` +
        "create database … encoding 'UTF8' locale 'C' template template0",
    );
  }
}

/** What was applied to the schema, and by which version. */
async function createLedger(client: pg.Client, schema: string): Promise<void> {
  // "if not exists" would ask for the right to create also where there is nothing to create.
  const there = await client.query('select to_regnamespace(quote_ident($1)) is not null as there', [schema]);
  if (!there.rows[0].there) await client.query(`create schema ${pg.escapeIdentifier(schema)}`);
  // Postgres passes over a schema of its path that the login may not use, and creates in the next.
  const place = await client.query<{ schema: string | null }>('select current_schema()::text as schema');
  if (place.rows[0].schema !== schema) {
    throw new SessionError(
      `schema "${schema}" belongs to another login, and this one may not use it. Let its owner run: ` +
        `grant usage, create on schema ${pg.escapeIdentifier(schema)} to the login of DATABASE_URL`,
    );
  }
  await client.query(`
    create table if not exists pgaugur_migrations (
      name text primary key,
      hash text not null,
      applied_at timestamptz not null default current_timestamp
    );
    create table if not exists pgaugur_version (
      only_row boolean primary key default true check (only_row),
      version text not null,
      logic_hash text not null,
      updated_at timestamptz not null default current_timestamp
    )`);
}

async function pendingMigrations(client: pg.Client, schema: string): Promise<SqlFile[]> {
  const known = await client.query<{ name: string; hash: string }>('select name, hash from pgaugur_migrations');
  const hashes = new Map(known.rows.map((row) => [row.name, row.hash]));
  return (await readSqlFiles('migrations')).filter(({ name, hash }) => {
    const applied = hashes.get(name);
    if (applied !== undefined && applied !== hash) {
      throw new Error(`migration ${name} was edited after it was applied to schema "${schema}"`);
    }
    return applied === undefined;
  });
}

async function logicDiffers(client: pg.Client): Promise<boolean> {
  const found = await client.query('select version, logic_hash from pgaugur_version');
  const current = found.rows[0];
  return current?.logic_hash !== hashOf(await readSqlFiles('sql')) || current?.version !== (await expectedVersion());
}
