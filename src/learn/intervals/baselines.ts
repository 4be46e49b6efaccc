import { HORIZON_SESSIONS } from '../../horizon.ts';
import { normalQuantile } from '../../metrics/normal_quantile.ts';
import { sortedQuantile } from '../../metrics/quantile.ts';
import { insertSorted } from './sorted.ts';

/** Quantiles of log growth over the horizon after a session, one per share; undefined where nothing is known. */
export type QuantileForecast = (t: number) => readonly number[] | undefined;

/** RiskMetrics (1996), for daily returns. */
const DECAY = 0.94;

/** A normal without drift whose variance per session is the exponentially weighted mean of squared log returns. */
export function ewmaNormal(close: ArrayLike<number>, shares: readonly number[]): QuantileForecast {
  const variances = new Float64Array(close.length).fill(Number.NaN);
  for (let t = 1; t < close.length; t++) {
    const squared = Math.log(close[t] / close[t - 1]) ** 2;
    variances[t] = t === 1 ? squared : DECAY * variances[t - 1] + (1 - DECAY) * squared;
  }
  const normal = shares.map(normalQuantile);
  return (t) => {
    if (!(variances[t] >= 0)) return undefined;
    const deviation = Math.sqrt(HORIZON_SESSIONS * variances[t]);
    return normal.map((quantile) => quantile * deviation);
  };
}

/**
 * What growth has been so far, of the outcomes that were known: the same whatever the days are like. It is to be asked of
 * sessions in ascending order.
 */
export function unconditional(close: ArrayLike<number>, shares: readonly number[]): QuantileForecast {
  const sorted = new Float64Array(close.length);
  let known = 0;
  return (t) => {
    for (; known <= t - HORIZON_SESSIONS; known++) {
      insertSorted(sorted, known, Math.log(close[known + HORIZON_SESSIONS] / close[known]));
    }
    if (known === 0) return undefined;
    const past = sorted.subarray(0, known);
    return shares.map((share) => sortedQuantile(past, share));
  };
}

/** Mean pinball (quantile) loss over the shares (Koenker & Bassett 1978): in units of log growth, smaller is better. */
export function pinball(quantiles: readonly number[], shares: readonly number[], outcome: number): number {
  const losses = quantiles.map((quantile, i) => {
    const above = outcome - quantile;
    return above >= 0 ? shares[i] * above : (shares[i] - 1) * above;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
