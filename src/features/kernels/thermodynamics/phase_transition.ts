import { simpleReturns } from '../core/moves.ts';
import { correlation } from '../core/regression.ts';

/**
 * Absolute change of the lag-1 autocorrelation of returns from the first to the last 19 returns of the window (the one
 * in the middle belongs to neither); Pearson, each side with its own mean; 0 where a side does not vary.
 */
export function phaseTransition(window: number): (p: Float64Array) => number {
  const returns = new Float64Array(window - 1);
  const half = Math.floor((window - 1) / 2);
  const late = window - 1 - half;
  return (p) => {
    simpleReturns(p, returns);
    return Math.abs(
      correlation(returns, returns, half - 1, late, late + 1) - correlation(returns, returns, half - 1, 0, 1),
    );
  };
}
