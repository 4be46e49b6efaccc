import type { Bars } from '../../../bars.ts';
import { mean } from '../core/statistics.ts';

/**
 * Five candle patterns with TA-Lib's definitions and default settings (technicalindicators' patterns of the same names
 * use fixed ratios within one bar and know no average candle). "Average" is over the bars before, never the bar itself.
 */
export type Candles = Pick<Bars, 'open' | 'close'> & {
  readonly low: Float64Array;
  /** |close − open| */
  readonly body: Float64Array;
  /** high − low */
  readonly range: Float64Array;
  readonly upperShadow: Float64Array;
  readonly lowerShadow: Float64Array;
  /** The upper and lower end of the body. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
};

const LOOKBACK = 10;
const NEAR_LOOKBACK = 5;
const PENETRATION = 0.3;

export function candlesOf({ open, high, low, close }: Bars): Candles {
  const body = new Float64Array(close.length);
  const range = new Float64Array(close.length);
  const upperShadow = new Float64Array(close.length);
  const lowerShadow = new Float64Array(close.length);
  const top = new Float64Array(close.length);
  const bottom = new Float64Array(close.length);
  for (let t = 0; t < close.length; t++) {
    top[t] = Math.max(open[t], close[t]);
    bottom[t] = Math.min(open[t], close[t]);
    body[t] = top[t] - bottom[t];
    range[t] = high[t] - low[t];
    upperShadow[t] = high[t] - top[t];
    lowerShadow[t] = bottom[t] - low[t];
  }
  return { open, close, low, body, range, upperShadow, lowerShadow, top, bottom };
}

/** 100 where open and close are nearly equal, measured by the average range; else 0. */
export function doji(candles: Candles): Float64Array {
  return score(candles, 10, dojiAt);
}

/** 100 for a small body near the previous low with a long lower and hardly an upper shadow; else 0. */
export function hammer(candles: Candles): Float64Array {
  return score(candles, 11, hammerAt);
}

/** ±100 where a body covers the previous one of the other colour, ±80 where one end is equal; positive if rising. */
export function engulfing(candles: Candles): Float64Array {
  return score(candles, 2, engulfingAt);
}

/** 100 for a long falling body, a short one below it, and a rising one that closes well into the first; else 0. */
export function morningStar(candles: Candles): Float64Array {
  return score(candles, 12, morningStarAt);
}

/** −100 for the mirror image of the morning star; else 0. */
export function eveningStar(candles: Candles): Float64Array {
  return score(candles, 12, eveningStarAt);
}

function score(candles: Candles, first: number, pattern: (c: Candles, t: number) => number): Float64Array {
  const out = new Float64Array(candles.close.length).fill(Number.NaN);
  for (let t = first; t < out.length; t++) out[t] = pattern(candles, t);
  return out;
}

function dojiAt(c: Candles, t: number): number {
  return c.body[t] <= 0.1 * average(c.range, LOOKBACK, t) ? 100 : 0;
}

function hammerAt(c: Candles, t: number): number {
  const isHammer =
    isShort(c, t) &&
    c.lowerShadow[t] > c.body[t] &&
    c.upperShadow[t] < 0.1 * average(c.range, LOOKBACK, t) &&
    c.bottom[t] <= c.low[t - 1] + 0.2 * average(c.range, NEAR_LOOKBACK, t - 1);
  return isHammer ? 100 : 0;
}

function engulfingAt(c: Candles, t: number): number {
  const colour = colourOf(c, t);
  const above = c.top[t] - c.top[t - 1];
  const below = c.bottom[t - 1] - c.bottom[t];
  const covers = colour !== colourOf(c, t - 1) && above >= 0 && below >= 0 && (above > 0 || below > 0);
  if (!covers) return 0;
  return colour * (above > 0 && below > 0 ? 100 : 80);
}

function morningStarAt(c: Candles, t: number): number {
  const isStar =
    isLong(c, t - 2) &&
    colourOf(c, t - 2) < 0 &&
    !isLong(c, t - 1) &&
    c.top[t - 1] < c.bottom[t - 2] &&
    isLong(c, t) &&
    colourOf(c, t) > 0 &&
    c.close[t] > c.close[t - 2] + PENETRATION * c.body[t - 2];
  return isStar ? 100 : 0;
}

function eveningStarAt(c: Candles, t: number): number {
  const isStar =
    isLong(c, t - 2) &&
    colourOf(c, t - 2) > 0 &&
    !isLong(c, t - 1) &&
    c.bottom[t - 1] > c.top[t - 2] &&
    isLong(c, t) &&
    colourOf(c, t) < 0 &&
    c.close[t] < c.close[t - 2] - PENETRATION * c.body[t - 2];
  return isStar ? -100 : 0;
}

/** Mean of x over the k bars before t. */
function average(x: Float64Array, k: number, t: number): number {
  return mean(x, t - k, t);
}

function isLong(c: Candles, t: number): boolean {
  return c.body[t] > average(c.body, LOOKBACK, t);
}

function isShort(c: Candles, t: number): boolean {
  return c.body[t] < average(c.body, LOOKBACK, t);
}

function colourOf(c: Candles, t: number): 1 | -1 {
  return c.close[t] >= c.open[t] ? 1 : -1;
}
