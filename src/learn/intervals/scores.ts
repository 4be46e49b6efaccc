import { PRIOR_SCORES } from './prior.ts';
import { countNotAbove, insertSorted } from './sorted.ts';

/** The prior counts as so many scores. */
const PRIOR_COUNT = 1000;
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
  return {
    add(score) {
      insertSorted(sorted, count, score);
      count++;
    },
    quantile(share) {
      const wanted = share * (count + PRIOR_COUNT);
      const weightUpTo = (value: number) =>
        countNotAbove(sorted, count, value) + PRIOR_WEIGHT * countNotAbove(PRIOR, PRIOR.length, value);
      let below = Math.min(PRIOR[0], count > 0 ? sorted[0] : 0) - 1;
      let above = Math.max(PRIOR[PRIOR.length - 1], count > 0 ? sorted[count - 1] : 0);
      while (above - below > PRECISION) {
        const middle = (below + above) / 2;
        if (weightUpTo(middle) >= wanted) above = middle;
        else below = middle;
      }
      return above;
    },
  };
}

/** A score is a growth in standard deviations: of these this is nothing. */
const PRECISION = 1e-6;
