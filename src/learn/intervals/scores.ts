import { insertSorted } from './sorted.ts';

/** The prior counts as so many scores. */
const PRIOR_COUNT = 4000;

/** Growths over the sizes that were forecast for them, as far as they are known. */
export type Scores = {
  readonly add: (score: number) => void;
  /** The least score that this share of all is not above, own and prior's; infinity where there is none. */
  readonly quantile: (share: number) => number;
};

/**
 * @param most so many can come
 * @param prior scores of the prior, ascending, each of the same weight
 */
export function scoresSoFar(most: number, prior: readonly number[]): Scores {
  const weight = PRIOR_COUNT / prior.length;
  const sorted = new Float64Array(most);
  let count = 0;
  /** By prior score: how many own ones are not above it. Kept, because quantiles are asked for at each session. */
  const notAbove = new Int32Array(prior.length);
  return {
    add(score) {
      insertSorted(sorted, count, score);
      count++;
      for (let k = prior.length - 1; k >= 0 && prior[k] >= score; k--) notAbove[k]++;
    },
    quantile(share) {
      const wanted = share * (count + PRIOR_COUNT);
      // The first prior score up to which there is enough weight; what is wanted is that, or an own one below it.
      let from = 0;
      let to = prior.length;
      while (from < to) {
        const middle = (from + to) >> 1;
        if (notAbove[middle] + weight * (middle + 1) >= wanted) to = middle;
        else from = middle + 1;
      }
      const least = Math.max(1, Math.ceil(wanted - weight * from));
      // The difference may be rounded up over a whole number.
      const rank = least > 1 && least - 1 + weight * from >= wanted ? least - 1 : least;
      const own = rank <= count ? sorted[rank - 1] : Number.POSITIVE_INFINITY;
      return from < prior.length ? Math.min(own, prior[from]) : own;
    },
  };
}
