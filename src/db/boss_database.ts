import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ConstructorOptions } from 'pg-boss';
import { createClient, createPool, PATIENCE_FOR_CONNECTIONS, type PoolOptions } from './pool.ts';

type Database = NonNullable<ConstructorOptions['db']>;

/** What pg-boss runs its statements on and listens with. */
export type BossDatabase = Required<Pick<Database, 'executeSql' | 'listen'>> & {
  end(): Promise<void>;
};

const CONNECT_MILLISECONDS = 10_000;
const AGAIN_MILLISECONDS = 1000;

/**
 * Connections for pg-boss that know their schema, role and settings as all others do: those of its own pool take what
 * the database says. Values reach it as it expects them, without our types.
 * @param onTrouble told when a listening connection is lost, which is replaced
 */
export function bossDatabase(options: PoolOptions, onTrouble: (error: Error) => void): BossDatabase {
  const pool = createPool(options, { ...PATIENCE_FOR_CONNECTIONS, types: pg.types });
  return {
    executeSql: (text, values) => pool.query(text, values),
    listen: (channel, onNotification, onReconnect) => listen(options, channel, onNotification, onReconnect, onTrouble),
    end: () => pool.end(),
  };
}

/** Listens on one connection after another. What was missed between two of them, pg-boss then asks for. */
async function listen(
  options: PoolOptions,
  channel: string,
  onNotification: (payload: string) => void,
  onReconnect: () => void,
  onTrouble: (error: Error) => void,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  const open = async () => {
    const client = createClient(options, { connectionTimeoutMillis: CONNECT_MILLISECONDS });
    client.on('notification', ({ payload }) => payload !== undefined && onNotification(payload));
    const ended = new Promise<Error>((done) => {
      client.on('error', done).on('end', () => done(new Error('the connection that listens for jobs ended')));
    });
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => {}); // the error that goes on says why
      throw error;
    }
    onReconnect();
    return { client, ended };
  };
  let current: Awaited<ReturnType<typeof open>> | undefined = await open();
  const listening = (async () => {
    while (!closing.signal.aborted) {
      if (current) {
        const error = await current.ended;
        if (closing.signal.aborted) return;
        onTrouble(error);
        await current.client.end().catch(() => {}); // it is lost
      }
      await sleep(AGAIN_MILLISECONDS, undefined, { signal: closing.signal }).catch(() => {}); // aborted: the loop ends
      if (!closing.signal.aborted) current = await open().catch(() => undefined); // the next try comes
    }
  })();
  return {
    async close() {
      closing.abort();
      await current?.client.end().catch(() => {}); // already closed by the other side
      await listening;
      await current?.client.end().catch(() => {}); // one that opened meanwhile
    },
  };
}
