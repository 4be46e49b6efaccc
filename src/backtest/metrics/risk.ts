import { SESSIONS_PER_YEAR } from './returns.ts';

/** Spread below this is the rounding noise of equal returns, and dividing by it would invent a ratio of 10^15. */
const NO_SPREAD = 1e-12;

/**
 * Annualised standard deviation of daily returns: sd × √252, sample variant (ddof 1). 0 for equal returns, null for
 * fewer than two.
 */
export function volatility(returns: Float64Array): number | null {
  if (returns.length < 2) return null;
  const center = mean(returns);
  const squares = returns.reduce((sum, r) => sum + (r - center) ** 2, 0);
  const deviation = Math.sqrt(squares / (returns.length - 1));
  return deviation < NO_SPREAD ? 0 : deviation * Math.sqrt(SESSIONS_PER_YEAR);
}

/**
 * Sharpe ratio with a risk-free rate of 0: mean / sd × √252 of daily returns (sd with ddof 1; Sharpe 1994, "The Sharpe
 * Ratio"). Null when volatility is 0 or not defined.
 */
export function sharpeRatio(returns: Float64Array): number | null {
  const annualVolatility = volatility(returns);
  if (annualVolatility === null || annualVolatility === 0) return null;
  return (mean(returns) * SESSIONS_PER_YEAR) / annualVolatility;
}

/**
 * Sortino ratio with a target of 0: mean / downside deviation × √252, where the downside deviation is
 * √(Σ min(r, 0)² / n) over all n returns, not only the losing ones (Sortino & Price 1994). Null when no return is
 * negative.
 */
export function sortinoRatio(returns: Float64Array): number | null {
  if (returns.length === 0) return null;
  const squares = returns.reduce((sum, r) => sum + Math.min(r, 0) ** 2, 0);
  const downside = Math.sqrt(squares / returns.length);
  return downside < NO_SPREAD ? null : (mean(returns) / downside) * Math.sqrt(SESSIONS_PER_YEAR);
}

/**
 * The deepest fall from a peak so far: min over t of path[t] / max(path[0..t]) − 1. A loss, so at most 0: −0.25 means
 * that a quarter of the best value was lost. 0 for a path that never falls, null for an empty one.
 */
export function maxDrawdown(path: Float64Array): number | null {
  if (path.length === 0) return null;
  let peak = path[0];
  let deepest = 0;
  for (const value of path) {
    peak = Math.max(peak, value);
    deepest = Math.min(deepest, value / peak - 1);
  }
  return deepest;
}

/** Calmar ratio: annualised return over the size of the maximum drawdown. Null when there was no drawdown. */
export function calmarRatio(annualReturn: number | null, drawdown: number | null): number | null {
  return annualReturn === null || drawdown === null || drawdown > -NO_SPREAD ? null : annualReturn / -drawdown;
}

/**
 * Historical value at risk: the 5 % quantile of daily returns, type 7 of Hyndman & Fan 1996 (linear between order
 * statistics, as numpy and Excel do). A return, so a loss is negative: on one session in twenty the account did worse.
 * Sessions in cash count as returns of 0. Null without returns.
 */
export function var95(returns: Float64Array): number | null {
  if (returns.length === 0) return null;
  const sorted = returns.toSorted();
  const position = 0.05 * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
