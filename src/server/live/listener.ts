import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../../env/log.ts';
import { BEGUN } from './change.ts';
import { examine, listenToChanges } from './session.ts';

export type ListenerOptions = {
  /** When the listener before has ended, so that no two have a connection. */
  readonly after?: Promise<void>;
  /** A new connection, not yet connected. */
  readonly client: () => pg.Client;
  readonly channel: string;
  readonly keepAliveMilliseconds: number;
  readonly log: Logger;
  readonly onMessage: (payload: string | undefined) => void;
  /** From now on every message comes; what was said before may have been missed. */
  readonly onGap: (why: string) => void;
  /** The database is a standby, where nothing can be listened to. The listener has ended. */
  readonly onStandby: () => void;
};

export type Listener = { stop(): Promise<void> };

/** How long after a failure it is tried again: a tenth of a second, two tenths … up to half a minute. */
const backOff = (failures: number): number => Math.min(30_000, 100 * 2 ** (failures - 1));

/** How long a connection may take to end before the next one is made. */
const ENDING_MILLISECONDS = 1_000;

/** How often it is looked whether transactions have ended that had begun before somebody listened. */
const FOLLOW_MILLISECONDS = 1_000;

/**
 * Listens to a channel until it is stopped, whatever happens to the connection: one that is lost is made again, and one
 * that is silent is asked whether it still is what it should be, because a network may go away without a word.
 */
export function startListener(options: ListenerOptions): Listener {
  const stopping = new AbortController();
  const done = listen(options, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return done;
    },
  };
}

async function listen(options: ListenerOptions, stopped: AbortSignal): Promise<void> {
  let failures = 0;
  let why: string = BEGUN;
  const alive = () => {
    failures = 0;
  };
  await options.after;
  while (!stopped.aborted) {
    const client = options.client();
    const lost = loss(client);
    try {
      await client.connect();
      if (stopped.aborted) return;
      if ((await examine(client, options.channel)).standby) return options.onStandby();
      client.on('notification', ({ payload }) => options.onMessage(payload));
      await listenToChanges(client);
      const { running } = await examine(client, options.channel);
      options.onGap(why);
      await Promise.race([lost, keepAlive(client, options, running, alive, stopped)]);
    } catch (error) {
      failures += 1;
      if (failures === 1) options.log.warn({ err: error }, 'lost the connection that listens to changes; trying again');
    } finally {
      // One on which a query hangs is cut off; nobody waits for long for a server that does not answer.
      await Promise.race([client.end().catch(() => {}), sleep(ENDING_MILLISECONDS, undefined, { ref: false })]);
    }
    why = 'the connection to the database was lost, and is back';
    await sleep(backOff(failures), undefined, { signal: stopped }).catch(() => {});
  }
}

/** Rejects when the connection ends. */
function loss(client: pg.Client): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('the connection that listens has ended')));
  });
  lost.catch(() => {}); // it may end when nobody waits for that any more
  return lost;
}

/**
 * Asks from time to time, until it is stopped or nobody answers.
 * @param unheard transactions that were running when it began to listen: what they changed may have been said to nobody
 */
async function keepAlive(
  client: pg.Client,
  { channel, keepAliveMilliseconds, onGap }: ListenerOptions,
  unheard: readonly string[],
  alive: () => void,
  stopped: AbortSignal,
): Promise<void> {
  let left = unheard;
  for (;;) {
    const pause = left.length > 0 ? Math.min(FOLLOW_MILLISECONDS, keepAliveMilliseconds) : keepAliveMilliseconds;
    await sleep(pause, undefined, { signal: stopped }).catch(() => {});
    if (stopped.aborted) return;
    const { listening, silent, running } = await examine(client, channel, left);
    if (!listening) throw new Error(`the connection no longer listens to ${channel}`);
    alive();
    if (running.length < left.length) onGap('transactions have ended that had begun before the subscription');
    if (silent) onGap('the queue of notifications is half full, so changes are not told');
    left = running;
  }
}
