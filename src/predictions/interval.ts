import type { Bars } from '../bars.ts';
import { growthIntervals } from '../learn/index.ts';
import type { MarketMoves } from '../market_moves.ts';

/** Of the ratio of two closes, the horizon apart. */
export type GrowthInterval = {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Share of outcomes that it is to hold. */
  readonly coverage: number;
};

/**
 * Predictions with how far the close may go, each by the bars up to its session.
 * @param bars all there are up to the last session that is predicted from, at least
 * @param market what moves the market beside the instrument, by the same sessions
 */
export function withIntervals<Said extends { readonly date: string }>(
  predictions: readonly Said[],
  bars: Bars,
  coverage: number,
  market?: MarketMoves,
): (Said & { readonly interval?: GrowthInterval })[] {
  if (predictions.length === 0) return [];
  const { low, median, high } = growthIntervals(bars, coverage, market);
  const places = new Map(bars.dates.map((date, t) => [date, t]));
  return predictions.map((prediction) => {
    const t = places.get(prediction.date);
    if (t === undefined || Number.isNaN(low[t])) return prediction;
    return { ...prediction, interval: { low: low[t], median: median[t], high: high[t], coverage } };
  });
}
