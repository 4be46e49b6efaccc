import { HORIZON_SESSIONS } from '../../horizon.ts';
import type { MarketMoves } from '../../market_moves.ts';
import { type MoveBars, movesOf } from './moves.ts';
import { scoresSoFar } from './scores.ts';
import { sizeForecasts } from './size_forecast.ts';
import { PRIOR, type StartingPoint } from './starting_point.ts';

/** Ratios close[t + 7] / close[t] by session t; NaN where nothing can be said. Never low > median or median > high. */
export type GrowthIntervals = {
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
};

/** Sessions from one update of the weights to the next: they move slowly. */
const UPDATE_EVERY = 21;

/** How far one miss moves the share that an end leaves out: coverage comes back within years, not days. */
const STEP = 0.001;

/** What an interval may be asked to hold. Of wider ones too few sessions have told anything. */
export const LEAST_COVERAGE = 0.5;
export const LARGEST_COVERAGE = 0.98;

/**
 * How far the close may go in the seven sessions after each session, said from what was known at its close.
 *
 * 1. The size of the coming moves is forecast from past ones (movesOf, sizeForecasts), by weights that were learned from
 *    sessions whose seventh session has come.
 * 2. Growth over that size is a score. The ends are quantiles of the scores that are known, each made by a forecast that
 *    had not seen its outcome: split conformal prediction (Papadopoulos et al. 2002; Lei et al. 2018), where the rows
 *    behind the training, purged by seven sessions, are all that came since.
 * 3. The share that each end leaves out follows what it has missed (adaptive conformal inference, Gibbs & Candès 2021),
 *    each end for itself and with outcomes that are known only, so that calm and crisis do not wear coverage away. Under
 *    dependence this is an aim and no guarantee.
 *
 * Cutting the history after t changes nothing up to t. Both ends and the median are quantiles of the same scores at
 * shares in that order, so they do not cross.
 * @param market what moves the market beside it; without it, or where it is not known, its own moves tell
 * @param coverage share of outcomes that the interval is to hold
 * @param prior where it starts from; another one is for those who measure on what the usual one was made of
 * @throws RangeError unless coverage lies in [0.5, 0.98]
 */
export function growthIntervals(
  bars: MoveBars,
  coverage: number,
  market?: MarketMoves,
  prior: StartingPoint = PRIOR,
): GrowthIntervals {
  if (!(coverage >= LEAST_COVERAGE && coverage <= LARGEST_COVERAGE)) {
    throw new RangeError(
      `growthIntervals: coverage must lie between ${LEAST_COVERAGE} and ${LARGEST_COVERAGE}, got ${coverage}`,
    );
  }
  const moves = movesOf(bars, market);
  const rows = bars.close.length;
  const unknown = () => new Float64Array(rows).fill(Number.NaN);
  const [low, median, high, sizes, lowest, highest] = [
    unknown(),
    unknown(),
    unknown(),
    unknown(),
    unknown(),
    unknown(),
  ];
  const size = sizeForecasts(moves, prior);
  const scores = scoresSoFar(rows, prior.scores);
  const [below, above] = [tail((1 - coverage) / 2), tail((1 - coverage) / 2)];
  for (let t = 0; t < rows; t++) {
    const settled = t - HORIZON_SESSIONS;
    if (settled >= 0) size.settle();
    if (settled >= 0 && !Number.isNaN(sizes[settled]) && Number.isFinite(moves.growth[settled])) {
      const score = moves.growth[settled] / sizes[settled];
      scores.add(score);
      below.follow(score < lowest[settled]);
      above.follow(score > highest[settled]);
    }
    if (t % UPDATE_EVERY === 0) size.update();
    if (Number.isNaN(moves.base[t])) continue;
    const variance = Math.exp(moves.base[t] + size.of(t));
    sizes[t] = Math.sqrt(HORIZON_SESSIONS * variance);
    lowest[t] = scores.quantile(below.share());
    highest[t] = scores.quantile(1 - above.share());
    const [least, most] = [Math.exp(lowest[t] * sizes[t]), Math.exp(highest[t] * sizes[t])];
    // Prices that go from the smallest to the largest there can be leave what no number can say.
    if (least === 0 || most === Number.POSITIVE_INFINITY) continue;
    low[t] = least;
    median[t] = Math.exp(scores.quantile(0.5) * sizes[t]);
    high[t] = most;
  }
  return { low, median, high };
}

/** The share that an end leaves out: between a fifth of what is asked for, and half the way to the median. */
function tail(asked: number): { readonly share: () => number; readonly follow: (missed: boolean) => void } {
  let share = asked;
  return {
    share: () => share,
    follow(missed) {
      share = Math.min((asked + 0.5) / 2, Math.max(asked / 5, share + STEP * (asked - (missed ? 1 : 0))));
    },
  };
}
