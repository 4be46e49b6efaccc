import { setTimeout as sleep } from 'node:timers/promises';

/** Node's and Postgres' codes for a server, or its host, that went away or is not there yet. */
const AWAY: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT'],
  ...['57P01', '57P02', '57P03'],
]);

/**
 * Repeats a read while the database is away: Postgres may restart while somebody watches.
 * @param notice printed once, when it is away
 * @returns undefined when `signal` fires first
 * @throws whatever the read throws for another reason
 */
export async function patiently<Result>(
  read: () => Promise<Result>,
  signal: AbortSignal,
  notice = 'lost the connection to Postgres, waiting for it …',
): Promise<Result | undefined> {
  for (let said = false; !signal.aborted; ) {
    try {
      return await read();
    } catch (error) {
      if (!isAway(error)) throw error;
      if (!said) console.log(notice);
      said = true;
      await sleep(1000, undefined, { signal }).catch(() => {}); // aborted: the loop ends
    }
  }
  return undefined;
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && AWAY.has(error.code)) return true;
  return error.message.startsWith('Connection terminated'); // node-postgres gives this one no code
}
