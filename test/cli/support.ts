import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from '../support/database.ts';

const EXECUTABLE = fileURLToPath(new URL('../../src/bin.js', import.meta.url));

export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the real executable against a test database, as if its output went to a file. */
export function pgaugur(database: TestDatabase, ...args: string[]): Promise<Finished> {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const env = {
    ...environment,
    DATABASE_URL: database.url,
    PGAUGUR_SCHEMA: database.schema,
    NO_COLOR: '1',
    COLUMNS: '100',
  };
  return new Promise((done, failed) => {
    execFile(process.execPath, [EXECUTABLE, ...args], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') done({ code, stdout, stderr });
      else failed(error);
    });
  });
}
