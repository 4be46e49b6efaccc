import { execFile } from 'node:child_process';
import type { TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import type { Installation } from '../support/database.ts';
import { EXECUTABLE } from '../support/executable.ts';

/** A command that runs longer does not end by itself. */
const TIMEOUT_MILLISECONDS = 120_000;

export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the real executable against a test database, as if its output went to a file. */
export function pgaugur(database: Installation, ...args: string[]): Promise<Finished> {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const env = {
    ...environment,
    DATABASE_URL: database.url,
    PGAUGUR_SCHEMA: database.schema,
    NO_COLOR: '1',
    COLUMNS: '100',
  };
  const limits = { maxBuffer: 2 ** 26, timeout: TIMEOUT_MILLISECONDS, killSignal: 'SIGKILL' } as const;
  return new Promise((done, failed) => {
    execFile(process.execPath, [EXECUTABLE, ...args], { env, ...limits }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') done({ code, stdout, stderr });
      else failed(error);
    });
  });
}

/**
 * Runs one command in this process, which saves the second that the executable takes to start.
 * @throws what the command throws; the executable would print its message
 */
export async function runCommand(
  t: TestContext,
  command: Command,
  database: Installation,
  ...args: string[]
): Promise<Finished> {
  const stdout = t.mock.method(console, 'log', () => {});
  const stderr = t.mock.method(console, 'error', () => {});
  const printed = ({ mock }: typeof stdout): string =>
    mock.calls.map((call) => `${stripVTControlCharacters(call.arguments.join(' '))}\n`).join('');
  try {
    await command.parseAsync([...args, '--database-url', database.url, '--schema', database.schema], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), stdout: printed(stdout), stderr: printed(stderr) };
  } finally {
    process.exitCode = undefined;
    t.mock.restoreAll();
  }
}
