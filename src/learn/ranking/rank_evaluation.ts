import { HORIZON_SESSIONS } from '../../horizon.ts';
import { eachResample } from '../../metrics/block_bootstrap.ts';
import { resampledInterval, UNKNOWN } from '../../metrics/resampled_interval.ts';
import { dailyOrder, type RankedRows } from './daily_order.ts';

export type Estimate = { readonly value: number; readonly lower: number; readonly upper: number };

/** What an order of members is worth, each figure with its interval over days. */
export type RankEvaluation = {
  /** Days that could be ranked. */
  readonly days: number;
  /** Mean daily rank IC. */
  readonly rankIc: Estimate;
  /** Mean of the daily rank ICs over their standard deviation, not annualised. */
  readonly icir: Estimate;
  /** Mean rank IC of seven-session reversal on the same days. */
  readonly reversalRankIc: Estimate;
  /** Rank IC less that of reversal, on the same resamples. */
  readonly beyondReversal: Estimate;
  /** Growth of the top fifth less that of the bottom fifth over seven sessions, less the cost of what changes hands. */
  readonly spreadNet: Estimate;
  /** Share of both fifths that is replaced from one holding period to the next. */
  readonly turnover: Estimate;
};

type Options = {
  readonly seed: number;
  /** Share of a fill's value that it costs, at each entry and each exit. */
  readonly costPerSide?: number;
  /** Days per block; three label lengths, as for other metrics. */
  readonly blockLength?: number;
  readonly resamples?: number;
};

/** Days per block, at least three label lengths: outcomes of neighbouring days overlap. */
export const RANK_BLOCK_DAYS = 3 * HORIZON_SESSIONS;

/**
 * How well scores order members, beside seven-session reversal on the same days. Days are what is resampled, in moving
 * blocks: members of a day move together, so rows would pretend to know more than there is.
 * Edge: intervals are not known (NaN) on fewer days than two blocks, nor any figure without a day.
 */
export function evaluateRanks(
  rows: RankedRows & { readonly reversal: Float64Array },
  { seed, costPerSide = 0.001, blockLength = RANK_BLOCK_DAYS, resamples = 1000 }: Options,
): RankEvaluation {
  const { ic, spread, turnover } = dailyOrder(rows, HORIZON_SESSIONS);
  const reversed = dailyOrder({ ...rows, scores: rows.reversal }, HORIZON_SESSIONS).ic;
  // What is replaced is sold and bought, in both fifths.
  const net = spread.map((gross, day) => gross - 4 * costPerSide * turnover[day]);
  const figures: Record<Exclude<keyof RankEvaluation, 'days'>, (counts: Int32Array) => number> = {
    rankIc: (counts) => weightedMean(ic, counts),
    icir: (counts) => meanOverDeviation(ic, counts),
    reversalRankIc: (counts) => weightedMean(reversed, counts),
    beyondReversal: (counts) => weightedMean(ic, counts) - weightedMean(reversed, counts),
    spreadNet: (counts) => weightedMean(net, counts),
    turnover: (counts) => weightedMean(turnover, counts),
  };
  const days = ic.length;
  const blocks = days / blockLength;
  const drawn = new Map(Object.keys(figures).map((name) => [name, new Float64Array(resamples)]));
  if (blocks >= 2) {
    eachResample(days, { seed, blockLength, resamples }, (counts, resample) => {
      for (const [name, figure] of Object.entries(figures)) {
        const values = drawn.get(name);
        if (values) values[resample] = figure(counts);
      }
    });
  }
  const all = new Int32Array(days).fill(1);
  const estimate = (name: keyof typeof figures): Estimate => {
    const value = figures[name](all);
    const values = drawn.get(name);
    const interval = blocks >= 2 && values ? resampledInterval(value, values, { blocks, confidence: 0.95 }) : UNKNOWN;
    return { value, ...interval };
  };
  return {
    days,
    rankIc: estimate('rankIc'),
    icir: estimate('icir'),
    reversalRankIc: estimate('reversalRankIc'),
    beyondReversal: estimate('beyondReversal'),
    spreadNet: estimate('spreadNet'),
    turnover: estimate('turnover'),
  };
}

function weightedMean(values: Float64Array, counts: Int32Array): number {
  let [sum, rows] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += counts[i] * values[i];
    rows += counts[i];
  }
  return sum / rows;
}

function meanOverDeviation(values: Float64Array, counts: Int32Array): number {
  const mean = weightedMean(values, counts);
  const variance = weightedMean(
    values.map((value) => (value - mean) ** 2),
    counts,
  );
  return variance > 0 ? mean / Math.sqrt(variance) : Number.NaN;
}
