import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { firstRow } from '../../db/pool.ts';
import type { Logger } from '../../env/log.ts';
import { BEGUN } from './change.ts';

export type ListenerOptions = {
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
  while (!stopped.aborted) {
    const client = options.client();
    const lost = loss(client);
    try {
      await client.connect();
      if ((await examine(client, options.channel)).standby) return options.onStandby();
      client.on('notification', ({ payload }) => options.onMessage(payload));
      await client.query(`listen ${pg.escapeIdentifier(options.channel)}`);
      options.onGap(why);
      const alive = () => {
        failures = 0;
      };
      await Promise.race([lost, keepAlive(client, options, alive, stopped)]);
    } catch (error) {
      failures += 1;
      if (failures === 1) options.log.warn({ err: error }, 'lost the connection that listens to changes; trying again');
    } finally {
      // One on which a query hangs is cut off; nobody waits for a server that does not answer.
      client.end().catch(() => {});
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

const found = z.object({ standby: z.boolean(), listening: z.boolean(), silent: z.boolean() });

/** What a connection is like: in silence it is asked, too, and fails where nobody answers. */
async function examine(client: pg.Client, channel: string): Promise<z.infer<typeof found>> {
  const state = await firstRow(
    client,
    `select pg_is_in_recovery() as standby,
            exists (select from pg_listening_channels() c where c = $1) as listening,
            not pg_is_in_recovery() and pg_notification_queue_usage() >= 0.5 as silent`,
    [channel],
    found,
  );
  if (!state) throw new Error('the database did not say what it is');
  return state;
}

async function keepAlive(
  client: pg.Client,
  options: ListenerOptions,
  alive: () => void,
  stopped: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(options.keepAliveMilliseconds, undefined, { signal: stopped }).catch(() => {});
    if (stopped.aborted) return;
    const { listening, silent } = await examine(client, options.channel);
    if (!listening) throw new Error(`the connection no longer listens to ${options.channel}`);
    alive();
    if (silent) options.onGap('notifications wait in a queue of the database that is more than half full');
  }
}
