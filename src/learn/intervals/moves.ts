import type { Bars } from '../../bars.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';

/** What is read of bars here. */
export type MoveBars = Pick<Bars, 'high' | 'low' | 'close'>;

/** Sessions that ranges and returns are averaged over, beside the base. */
const RANGE_SPANS = [1, 5, 21, 63] as const;
const RETURN_SPANS = [5, 21, 63, 250] as const;
const BASE_SPAN = 250;

/** Numbers per session that the size of the coming moves is read from; the first is always 1. */
export const MOVE_INPUTS = 1 + RANGE_SPANS.length + RETURN_SPANS.length;

/** Sessions with a move that must have been before one of which something is said. */
export const FEWEST_MOVES = 21;

/** Of the base: a session without a range says "small", not "none at all", of which there is no logarithm. */
const SMALLEST_SHARE = 1e-3;

/** Sizes of moves by session, as natural logarithms of variances per session. NaN where not known. */
export type Moves = {
  /** Variance of the last 250 sessions, or of those there are: what the others are relative to. */
  readonly base: Float64Array;
  /** MOVE_INPUTS numbers per session, session after session. */
  readonly inputs: Float64Array;
  /** Log variance of the seven sessions behind, less the base: what is forecast. */
  readonly target: Float64Array;
  /** Log growth of the close over the seven sessions behind. */
  readonly growth: Float64Array;
};

/**
 * What the size of the next seven sessions' moves is forecast from, relative to the instrument's own past: means of the
 * range variance ln(high / low)² / (4 ln 2) (Parkinson 1980) and of squared log returns of the close over several spans,
 * as in the regression of Corsi (2009), in logarithms. The variance that is forecast is the mean of both kinds, which
 * is known much better from seven sessions than their growth tells it.
 * Edge: a bar without a sound range counts with its return. Nothing is known of a session with fewer than 21 moves behind it, or without any movement in 250 sessions.
 */
export function movesOf({ high, low, close }: MoveBars): Moves {
  const rows = close.length;
  const squaredReturn = (t: number): number => (t === 0 ? 0 : orNothing(Math.log(close[t] / close[t - 1]) ** 2));
  const returns = runningSums(rows, squaredReturn);
  const ranges = runningSums(rows, (t) =>
    low[t] > 0 && high[t] >= low[t] ? Math.log(high[t] / low[t]) ** 2 / (4 * Math.LN2) : squaredReturn(t),
  );
  // The first session has no return.
  const mean = (sums: Float64Array, t: number, span: number): number => {
    const counted = Math.min(span, t);
    return (sums[t + 1] - sums[t + 1 - counted]) / counted;
  };
  const both = (t: number, span: number): number => (mean(ranges, t, span) + mean(returns, t, span)) / 2;
  const base = new Float64Array(rows).fill(Number.NaN);
  const inputs = new Float64Array(rows * MOVE_INPUTS).fill(Number.NaN);
  const target = new Float64Array(rows).fill(Number.NaN);
  const growth = new Float64Array(rows).fill(Number.NaN);
  for (let t = FEWEST_MOVES; t < rows; t++) {
    const variance = both(t, BASE_SPAN);
    if (!(variance > SMALLEST_VARIANCE && Number.isFinite(variance))) continue;
    base[t] = Math.log(variance);
    const relative = (value: number) => Math.log(Math.max(value / variance, SMALLEST_SHARE));
    let at = t * MOVE_INPUTS;
    inputs[at++] = 1;
    for (const span of RANGE_SPANS) inputs[at++] = relative(mean(ranges, t, span));
    for (const span of RETURN_SPANS) inputs[at++] = relative(mean(returns, t, span));
    const end = t + HORIZON_SESSIONS;
    if (end >= rows) continue;
    target[t] = relative(both(end, HORIZON_SESSIONS));
    growth[t] = Math.log(close[end] / close[t]);
  }
  return { base, inputs, target, growth };
}

/** A price that contradicts itself tells nothing; one of them must not silence all that follows. */
const orNothing = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Rounding of prices that do not move leaves no more than this. */
const SMALLEST_VARIANCE = 1e-16;

/** sums[t] is the sum of the values before t. */
function runningSums(rows: number, value: (t: number) => number): Float64Array {
  const sums = new Float64Array(rows + 1);
  for (let t = 0; t < rows; t++) sums[t + 1] = sums[t] + value(t);
  return sums;
}
