import type { Queryable } from '../../src/db/pool.ts';

/**
 * A read that knows nothing of this project: 500 objects of 40 numbers, made by Postgres and taken apart here. Machines
 * differ, and one that is shared from minute to minute; a read takes as many of these wherever it is measured.
 */
const PEER = `select n.i, (select json_object_agg('value_' || k, sin(n.i * k))::jsonb from generate_series(1, 40) k) as named
  from generate_series(1, 500) n(i)`;

/** What the peer takes on the core for which goals are stated in milliseconds: a third of that of a page. */
export const PEER_MS = 50 / 3;

export const PEER_IN_WORDS =
  'Machines differ, and a shared one from minute to minute by a half. So before each read a peer is read for as long, on the same connection: 500 ' +
  `objects of 40 numbers, made by Postgres as \`jsonb\` and parsed in JavaScript. Goals are those of a core that does it in ${PEER_MS.toFixed(1)} ms, so a page ` +
  'has the time of three peers.';

/** Milliseconds from sending a query to having its rows. */
export async function readMs(db: Queryable, query: string): Promise<number> {
  const started = performance.now();
  await db.query(query);
  return performance.now() - started;
}

/** Milliseconds as the core of the goals would have taken them, where the peer took so long. */
export const comparableMs = (ms: number, peer: number): number => (ms * PEER_MS) / peer;

/** More would say no more of how fast the machine is. */
const MOST_PEERS = 24;

/**
 * What one peer takes now: the mean of as many as take about as long as what is compared with them, so that both are
 * disturbed alike by what comes and goes.
 */
export async function peerMs(db: Queryable, comparedMs: number): Promise<number> {
  let [times, sum] = [0, 0];
  do {
    sum += await readMs(db, PEER);
    times++;
  } while (sum < comparedMs && times < MOST_PEERS);
  return sum / times;
}
