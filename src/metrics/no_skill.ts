import { HORIZON_SESSIONS } from '../horizon.ts';
import { checkLabelsAndScores } from './inputs.ts';
import { normalTail } from './normal_tail.ts';
import { causalRanks, centredRanks } from './ranks.ts';

type NoSkillOptions = {
  /** How many sessions ahead a label looks: labels of rows closer than that overlap. */
  readonly horizon?: number;
  /** Sessions that a score is compared with in the causal test. */
  readonly window?: number;
};

/** A quarter. Longer windows test slower skill, and let the bias of persistent scores back in. */
const WINDOW_SESSIONS = 63;

/** More rotations than this sharpen nothing, and would make the cost grow with the square of the rows. */
const MOST_ROTATIONS = 2000;

/**
 * One-sided p-value of "these scores know nothing of these labels", for rows in time order: the larger of two, because
 * each is blind where the other sees.
 *
 * 1. **Rotation.** The labels are rotated against the scores by every possible number of rows, and the AUC is compared
 *    with those. Both keep their own autocorrelation, however strong: overlapping labels and slow scores make the
 *    effective number of rows small, and tests that ignore it (row-wise permutation, DeLong) far too liberal. Where no
 *    rotation reaches the AUC, the normal tail over mean and deviation of the rotations says how far out it is.
 *    Needs scores that are stationary: a score that follows the price is not.
 *
 * 2. **Causal ranks.** On a random walk "low now, so higher in a week" looks right in any stretch of history looked at
 *    as a whole, because low and high are seen only against the whole stretch (the bias of Dickey & Fuller 1979, for
 *    predictive regressions Stambaugh 1999). A model learns it from its training rows and meets it again in the AUC of
 *    the test rows, where all scores are ranked against each other: on simulated random walks the mean AUC is 0.52, not
 *    0.50. So here a score is ranked only against the 63 before it, h, and
 *
 *        z = (sum((y − p) h) − lift) / √(sum over |k| < horizon of γ(k) sum(h h₊ₖ)),   γ(k) = p (1 − p) (2/π) arcsin(1 − k / horizon)
 *
 *    is referred to the normal distribution. γ is the autocovariance of overlapping up-or-down labels on independent
 *    returns (the arcsine law); p is the share of labels 1, which is known only afterwards, and `lift` what is left of
 *    the bias by that, −(1/n) sum over 0 < k ≤ window + horizon of sum((y − p) h₊ₖ), where that is above 0. Skill that
 *    shows only in averages over more than a quarter is not seen.
 *
 * At 0.05, on 640 random walks through all features and the default search: a moving-block bootstrap of AUC − ½ rejects
 * 12 to 15 % (of the first 274), rotation alone 9 %, causal ranks alone 5 %, the larger of the two 3 %. The worst score known, the price
 * itself turned round, is rejected by rotation alone in 47 %, by the larger of the two in 7 to 9 %. The price of that:
 * slow skill is hard to prove. Of series that return to their mean with a half-life of 23 sessions, best AUC 0.64, one in
 * three is found on 450 rows; with one of 7 sessions, best AUC 0.74, nearly all.
 *
 * Sources: rotation as group-invariance test: Lehmann & Romano (2005), Testing Statistical Hypotheses, §15.2; where it
 * fails (drifting signals): Harris (2020), Nonsense correlations in neuroscience, bioRxiv 2020.11.29.402719.
 * Edge: NaN when a class is absent; 1 for scores that are all the same. No randomness, so no seed.
 */
export function noSkillPValue(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: NoSkillOptions = {},
): number {
  const { rotation, causal } = noSkillPValues(labels, scores, options);
  return Math.max(rotation, causal);
}

/** The two that the p-value is the larger of, to see which of them decides. */
export function noSkillPValues(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { horizon = HORIZON_SESSIONS, window = WINDOW_SESSIONS }: NoSkillOptions = {},
): { readonly rotation: number; readonly causal: number } {
  checkLabelsAndScores('noSkillPValue', labels, scores);
  for (const [name, value] of Object.entries({ horizon, window })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`noSkillPValue: ${name} must be a whole number above 0, got ${value}`);
    }
  }
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += labels[row];
  if (positives === 0 || positives === labels.length) {
    return { rotation: Number.NaN, causal: Number.NaN };
  }
  return {
    rotation: rotationPValue(labels, centredRanks(scores)),
    causal: causalPValue(labels, scores, window, horizon),
  };
}

function rotationPValue(labels: ArrayLike<number>, ranks: Float64Array): number {
  const rows = labels.length;
  const twice = new Float64Array(2 * rows);
  twice.set(ranks);
  twice.set(ranks, rows);
  const positives = Array.from({ length: rows }, (_, row) => row).filter((row) => labels[row] === 1);
  const positiveRows = Int32Array.from(positives);
  const rankSum = (shift: number) => {
    let sum = 0;
    for (let i = 0; i < positiveRows.length; i++) sum += twice[positiveRows[i] + shift];
    return sum;
  };
  const found = rankSum(0);
  const step = Math.ceil((rows - 1) / MOST_ROTATIONS);
  let rotations = 0;
  let reached = 0;
  let total = 0;
  let squares = 0;
  for (let shift = step; shift < rows; shift += step) {
    const sum = rankSum(shift);
    rotations++;
    total += sum;
    squares += sum * sum;
    if (sum >= found) reached++;
  }
  const share = (1 + reached) / (1 + rotations);
  if (reached > 0) return share;
  const mean = total / rotations;
  return Math.min(share, normalTail((found - mean) / Math.sqrt(squares / rotations - mean * mean)));
}

function causalPValue(labels: ArrayLike<number>, scores: ArrayLike<number>, window: number, horizon: number): number {
  const rows = labels.length;
  const causal = causalRanks(scores, window);
  const meanRank = causal.reduce((sum, rank) => sum + rank, 0) / rows;
  const ranks = causal.map((rank) => rank - meanRank);
  let positives = 0;
  for (let row = 0; row < rows; row++) positives += labels[row];
  const share = positives / rows;
  const outcomes = Float64Array.from(ranks, (_, row) => labels[row] - share);
  let variance = 0;
  for (let lag = 0; lag < Math.min(horizon, rows); lag++) {
    variance += (lag === 0 ? 1 : 2) * Math.asin(1 - lag / horizon) * laggedProducts(ranks, ranks, lag);
  }
  variance *= (share * (1 - share) * 2) / Math.PI;
  if (!(variance > 0)) return 1;
  // Ranks that answer to outcomes before them, below 0 where they go against them, lift the sum by this much.
  let lift = 0;
  for (let lag = 1; lag <= Math.min(window + horizon, rows - 1); lag++) {
    lift -= laggedProducts(outcomes, ranks, lag) / rows;
  }
  return normalTail((laggedProducts(outcomes, ranks, 0) - Math.max(0, lift)) / Math.sqrt(variance));
}

/** sum of first[t] × second[t + lag] */
function laggedProducts(first: Float64Array, second: Float64Array, lag: number): number {
  let sum = 0;
  for (let row = lag; row < first.length; row++) sum += first[row - lag] * second[row];
  return sum;
}
