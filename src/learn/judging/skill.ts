import type { Bars } from '../../bars.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import { eachResample } from '../../metrics/block_bootstrap.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import { type Interval, resampledInterval, UNKNOWN } from '../../metrics/resampled_interval.ts';
import { pastShares, positionsAmong } from './past_share.ts';

type Skill = { readonly value: number } & Interval;

/** 1 − loss / loss of the past base rate: above 0 the forecasts say more than that rate, 1 is all there is to know. */
export type SkillScores = { readonly logLoss: Skill; readonly brier: Skill };

type JudgedRows = {
  readonly bars: Pick<Bars, 'dates' | 'close'>;
  /** Sessions of the judged rows, ascending. */
  readonly dates: readonly string[];
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  readonly seed: number;
};

const BLOCK_LENGTH = 3 * HORIZON_SESSIONS;
const RESAMPLES = 1000;
const CONFIDENCE = 0.95;

/**
 * Skill of probabilities against what was known before: the share of rises among the labels settled by each session.
 * Unlike a ROC-AUC it does not bend with the window. Intervals are those of the metrics: moving blocks, both losses of a
 * row drawn together (see resampledInterval).
 * Source: Brier skill score, Murphy (1973), and the same of the log-loss.
 * Edge: the ends are NaN for fewer rows than two blocks; all is NaN without rows.
 * @throws RangeError when a judged session has no bar
 */
export function skillScores({ bars, dates, labels, probabilities, seed }: JudgedRows): SkillScores {
  const past = pastShares(bars.close, positionsAmong(bars.dates, dates, 'skillScores'));
  const rows = labels.length;
  const losses = [logLossOf, brierOf].map((loss) => ({
    own: Float64Array.from(probabilities, (p, row) => loss(labels[row], p)),
    other: past.map((p, row) => loss(labels[row], p)),
    drawn: new Float64Array(RESAMPLES).fill(Number.NaN),
  }));
  const blocks = rows / BLOCK_LENGTH;
  if (blocks >= 2) {
    eachResample(rows, { seed, blockLength: BLOCK_LENGTH, resamples: RESAMPLES }, (counts, resample) => {
      for (const { own, other, drawn } of losses) drawn[resample] = skillOf(own, other, counts);
    });
  }
  const once = new Int32Array(rows).fill(1);
  const [ofLogLoss, ofBrier] = losses.map(({ own, other, drawn }): Skill => {
    const value = skillOf(own, other, once);
    const ends = blocks >= 2 ? resampledInterval(value, drawn, { blocks, confidence: CONFIDENCE }) : UNKNOWN;
    return { value, ...ends };
  });
  return { logLoss: ofLogLoss, brier: ofBrier };
}

const logLossOf = (label: number, p: number) => logLoss([label], [p]);
const brierOf = (label: number, p: number) => (p - label) ** 2;

function skillOf(own: Float64Array, other: Float64Array, counts: Int32Array): number {
  let lost = 0;
  let lostOtherwise = 0;
  for (let row = 0; row < own.length; row++) {
    lost += counts[row] * own[row];
    lostOtherwise += counts[row] * other[row];
  }
  return 1 - lost / lostOtherwise;
}
