import type { BinnedMatrix } from './bins.ts';
import { type GradientSums, nodeScore } from './gain.ts';
import { type Histogram, slotOf } from './histogram.ts';
import type { GbtParams } from './params.ts';

export type SplitCandidate = {
  readonly feature: number;
  /** Codes up to and including this bin go left; −1 when none but the missing rows do. */
  readonly lastLeftBin: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  readonly left: GradientSums;
  readonly right: GradientSums;
};

/** XGBoost's `kRtEps`. A smaller gain is rounding and no gain; a lighter side holds no rows but what rounding left. */
const SMALLEST = 1e-6;

/** Keeps rounding out of the comparison that only decides whether an exact one is needed. */
const ALMOST_ONE = 1 - 1e-6;

/**
 * The split of a node with the largest gain
 *
 *     gain = T(G_L)² / (H_L + λ) + T(G_R)² / (H_R + λ) − T(G)² / (H + λ)        T: soft threshold by alpha
 *
 * over the given columns, all cuts and both directions for missing rows, where each side weighs at least
 * min_child_weight; undefined when that gain is below gamma. As in XGBoost the gain lacks the ½ of Chen & Guestrin's
 * eq. 7, and gamma is compared with it as it is.
 *
 * Ties go to the lower column, then to missing-right, then to the cut met first. Gains are compared in float32, as in
 * XGBoost: otherwise two cuts that separate the same rows would differ by rounding.
 */
export function findSplit(
  histogram: Histogram,
  node: GradientSums,
  binned: BinnedMatrix,
  columns: Int32Array,
  params: GbtParams,
): SplitCandidate | undefined {
  const { lambda, alpha } = params;
  const G = node.gradient;
  const H = node.hessian;
  const minWeight = Math.max(params.min_child_weight, SMALLEST);
  const maxWeight = H - minWeight;
  const scoreBefore = Math.fround(nodeScore(G, H, lambda, alpha));
  let bestGain = SMALLEST;
  let bestColumn = -1;
  let bestBin = 0;
  let bestStep = 0;
  let bestG = 0;
  let bestH = 0;

  // Nearly every candidate loses, and most can be told without a division. With w = h + λ, W = H + 2λ and
  // u = g − wG/W, the scores of both sides add up to G²/W + W u² / (w (W − w)) if alpha is 0, and to less if not; so
  // they beat a score only if u² reaches this multiple of w (W − w).
  const W = H + 2 * lambda;
  const mean = G / W;
  const barFor = (gain: number) => ((scoreBefore + gain) * ALMOST_ONE - (G * G) / W) / W;
  let bar = barFor(bestGain);

  for (let c = 0; c < columns.length; c++) {
    const j = columns[c];
    const bins = binned.cutOffsets[j + 1] - binned.cutOffsets[j];
    const first = 2 * slotOf(binned, j);
    const hasMissing = binned.hasMissing[j] === 1 && histogram[first + 2 * bins + 1] > SMALLEST;
    // From the left (step 1) the bins passed go left, all else right, missing rows included; from the right (step −1)
    // it is the other way round. With nothing missing both say the same, and after the last bin nothing is left over.
    const count = hasMissing ? bins : bins - 1;
    for (let step = 1; step >= (hasMissing ? -1 : 1); step -= 2) {
      let at = step === 1 ? first : first + 2 * (bins - 1);
      const end = at + 2 * step * count;
      let g = 0;
      let h = 0;
      for (; at !== end; at += 2 * step) {
        g += histogram[at];
        h += histogram[at + 1];
        const w = h + lambda;
        const u = g - w * mean;
        if (u * u < bar * w * (W - w)) continue;
        if (h < minWeight) continue;
        if (h > maxWeight) break;
        const gain = Math.fround(nodeScore(g, h, lambda, alpha) + nodeScore(G - g, H - h, lambda, alpha) - scoreBefore);
        if (gain > bestGain) {
          bestGain = gain;
          bar = barFor(gain);
          bestColumn = j;
          bestBin = (at - first) / 2;
          bestStep = step;
          bestG = g;
          bestH = h;
        }
      }
    }
  }
  if (bestColumn < 0 || bestGain < params.gamma) return undefined;
  const passed = { gradient: bestG, hessian: bestH };
  const rest = { gradient: G - bestG, hessian: H - bestH };
  const fromLeft = bestStep === 1;
  const lastLeftBin = fromLeft ? bestBin : bestBin - 1;
  return {
    feature: bestColumn,
    lastLeftBin,
    threshold: lastLeftBin < 0 ? binned.floors[bestColumn] : binned.cuts[binned.cutOffsets[bestColumn] + lastLeftBin],
    defaultLeft: !fromLeft,
    gain: bestGain,
    left: fromLeft ? passed : rest,
    right: fromLeft ? rest : passed,
  };
}
