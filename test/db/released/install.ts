import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { registerFeatureSets } from '../../../src/db/feature_sets.ts';
import { readSteps } from '../../../src/db/pipeline_steps.ts';
import { migrateGraphileWorker, setUpQueues } from '../../../src/db/queue_migrations.ts';
import { readSqlFiles } from '../../../src/db/schema_version.ts';
import { runSqlFile } from '../../../src/db/sql_files.ts';

export const RELEASED_VERSION = '0006-5e1ea5ed';

/** A schema as that release's `migrate` made it: its migrations, queues, feature sets and logic, in its order. */
export async function installRelease(client: pg.Client, databaseUrl: string, schema: string): Promise<void> {
  await client.query(`create schema ${pg.escapeIdentifier(schema)}`);
  await client.query(`
    create table pgaugur_migrations (
      name text primary key, hash text not null, applied_at timestamptz not null default current_timestamp);
    create table pgaugur_version (
      only_row boolean primary key default true check (only_row), version text not null, logic_hash text not null,
      updated_at timestamptz not null default current_timestamp)`);
  await migrateGraphileWorker({ databaseUrl, schema });
  for (const file of (await readSqlFiles('migrations')).filter(({ name }) => name < '0007')) {
    await runSqlFile(client, schema, file);
    await client.query('insert into pgaugur_migrations (name, hash) values ($1, $2)', [file.name, file.hash]);
  }
  await setUpQueues({ databaseUrl, schema }, await readSteps(client));
  await registerFeatureSets(client);
  const logic = await readFile(new URL('logic_0006.sql', import.meta.url), 'utf8');
  await runSqlFile(client, schema, { name: 'logic_0006.sql', text: logic });
  await client.query('insert into pgaugur_version (version, logic_hash) values ($1, $2)', [
    RELEASED_VERSION,
    'released',
  ]);
}
