import type { ServerResponse } from 'node:http';
import pg from 'pg';
import { SafeError } from 'postgraphile/grafast';

/** What ends the work for whoever does not wait for it any more. */
export const hasLeft = (): Error => new SafeError('whoever asked has left');

/** Fires when whoever asked leaves before the answer has been sent. */
export function signalOfLeaving(response: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort(hasLeft());
  });
  return leaving.signal;
}

/**
 * Works on a connection for as long as somebody waits for it. Postgres ends the statement of a connection that is gone
 * within about a second (see `SESSION_SETTINGS`), and the pool makes another one for the next.
 * @throws what the signal was fired with
 */
export async function whileWaitedFor<Result>(
  gone: AbortSignal | undefined,
  connection: object,
  work: () => Promise<Result>,
): Promise<Result> {
  gone?.throwIfAborted();
  const leave = () => {
    if (connection instanceof pg.Client) void connection.end();
  };
  gone?.addEventListener('abort', leave, { once: true });
  try {
    return await work();
  } catch (error) {
    gone?.throwIfAborted(); // a connection that was ended on purpose
    throw error;
  } finally {
    gone?.removeEventListener('abort', leave);
  }
}
