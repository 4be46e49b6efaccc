import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { firstRow, type Pool } from '../../db/pool.ts';

export type Readiness =
  | { readonly ready: true; readonly database: 'ok'; readonly schemaVersion: string }
  | { readonly ready: false; readonly database: 'ok' | 'no answer' | 'not asked'; readonly reason: string };

/** An orchestrator asks every few seconds, and takes a probe that hangs for one that failed. */
const PATIENCE_MILLISECONDS = 2000;

/** A connection that hangs is thrown away, or the next probe would wait for it, too. */
export const IMPATIENT = { connectionTimeoutMillis: PATIENCE_MILLISECONDS, query_timeout: PATIENCE_MILLISECONDS };

/** @param expected the version that this process was started with: its files may be those of another one by now */
export async function readiness(db: Pool, expected: string): Promise<Readiness> {
  const stop = new AbortController();
  try {
    const version = await Promise.race([storedVersion(db), tooLate(stop.signal)]);
    if (version === expected) return { ready: true, database: 'ok', schemaVersion: version };
    const has = version === undefined ? 'is not set up' : `has version ${version}`;
    return { ready: false, database: 'ok', reason: `the schema ${has}, this process needs ${expected}` };
  } catch (error) {
    // Not the message: it may name hosts and logins.
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    return { ready: false, database: 'no answer', reason: `the database does not answer${code}` };
  } finally {
    stop.abort();
  }
}

async function storedVersion(db: Pool): Promise<string | undefined> {
  const found = await firstRow(db, 'select version from pgaugur_version', [], z.object({ version: z.string() })).catch(
    (error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    },
  );
  return found?.version;
}

/** SQLSTATEs of a schema or table that is not there. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000');

async function tooLate(signal: AbortSignal): Promise<never> {
  await sleep(PATIENCE_MILLISECONDS, undefined, { signal });
  throw new Error(`no answer within ${PATIENCE_MILLISECONDS} ms`);
}
