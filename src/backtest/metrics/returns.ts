/** Trading sessions of a year, the usual convention for annualising daily figures. */
export const SESSIONS_PER_YEAR = 252;

/**
 * The account's value at each close, starting from the initial capital: what every metric below reads. The first
 * value is replaced by the capital, so that the cost of a fill at the very first close counts as a loss and
 * Π(1 + daily return) = 1 + total return.
 */
export function capitalPath(value: Float64Array, initialCapital: number): Float64Array {
  const path = value.slice();
  if (path.length > 0) path[0] = initialCapital;
  return path;
}

/**
 * Simple returns between neighbours: path[t] / path[t-1] − 1, one fewer than there are values. An account that is worth
 * nothing any more has no return: 0.
 */
export function dailyReturns(path: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, path.length - 1));
  for (let t = 0; t < returns.length; t++) returns[t] = path[t] > 0 ? path[t + 1] / path[t] - 1 : 0;
  return returns;
}

/** last / first − 1; null for an empty path. */
export function totalReturn(path: Float64Array): number | null {
  return path.length === 0 ? null : path[path.length - 1] / path[0] - 1;
}

/**
 * The compound growth per year of 252 sessions that gives the total return: (1 + total)^(252 / sessions) − 1. −1 when
 * all was lost, or more. Null when no session passed, or when a huge gain over very few sessions has no finite rate.
 */
export function annualizedReturn(total: number | null, sessions: number): number | null {
  if (total === null || sessions <= 0) return null;
  if (total <= -1) return -1;
  const annual = (1 + total) ** (SESSIONS_PER_YEAR / sessions) - 1;
  return Number.isFinite(annual) ? annual : null;
}

/**
 * Return of each calendar month, `2020-01` → 0.021: value at the month's last session over the value at the previous
 * month's last session (the initial capital for the first), minus 1. Π(1 + month) = 1 + total return. Months without
 * a session are absent.
 */
export function monthlyReturns(dates: readonly string[], path: Float64Array): Record<string, number> {
  const returns: Record<string, number> = {};
  let base = path[0];
  for (let t = 0; t < path.length; t++) {
    const month = dates[t].slice(0, 7);
    if (dates[t + 1]?.startsWith(month)) continue;
    returns[month] = base > 0 ? path[t] / base - 1 : 0;
    base = path[t];
  }
  return returns;
}
