import { SESSIONS_PER_YEAR } from './returns.ts';

/**
 * Exposure: the mean over sessions of the share of the account's value that was in positions, long or short, measured at
 * the close before positions close there. The first session, before which nothing could be held, is left out. Null when
 * no session followed.
 */
export function exposure(atWork: Float64Array): number | null {
  if (atWork.length < 2) return null;
  let sum = 0;
  for (let t = 1; t < atWork.length; t++) sum += atWork[t];
  return sum / (atWork.length - 1);
}

/**
 * Turnover: how many times a year of 252 sessions the account was bought and sold, half the value of all fills over the
 * mean value at the closes. Null when no session passed, or where the mean is no positive number.
 */
export function turnover(traded: number, path: Float64Array): number | null {
  if (path.length < 2) return null;
  const mean = path.reduce((sum, value) => sum + value, 0) / path.length;
  return mean > 0 ? ((traded / 2 / mean) * SESSIONS_PER_YEAR) / (path.length - 1) : null;
}
