import pg from 'pg';
import { exchangeHolidays } from '../calendar/index.ts';
import { registerExchangeCalendars } from './exchange_calendars.ts';
import { registerFeatureSets } from './feature_sets.ts';
import { readSteps } from './pipeline_steps.ts';
import { connectionOptions } from './pool.ts';
import { migrateBoss, migrateGraphileWorker } from './queue_migrations.ts';
import { bossSchema, workerSchema } from './queue_schemas.ts';
import { expectedVersion, hashOf, readSqlFiles, type SqlFile } from './schema_version.ts';

export type MigrationReport = {
  readonly schema: string;
  readonly version: string;
  /** Names of the migrations applied by this call, in order. */
  readonly applied: readonly string[];
  /** Whether the functions, views and grants of `sql/` were applied again. */
  readonly logicApplied: boolean;
};

/**
 * Brings a schema to this version: each migration that is not yet applied (in one transaction each), the
 * queues' own migrations, then all of `sql/` when its text changed, and what this package knows by itself: feature sets
 * and exchange calendars. Safe to run at the same time from several hosts.
 * @throws Error when a migration that was applied has been edited since
 */
export async function migrate(databaseUrl: string, schema: string): Promise<MigrationReport> {
  const client = new pg.Client(connectionOptions({ databaseUrl, schema }));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`pgaugur:migrate:${schema}`]);
    await checkServerVersion(client);
    await client.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
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
    await migrateGraphileWorker(databaseUrl, schema);
    const applied = await applyMigrations(client, schema);
    await migrateBoss(databaseUrl, schema, await readSteps(client));
    await registerFeatureSets(client);
    const logicApplied = await applyLogic(client, schema);
    await client.query('select store_missing_model_trees()');
    if (applied.length > 0) await requestAdoptedHistories(client);
    await registerExchangeCalendars(client, exchangeHolidays());
    return { schema, version: await expectedVersion(), applied, logicApplied };
  } finally {
    await client.end();
  }
}

/** Applies all of `sql/` in one transaction, whether or not it changed. */
export async function applyLogicFiles(client: pg.ClientBase, schema: string): Promise<void> {
  await client.query('begin');
  try {
    for (const file of await readSqlFiles('sql')) await runFile(client, schema, file);
    await client.query(
      `insert into pgaugur_version (version, logic_hash) values ($1, $2)
       on conflict (only_row) do update
       set version = excluded.version, logic_hash = excluded.logic_hash, updated_at = current_timestamp`,
      [await expectedVersion(), hashOf(await readSqlFiles('sql'))],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function checkServerVersion(client: pg.Client): Promise<void> {
  const result = await client.query("select current_setting('server_version_num')::int as number");
  const number: number = result.rows[0].number;
  if (number < 150_000) {
    throw new Error(`pgaugur needs Postgres 15 or newer, this server has version ${Math.floor(number / 10_000)}`);
  }
}

async function applyMigrations(client: pg.Client, schema: string): Promise<string[]> {
  const known = await client.query<{ name: string; hash: string }>('select name, hash from pgaugur_migrations');
  const hashes = new Map(known.rows.map((row) => [row.name, row.hash]));
  const applied: string[] = [];
  for (const file of await readSqlFiles('migrations')) {
    const hash = hashes.get(file.name);
    if (hash !== undefined && hash !== file.hash) {
      throw new Error(`migration ${file.name} was edited after it was applied to schema "${schema}"`);
    }
    if (hash !== undefined) continue;
    await client.query('begin');
    try {
      await runFile(client, schema, file);
      await client.query('insert into pgaugur_migrations (name, hash) values ($1, $2)', [file.name, file.hash]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
    applied.push(file.name);
  }
  return applied;
}

async function applyLogic(client: pg.Client, schema: string): Promise<boolean> {
  const hash = hashOf(await readSqlFiles('sql'));
  const found = await client.query('select version, logic_hash from pgaugur_version');
  const current = found.rows[0];
  if (current?.logic_hash === hash && current?.version === (await expectedVersion())) return false;
  await applyLogicFiles(client, schema);
  return true;
}

/** Prices that were there before the triggers were: nobody asked for their runs yet. */
async function requestAdoptedHistories(client: pg.Client): Promise<void> {
  await client.query(
    `select from request_runs(
       (select array_agg(i.id) from base_instruments i
        where exists (select from price_bars b where b.instrument_id = i.id)
          and not exists (select from ml_pipeline_runs r where r.instrument_id = i.id)),
       'prices were there before pgaugur')`,
  );
}

async function runFile(client: pg.ClientBase, schema: string, file: SqlFile): Promise<void> {
  try {
    await client.query(fillNames(file.text, schema));
  } catch (error) {
    if (error instanceof Error) error.message = `${file.name}: ${error.message}`;
    throw error;
  }
}

/** Names that are settings appear in SQL files as `@schema@` and the like, quoted as identifier or as literal. */
function fillNames(text: string, schema: string): string {
  const names: Record<string, string> = {
    schema,
    worker_schema: workerSchema(schema),
    boss_schema: bossSchema(schema),
  };
  return text.replace(/@(schema|worker_schema|boss_schema)(_literal)?@/g, (_, name: string, literal?: string) =>
    literal ? pg.escapeLiteral(names[name] ?? '') : pg.escapeIdentifier(names[name] ?? ''),
  );
}
