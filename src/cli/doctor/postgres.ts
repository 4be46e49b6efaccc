import { constants, existsSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { unmatchedKeys } from '../../db/feature_sources.ts';
import { loginLines } from '../../db/login.ts';
import { createClient, firstRow } from '../../db/pool.ts';
import { memoryLines } from '../../db/postgres_memory.ts';
import { narrowPriceColumns } from '../../db/price_columns.ts';
import { assertSchemaVersion, readSqlFiles, SchemaVersionError } from '../../db/schema_version.ts';
import { hidePassword } from '../../env/hide_password.ts';
import type { Settings } from '../../env/settings.ts';
import { connectionUrl, readConnection } from '../../postgres/connection_file.ts';
import { binaries } from '../../postgres/platform.ts';
import { explainConnectionError } from '../host/database.ts';
import { roundingLines } from '../host/rounding.ts';
import type { Finding } from './report.ts';

const SUPPORTED = { from: 15, to: 18 };
const WHAT = { key: 'postgres', name: 'Postgres' };
const PATIENCE_MS = 5000;

/**
 * The database of the settings, or the embedded server: whether its programs are there, and whether it runs. Of a schema
 * that this version cannot work with a finding of its own: the server is there.
 */
export async function postgresFindings(settings: Settings): Promise<Finding[]> {
  return settings.databaseUrl ? givenDatabase(settings, settings.databaseUrl) : embeddedServer(settings);
}

async function givenDatabase(settings: Settings, url: string): Promise<Finding[]> {
  const place = hidePassword(url);
  try {
    const { version, problem, login, rounding, sources, memory } = await look(url, settings);
    const major = Number.parseInt(version, 10);
    const facts = { kind: 'DATABASE_URL', place, version };
    const line = `${version} at ${place}`;
    if (major < SUPPORTED.from || major > SUPPORTED.to) {
      const lines = [`${line}: pgaugur needs Postgres ${SUPPORTED.from}–${SUPPORTED.to}`];
      return [{ ...WHAT, state: 'missing', lines, facts }];
    }
    const lines = [line, ...fittingSchema(problem, settings), ...login, ...rounding, ...sources, ...memory];
    return [{ ...WHAT, state: 'ok', lines, facts }, ...wrongSchema(problem, settings)];
  } catch (error) {
    const explained = explainConnectionError(error, settings);
    const message = explained instanceof Error ? explained.message : String(explained);
    return [{ ...WHAT, state: 'missing', lines: [message], facts: { kind: 'DATABASE_URL', place, error: message } }];
  }
}

async function embeddedServer(settings: Settings): Promise<Finding[]> {
  const { directory } = settings;
  try {
    const { version } = await binaries();
    const connection = await readConnection(directory);
    const running = connection && (await look(connectionUrl(connection), settings).catch(() => undefined));
    const place = await placeOfServer(directory);
    const found = place.exists
      ? `${running ? 'running' : 'not running: "pgaugur start" starts it'}`
      : 'a folder that does not exist: "pgaugur start" makes it';
    const server: Finding = {
      ...WHAT,
      state: place.fault === undefined ? 'ok' : 'missing',
      lines: [
        place.fault ?? `embedded ${version} in ${directory}, ${found}`,
        'DATABASE_URL is not set',
        ...(running ? [...fittingSchema(running.problem, settings), ...running.sources, ...running.memory] : []),
      ],
      facts: { kind: 'embedded', version, directory, exists: place.exists, running: running !== undefined },
    };
    return running ? [server, ...wrongSchema(running.problem, settings)] : [server];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ ...WHAT, state: 'missing', lines: [message], facts: { kind: 'embedded', error: message } }];
  }
}

/** Whether the folder is there, and why none can be made there. */
async function placeOfServer(directory: string): Promise<{ readonly exists: boolean; readonly fault?: string }> {
  let nearest = resolve(directory);
  while (!existsSync(nearest)) nearest = dirname(nearest); // ends at the root
  const exists = nearest === resolve(directory);
  const absent = exists ? '' : `the folder ${directory} does not exist and cannot be made: `;
  if (!(await stat(nearest)).isDirectory()) return { exists, fault: `${absent}${nearest} is no folder` };
  const isWritable = await access(nearest, constants.W_OK).then(
    () => true,
    () => false,
  );
  return isWritable ? { exists } : { exists, fault: `${absent}${nearest} may not be written by this user` };
}

const fittingSchema = (problem: string | undefined, { schema }: Settings): string[] =>
  problem === undefined ? [`schema ${schema} is the one that this version needs`] : [];

const wrongSchema = (problem: string | undefined, { schema }: Settings): Finding[] =>
  problem === undefined
    ? []
    : [{ key: 'schema', name: 'its schema', state: 'missing', lines: [problem], facts: { schema, error: problem } }];

type Look = {
  readonly version: string;
  readonly problem?: string;
  readonly login: readonly string[];
  readonly rounding: readonly string[];
  readonly sources: readonly string[];
  readonly memory: readonly string[];
};

/**
 * The server's version, why the schema is not the one that this version of pgaugur needs, what its login may be, what is
 * rounded in it, which of its sources speak of instruments that are not there, and whether it has memory for what is read most.
 */
async function look(url: string, settings: Settings): Promise<Look> {
  const client = createClient({ databaseUrl: url, schema: settings.schema }, { connectionTimeoutMillis: PATIENCE_MS });
  // An error of a connection is reported by the call that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
    const row = await firstRow(client, 'show server_version', [], z.object({ server_version: z.string() }));
    const problem = await assertSchemaVersion(client, settings.schema).then(
      () => undefined,
      (error: unknown) => schemaProblem(error, settings),
    );
    const rounding = roundingLines(await narrowPriceColumns(client, await readSqlFiles('sql')));
    // Another version's schema may have no such thing.
    const [login, sources, memory] =
      problem === undefined
        ? [await loginLines(client), await unmatchedKeys(client), await memoryLines(client)]
        : [[], [], []];
    return { version: row?.server_version ?? 'unknown', problem, login, rounding, sources, memory };
  } finally {
    await client.end().catch(() => {});
  }
}

/** What is wrong with the schema is another command's to mend. */
function schemaProblem(error: unknown, settings: Settings): string {
  const explained = error instanceof SchemaVersionError ? error : explainConnectionError(error, settings);
  if (!(explained instanceof Error)) throw error;
  return explained.message;
}
