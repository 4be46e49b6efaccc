/** Statements of a queue are short: more of its connections than this would make a big host no faster. */
const MOST_FOR_A_QUEUE = 8;

/** A short step waits for the database half of its time: with one for each core, a quarter of a host's time is idle. */
export const shortStepsAtOnce = (concurrency: number): number => 2 * concurrency;

/** Sizes of a worker's three pools, by how many long steps run at the same time. */
export const poolSizes = (concurrency: number) => ({
  /** A step holds one for a moment, to read and then to write; the sweeper and what is asked for share the rest. */
  steps: 2 * concurrency + 2,
  graphile: Math.min(shortStepsAtOnce(concurrency), MOST_FOR_A_QUEUE) + 3,
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
