import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const AGAIN_MILLISECONDS = 250;

/** What says that there is no connection at this moment: too many of them, a server that starts or stops, or none. */
const NOT_NOW: ReadonlySet<unknown> = new Set(['53300', '57P03', 'ECONNREFUSED']);
export const isNotNow = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && NOT_NOW.has(error.code);

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void;

/**
 * A pool that asks again for a while when the server gives it no connection. Nothing was done then, so that asking again
 * cannot do it twice; and a queue, which would try the whole job again, waits longer with each of its few attempts.
 */
export class PatientPool extends pg.Pool {
  readonly #patience: number;

  /** @param patience milliseconds; 0 for none */
  constructor(config: pg.PoolConfig, patience: number) {
    super(config);
    this.#patience = patience;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const connected = this.#connect();
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, () => client.release()),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  async #connect(): Promise<pg.PoolClient> {
    const end = performance.now() + this.#patience;
    for (;;) {
      try {
        return await super.connect();
      } catch (error) {
        if (!isNotNow(error) || this.ending || performance.now() + AGAIN_MILLISECONDS > end) throw error;
      }
      await sleep(AGAIN_MILLISECONDS);
    }
  }
}
