import type { Bars } from '../../bars.ts';
import { dayNumber } from '../../dates.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import type { MarketMoves } from '../../market_moves.ts';
import { meanThrough, runningSums } from '../../running_sums.ts';
import { quarterlyMoves } from './quarterly.ts';

/** What is read of bars here. */
export type MoveBars = Pick<Bars, 'dates' | 'high' | 'low' | 'close'>;

/** Sessions that ranges are averaged over, returns squared, and returns summed. */
const RANGE_SPANS = [1, 5, 21, 63, 250] as const;
const RETURN_SPANS = [5, 250] as const;
const TREND_SPANS = [1, 5, 21] as const;
const BASE_SPAN = 250;
const QUARTERS = [1, 2, 3, 4] as const;

/**
 * Numbers per session that the size of the coming moves is read from; the first is always 1. Of an instrument alone the
 * first OWN_INPUTS of them are known, beside an index three more, beside a volatility index all.
 */
export const OWN_INPUTS = 1 + RANGE_SPANS.length + RETURN_SPANS.length + TREND_SPANS.length + QUARTERS.length;
export const MOVE_INPUTS = OWN_INPUTS + 6;

/** Sessions with a move that must have been before one of which something is said. */
export const FEWEST_MOVES = 21;

/** Of the base: a session without a range says "small", not "none at all", of which there is no logarithm. */
const SMALLEST_SHARE = 1e-3;

/** Rounding of prices that do not move leaves no more than this. */
const SMALLEST_VARIANCE = 1e-16;

/** Sizes of moves by session, as natural logarithms of variances per session. NaN where not known. */
export type Moves = {
  /** Variance of the last 250 sessions, or of those there are: what the others are relative to. */
  readonly base: Float64Array;
  /** MOVE_INPUTS numbers per session, session after session. */
  readonly inputs: Float64Array;
  /** How many of them are known. */
  readonly known: Uint8Array;
  /** Log variance of the seven sessions behind, less the base: what is forecast. */
  readonly target: Float64Array;
  /** Log growth of the close over the seven sessions behind. */
  readonly growth: Float64Array;
};

/**
 * What the size of the next seven sessions' moves is forecast from, relative to the instrument's own past:
 *
 * - squared means of the range deviation ln(high / low) / √(4 ln 2) (Parkinson 1980) and means of squared log returns of
 *   the close over several spans, in logarithms, as in the regression of Corsi (2009); the mean range, before it is
 *   squared, because one leap in it counts less than in the mean of squares;
 * - log growth over 1, 5 and 21 sessions in standard deviations: what has fallen moves more (Black 1976);
 * - how much it moved in the same seven sessions of the last four quarters, where its reports come from;
 * - how much the market moves (MarketMoves), where it is known.
 *
 * The variance that is forecast is the mean of squared ranges and squared returns, which is known much better from seven
 * sessions than their growth tells it.
 * Edge: a bar without a sound range counts with its return. Nothing is known of a session with fewer than 21 moves
 * behind it, or without any movement in 250 sessions.
 */
export function movesOf({ dates, high, low, close }: MoveBars, market?: MarketMoves): Moves {
  const rows = close.length;
  // The first session has no return. A price that contradicts itself must not silence all that follows.
  const squaredReturns = new Float64Array(rows);
  const squaredRanges = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    squaredReturns[t] = t === 0 ? 0 : finite(Math.log(close[t] / close[t - 1]) ** 2);
    squaredRanges[t] =
      low[t] > 0 && high[t] >= low[t] ? Math.log(high[t] / low[t]) ** 2 / (4 * Math.LN2) : squaredReturns[t];
  }
  const returns = runningSums(rows, (t) => squaredReturns[t]);
  const ranges = runningSums(rows, (t) => squaredRanges[t]);
  const deviations = runningSums(rows, (t) => Math.sqrt(squaredRanges[t]));
  const both = (t: number, span: number): number => (meanThrough(ranges, t, span) + meanThrough(returns, t, span)) / 2;
  const quarterly = quarterlyMoves(
    Float64Array.from(dates, dayNumber),
    (t) => (squaredRanges[t] + squaredReturns[t]) / 2,
    (t) => both(t, 63),
  );
  const unknown = (length: number) => new Float64Array(length).fill(Number.NaN);
  const [base, target, growth] = [unknown(rows), unknown(rows), unknown(rows)];
  const inputs = unknown(rows * MOVE_INPUTS);
  const known = new Uint8Array(rows);
  for (let t = FEWEST_MOVES; t < rows; t++) {
    const variance = both(t, BASE_SPAN);
    if (!(variance > SMALLEST_VARIANCE && Number.isFinite(variance))) continue;
    base[t] = Math.log(variance);
    let at = t * MOVE_INPUTS;
    inputs[at++] = 1;
    for (const span of RANGE_SPANS) inputs[at++] = relative(meanThrough(deviations, t, span) ** 2, variance);
    for (const span of RETURN_SPANS) inputs[at++] = relative(meanThrough(returns, t, span), variance);
    for (const span of TREND_SPANS) {
      const counted = Math.min(span, t);
      inputs[at++] = finite(Math.log(close[t] / close[t - counted]) / Math.sqrt(counted * variance));
    }
    for (const quarter of QUARTERS) inputs[at++] = quarterly(t, quarter);
    known[t] = OWN_INPUTS + addMarket(inputs, at, t, market);
    const end = t + HORIZON_SESSIONS;
    if (end >= rows) continue;
    target[t] = relative(both(end, HORIZON_SESSIONS), variance);
    growth[t] = Math.log(close[end] / close[t]);
  }
  return { base, inputs, known, target, growth };
}

/** @returns how many more inputs are known */
function addMarket(inputs: Float64Array, from: number, t: number, market: MarketMoves | undefined): number {
  let at = from;
  for (const part of market ? [market.realised, market.implied] : []) {
    if (part.some((values) => Number.isNaN(values[t]))) break;
    for (const values of part) inputs[at++] = values[t];
  }
  return at - from;
}

const relative = (value: number, variance: number): number => Math.log(Math.max(value / variance, SMALLEST_SHARE));

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
