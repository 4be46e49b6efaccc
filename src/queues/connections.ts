/** Statements of a queue are short: more of its connections than this would make a big host no faster. */
const MOST_FOR_A_QUEUE = 8;

/** Sizes of a worker's three pools, by how many steps of each queue run at the same time. */
export const poolSizes = (concurrency: number) => ({
  /** A step reads on one connection and writes on another; the sweeper and what is asked for share the rest. */
  steps: 2 * concurrency + 2,
  graphile: Math.min(concurrency, MOST_FOR_A_QUEUE) + 3,
  boss: Math.min(concurrency, MOST_FOR_A_QUEUE) + 4,
});

/** Beside the pools: pg-boss listens on one of its own, and the announcement of a worker lives as long as its own. */
const BESIDE_POOLS = 2;

/** A worker that starts opens so many at the same time: both queues are asked for jobs of every kind, and are swept. */
export function connectionsToStart(concurrency: number): number {
  const { graphile, boss } = poolSizes(concurrency);
  return graphile + boss + BESIDE_POOLS + 1;
}

/** How many connections a worker opens at most. */
export const connectionsToWork = (concurrency: number): number =>
  connectionsToStart(concurrency) - 1 + poolSizes(concurrency).steps;

/** Both as a sentence. */
export const connectionsText = (concurrency: number): string =>
  `A worker with --concurrency ${concurrency} needs ${connectionsToStart(concurrency)} to start and opens up to ` +
  `${connectionsToWork(concurrency)}: allow more, or lower --concurrency`;
