import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hidePassword, type Settings } from '../env/settings.ts';
import { UserError } from './errors.ts';

/**
 * The database that a command works on: DATABASE_URL, or the embedded server that `pgaugur start` keeps running.
 * @throws UserError when there is neither
 */
export async function databaseUrl(settings: Settings): Promise<string> {
  if (settings.databaseUrl) return settings.databaseUrl;
  const connection = z.object({ port: z.number(), password: z.string() });
  const text = await readFile(join(settings.directory, 'connection.json'), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new UserError(
      `no database: DATABASE_URL is not set and no embedded Postgres is in ${settings.directory}. ` +
        'Set DATABASE_URL, or let "pgaugur start" run in this folder.',
    );
  }
  const { port, password } = connection.parse(JSON.parse(text));
  return embeddedUrl(port, password);
}

export const embeddedUrl = (port: number, password: string): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

/** Says in a sentence that nothing listens, instead of a connection error's stack. */
export function explainConnectionError(error: unknown, settings: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ECONNREFUSED' && code !== 'ENOTFOUND') return error;
  return new UserError(
    settings.databaseUrl
      ? `no Postgres answers at ${hidePassword(settings.databaseUrl)} (${code})`
      : `the embedded Postgres in ${settings.directory} is not running. Start it with "pgaugur start" and leave that running.`,
  );
}
