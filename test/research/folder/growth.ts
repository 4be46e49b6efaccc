import { type MarketContext, marketMoves } from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { growthIntervals } from '../../../src/learn/index.ts';
import { ewmaNormal, pinball, unconditional } from '../../../src/learn/intervals/baselines.ts';
import type { StartingPoint } from '../../../src/learn/intervals/starting_point.ts';
import type { Series } from './read_folder.ts';

/** As the product's policy has it: 10, 50 and 90 %. */
export const COVERAGE = 0.8;
export const SHARES = [0.1, 0.5, 0.9] as const;

export type GrowthTask = {
  readonly series: Series;
  /** Positions of the judged sessions, ascending. */
  readonly sessions: Int32Array;
  /** What the product's intervals start from; what they come with unless told. */
  readonly prior?: StartingPoint;
};

/** Losses of one kind of interval, by judged session; NaN where one of the kinds says nothing. */
export type GrowthLosses = { readonly pinball: Float64Array; readonly inside: Float64Array };

export const GROWTH_INTERVALS = ['the product’s growth intervals', 'EWMA normal', 'quantiles of the past'] as const;

/** In the order of GROWTH_INTERVALS, all on the same sessions. */
export function growthLosses(
  { series: { bars }, sessions, prior }: GrowthTask,
  context: MarketContext,
): GrowthLosses[] {
  const { low, median, high } = growthIntervals(bars, COVERAGE, marketMoves(bars.dates, context), prior);
  const [past, normal] = [unconditional(bars.close, SHARES), ewmaNormal(bars.close, SHARES)];
  const losses = GROWTH_INTERVALS.map(() => noLosses(sessions.length));
  sessions.forEach((t, row) => {
    const [ofPast, ofNormal] = [past(t), normal(t)];
    if (Number.isNaN(low[t]) || !ofPast || !ofNormal) return;
    const outcome = Math.log(bars.close[t + HORIZON_SESSIONS] / bars.close[t]);
    const said = [[low[t], median[t], high[t]].map(Math.log), ofNormal, ofPast];
    said.forEach((quantiles, kind) => {
      addLoss(losses[kind], row, quantiles, outcome);
    });
  });
  return losses;
}

export const noLosses = (count: number): GrowthLosses => ({
  pinball: new Float64Array(count).fill(Number.NaN),
  inside: new Float64Array(count).fill(Number.NaN),
});

/** @param quantiles of log growth at SHARES */
export function addLoss(losses: GrowthLosses, at: number, quantiles: readonly number[], outcome: number): void {
  losses.pinball[at] = pinball(quantiles, SHARES, outcome);
  losses.inside[at] = outcome >= quantiles[0] && outcome <= quantiles[2] ? 1 : 0;
}
