import { HORIZON_SESSIONS } from '../horizon.ts';
import { checkLabelsAndProbabilities } from './inputs.ts';
import { scoreOrder } from './ranks.ts';

/** Rows whose probability lies in (from, to]; the first bin holds its lower end, too. */
type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanPredicted: number;
  readonly observedRate: number;
  /** 95 % interval of the observed rate. */
  readonly lower: number;
  readonly upper: number;
};

type Reliability = {
  /** Ascending; without empty ones. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean over rows of |observed rate − mean predicted| of the row's bin. */
  readonly calibrationError: number;
};

type ReliabilityOptions = {
  readonly bins?: number;
  /** Bins of equal width on [0, 1], or of equal rows (ties stay together); equal rows unless told. */
  readonly strategy?: 'width' | 'rows';
  readonly horizon?: number;
};

/**
 * What was forecast against what happened, by bins of the forecast.
 *
 * Source: bins of equal width as scikit-learn's `calibration_curve`; the error after Naeini, Cooper & Hauskrecht (2015).
 * The interval is Wilson's (1927) for rows / horizon independent outcomes, since that many rows share one; on the safe
 * side, as the rows of a bin need not be neighbours.
 * Edge: no rows give no bins and an error of NaN.
 */
export function reliability(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 10, strategy = 'rows', horizon = HORIZON_SESSIONS }: ReliabilityOptions = {},
): Reliability {
  checkLabelsAndProbabilities('reliability', labels, probabilities);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`reliability: bins must be a whole number above 0, got ${bins}`);
  }
  const edges = strategy === 'width' ? equalWidths(bins) : equalRows(probabilities, bins);
  const counts = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  for (let row = 0; row < labels.length; row++) {
    let bin = 0;
    while (bin < bins - 1 && probabilities[row] > edges[bin + 1]) bin++;
    counts[bin]++;
    predicted[bin] += probabilities[row];
    observed[bin] += labels[row];
  }
  const found: ReliabilityBin[] = [];
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const rows = counts[bin];
    if (rows === 0) continue;
    const observedRate = observed[bin] / rows;
    const meanPredicted = predicted[bin] / rows;
    error += Math.abs(observed[bin] - predicted[bin]);
    const [lower, upper] = wilson(observedRate, Math.max(1, rows / horizon));
    found.push({ from: edges[bin], to: edges[bin + 1], rows, meanPredicted, observedRate, lower, upper });
  }
  return { bins: found, calibrationError: error / labels.length };
}

function equalWidths(bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => i / bins);
}

function equalRows(probabilities: ArrayLike<number>, bins: number): number[] {
  const order = scoreOrder(probabilities);
  const at = (share: number) => probabilities[order[Math.max(0, Math.ceil(share * order.length) - 1)]];
  return Array.from({ length: bins + 1 }, (_, i) => (i === 0 ? 0 : i === bins ? 1 : at(i / bins)));
}

/** Wilson's score interval at 95 %. */
function wilson(rate: number, rows: number): [lower: number, upper: number] {
  const z = 1.959963984540054;
  const centre = (rate + (z * z) / (2 * rows)) / (1 + (z * z) / rows);
  const half = (z / (1 + (z * z) / rows)) * Math.sqrt((rate * (1 - rate)) / rows + (z * z) / (4 * rows * rows));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
