import { HORIZON_SESSIONS } from '../../horizon.ts';
import { eachResample } from '../../metrics/block_bootstrap.ts';
import { checkLabelsAndProbabilities } from '../../metrics/inputs.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import { resampledAuc } from '../../metrics/resampled_auc.ts';
import { resampledInterval, UNKNOWN } from '../../metrics/resampled_interval.ts';
import { rocAuc } from '../../metrics/roc_auc.ts';
import { counted } from '../../text.ts';

/** Challenger less champion. */
type Difference = { readonly value: number; readonly lower: number; readonly upper: number };

export type Comparison = {
  readonly rows: number;
  /** Below 0 the challenger is better. */
  readonly logLoss: Difference;
  /** Above 0 the challenger is better. */
  readonly rocAuc: Difference;
  /** Of each by itself. */
  readonly rocAucOf: { readonly champion: number; readonly challenger: number };
  readonly verdict: 'better' | 'not worse' | 'worse' | 'not known';
  /** Whether the challenger is known not to be demonstrably worse. What follows from it, the registry decides. */
  readonly isNotWorse: boolean;
  /** The numbers behind the verdict. */
  readonly reason: string;
};

/** Blocks are three times as long as a label looks ahead; two of them are the least that can be drawn from. */
const BLOCK_LENGTH = 3 * HORIZON_SESSIONS;
export const FEWEST_COMPARABLE_ROWS = 2 * BLOCK_LENGTH;

type CompareOptions = {
  readonly blockLength?: number;
  readonly resamples?: number;
  readonly confidence?: number;
};

/**
 * Champion against challenger on rows, in time order, that neither has learned from. Both are measured on the same
 * moving-block resamples, so what is easy or hard about the rows cancels; intervals are those of resampledInterval.
 *
 * By the log-loss, which no window bends: `worse`, its interval lies wholly on the champion's side; `better`, wholly on
 * the challenger's. Otherwise `not worse`: these rows do not tell them apart. The AUC stands beside it.
 * Edge: `not known` for fewer rows than two blocks or one class.
 */
export function compareOnSameRows(
  labels: ArrayLike<number>,
  championProbabilities: ArrayLike<number>,
  challengerProbabilities: ArrayLike<number>,
  seed: number,
  { blockLength = BLOCK_LENGTH, resamples = 1000, confidence = 0.95 }: CompareOptions = {},
): Comparison {
  checkLabelsAndProbabilities('compareOnSameRows: champion', labels, championProbabilities);
  checkLabelsAndProbabilities('compareOnSameRows: challenger', labels, challengerProbabilities);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`compareOnSameRows: confidence must lie between 0 and 1, got ${confidence}`);
  }
  const rows = labels.length;
  const blocks = rows / blockLength;
  const losses = new Float64Array(resamples).fill(Number.NaN);
  const areas = new Float64Array(resamples).fill(Number.NaN);
  if (blocks >= 2) {
    const excess = Float64Array.from({ length: rows }, (_, row) => {
      const one = [labels[row]];
      return logLoss(one, [challengerProbabilities[row]]) - logLoss(one, [championProbabilities[row]]);
    });
    const championAuc = resampledAuc(labels, championProbabilities);
    const challengerAuc = resampledAuc(labels, challengerProbabilities);
    eachResample(rows, { seed, blockLength, resamples }, (counts, resample) => {
      let total = 0;
      for (let row = 0; row < rows; row++) total += counts[row] * excess[row];
      losses[resample] = total / rows;
      areas[resample] = challengerAuc(counts) - championAuc(counts);
    });
  }
  const difference = (value: number, drawn: Float64Array): Difference => ({
    value,
    ...(blocks >= 2 ? resampledInterval(value, drawn, { blocks, confidence }) : UNKNOWN),
  });
  const loss = difference(logLoss(labels, challengerProbabilities) - logLoss(labels, championProbabilities), losses);
  const rocAucOf = {
    champion: rocAuc(labels, championProbabilities),
    challenger: rocAuc(labels, challengerProbabilities),
  };
  const area = difference(rocAucOf.challenger - rocAucOf.champion, areas);
  const verdict = verdictOf(loss, area);
  const said = (name: string, { value, lower, upper }: Difference) =>
    `${name} ${signed(value)} (${100 * confidence} % interval ${signed(lower)} to ${signed(upper)})`;
  return {
    rows,
    logLoss: loss,
    rocAuc: area,
    rocAucOf,
    verdict,
    isNotWorse: verdict === 'better' || verdict === 'not worse',
    reason: `${verdict}: ${said('log-loss', loss)}, ${said('ROC-AUC', area)} against the champion on ${counted(rows, 'row')}`,
  };
}

function verdictOf(loss: Difference, area: Difference): Comparison['verdict'] {
  if (Number.isNaN(loss.lower) || Number.isNaN(area.lower)) return 'not known';
  if (loss.lower > 0) return 'worse';
  return loss.upper < 0 ? 'better' : 'not worse';
}

function signed(value: number): string {
  return Number.isNaN(value) ? 'not known' : `${value >= 0 ? '+' : ''}${value.toFixed(4)}`;
}
