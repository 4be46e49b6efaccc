import type { BinnedMatrix } from './bins.ts';
import { type GradientSums, nodeScore } from './gain.ts';
import { type Histogram, slotOf } from './histogram.ts';
import type { GbtParams } from './params.ts';

export type SplitCandidate = {
  readonly feature: number;
  /** Codes up to and including this bin go left; −1 when only missing rows do. */
  readonly lastLeftBin: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  readonly leftSums: GradientSums;
  readonly rightSums: GradientSums;
};

/** XGBoost's `kRtEps`: a smaller gain is rounding, not a gain. */
const SMALLEST_GAIN = 1e-6;

/** A side lighter than this holds no row: it is what rounding leaves of an empty bin when histograms are subtracted. */
const SMALLEST_SIDE = 1e-12;

/**
 * The split of a node with the largest gain
 *
 *     gain = T(G_L)² / (H_L + λ) + T(G_R)² / (H_R + λ) − T(G)² / (H + λ)
 *
 * over all columns, cuts and both directions for missing values, where each side weighs at least min_child_weight; or
 * undefined when no gain reaches gamma. (XGBoost's convention: gain is without the factor ½ of Chen & Guestrin's eq. 7,
 * and gamma is compared with it as it is.)
 *
 * Ties go to the lower column, then to missing-right, then to the cut met first. Gains are compared in float32, as
 * XGBoost compares them: two cuts that separate the same rows would otherwise differ by rounding alone.
 */
export function findSplit(
  histogram: Histogram,
  node: GradientSums,
  binned: BinnedMatrix,
  columns: Int32Array,
  params: GbtParams,
): SplitCandidate | undefined {
  const { lambda, alpha } = params;
  const minWeight = Math.max(params.min_child_weight, SMALLEST_SIDE);
  const G = node.gradient;
  const H = node.hessian;
  const parentScore = Math.fround(nodeScore(G, H, lambda, alpha));

  let bestGain = 0;
  let bestColumn = -1;
  let bestBin = 0;
  let bestFromRight = false;
  let bestG = 0;
  let bestH = 0;

  for (let c = 0; c < columns.length; c++) {
    const j = columns[c];
    const first = 2 * slotOf(binned, j);
    const bins = binned.cutOffsets[j + 1] - binned.cutOffsets[j];
    const missing = binned.hasMissing[j] === 1;

    // From the left: the known values so far go left, the rest and the missing go right. Splitting after the last bin
    // (known left, missing right) means something only where values can be missing.
    let g = 0;
    let h = 0;
    const end = missing ? bins : bins - 1;
    for (let bin = 0; bin < end; bin++) {
      const binHessian = histogram[first + 2 * bin + 1];
      if (binHessian === 0) continue;
      g += histogram[first + 2 * bin];
      h += binHessian;
      if (h < minWeight) continue;
      if (H - h < minWeight) break;
      const score = nodeScore(g, h, lambda, alpha) + nodeScore(G - g, H - h, lambda, alpha);
      const gain = Math.fround(score - parentScore);
      if (gain > bestGain) {
        bestGain = gain;
        bestColumn = j;
        bestBin = bin;
        bestFromRight = false;
        bestG = g;
        bestH = h;
      }
    }
    if (!missing) continue;

    // From the right: the known values so far go right, the rest and the missing go left.
    g = 0;
    h = 0;
    for (let bin = bins - 1; bin >= 0; bin--) {
      const binHessian = histogram[first + 2 * bin + 1];
      if (binHessian === 0) continue;
      g += histogram[first + 2 * bin];
      h += binHessian;
      if (h < minWeight) continue;
      if (H - h < minWeight) break;
      const score = nodeScore(G - g, H - h, lambda, alpha) + nodeScore(g, h, lambda, alpha);
      const gain = Math.fround(score - parentScore);
      if (gain > bestGain) {
        bestGain = gain;
        bestColumn = j;
        bestBin = bin;
        bestFromRight = true;
        bestG = g;
        bestH = h;
      }
    }
  }
  if (bestColumn < 0 || bestGain <= SMALLEST_GAIN || bestGain < params.gamma) return undefined;

  const scanned = { gradient: bestG, hessian: bestH };
  const rest = { gradient: G - bestG, hessian: H - bestH };
  const lastLeftBin = bestFromRight ? bestBin - 1 : bestBin;
  return {
    feature: bestColumn,
    lastLeftBin,
    threshold: lastLeftBin < 0 ? binned.floors[bestColumn] : binned.cuts[binned.cutOffsets[bestColumn] + lastLeftBin],
    defaultLeft: bestFromRight,
    gain: bestGain,
    leftSums: bestFromRight ? rest : scanned,
    rightSums: bestFromRight ? scanned : rest,
  };
}
