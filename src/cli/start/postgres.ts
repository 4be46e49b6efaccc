import { mkdir } from 'node:fs/promises';
import { hidePassword } from '../../env/hide_password.ts';
import type { Settings } from '../../env/settings.ts';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../postgres/embedded.ts';
import { lockFolder } from '../../postgres/process_lock.ts';
import { tryConnection } from '../host/database.ts';

/** The database of `pgaugur start`: the one of DATABASE_URL, which we leave alone, or the embedded one, which we stop. */
export type StartedDatabase = {
  readonly url: string;
  /** Where it is, to show to a person. */
  readonly place: string;
  stop(): Promise<void>;
};

/**
 * A database that answers.
 * @throws AlreadyRunningError when another `pgaugur start` works in the same folder
 * @throws the connection error when nothing answers at DATABASE_URL
 */
export async function startDatabase(settings: Settings): Promise<StartedDatabase> {
  if (settings.databaseUrl) {
    await tryConnection(settings.databaseUrl, settings.schema);
    return { url: settings.databaseUrl, place: hidePassword(settings.databaseUrl), stop: async () => {} };
  }
  await mkdir(settings.directory, { recursive: true }).catch((error: unknown) => {
    throw new EmbeddedPostgresError(
      `the folder ${settings.directory} for the embedded Postgres cannot be made (PGAUGUR_DIR): ` +
        `${error instanceof Error ? error.message : error}`,
      { cause: error },
    );
  });
  const lock = await lockFolder(settings.directory);
  try {
    const server = await startEmbeddedPostgres(settings.directory, settings.postgresPort);
    return {
      url: server.url,
      place: `in ${server.home}`,
      async stop() {
        try {
          await server.stop();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
