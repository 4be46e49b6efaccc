import { PRIOR_SCORES } from './prior.ts';
import { countNotAbove, insertSorted } from './sorted.ts';

/** The prior counts as so many scores. */
const PRIOR_COUNT = 4000;
const PRIOR_WEIGHT = PRIOR_COUNT / PRIOR_SCORES.length;
const PRIOR = Float64Array.from(PRIOR_SCORES);

/** Growths over the sizes that were forecast for them, as far as they are known. */
export type Scores = {
  readonly add: (score: number) => void;
  /** The least score that this share of all is not above, own and prior's. */
  readonly quantile: (share: number) => number;
};

/** @param most so many can come */
export function scoresSoFar(most: number): Scores {
  const sorted = new Float64Array(most);
  let count = 0;
  const weightUpTo = (value: number) =>
    countNotAbove(sorted, count, value) + PRIOR_WEIGHT * countNotAbove(PRIOR, PRIOR.length, value);
  return {
    add(score) {
      insertSorted(sorted, count, score);
      count++;
    },
    quantile(share) {
      const wanted = share * (count + PRIOR_COUNT);
      const reaches = (value: number) => weightUpTo(value) >= wanted;
      return Math.min(leastThat(reaches, sorted, count), leastThat(reaches, PRIOR, PRIOR.length));
    },
  };
}

/** The least of the first `count` values, in ascending order, from which on it holds; infinity where it holds for none. */
function leastThat(holds: (value: number) => boolean, sorted: Float64Array, count: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(sorted[middle])) to = middle;
    else from = middle + 1;
  }
  return from < count ? sorted[from] : Number.POSITIVE_INFINITY;
}
