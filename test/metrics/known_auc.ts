import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { normals } from '../learn/support.ts';

/** Labels that overlap as real ones do, and scores, in time order. */
export type Forecast = { readonly labels: Uint8Array; readonly scores: Float64Array };

/** The correlation with the growth that scores of this AUC have, see PLANTED_AUC in simulated.ts. */
export const correlationOf = (auc: number): number => Math.SQRT2 * Math.sin((Math.PI / 2) * (auc - 0.5));

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Labels of independent normal returns; scores are the growth to come beneath noise that keeps so much of itself. */
export function forecastOfAuc(rows: number, auc: number, keeps: number, seed: number): Forecast {
  const normal = normals(seed);
  const correlation = correlationOf(auc);
  const returns = Float64Array.from({ length: rows + HORIZON_SESSIONS }, normal);
  const growth = Float64Array.from(
    { length: rows },
    (_, t) => sum(returns.subarray(t, t + HORIZON_SESSIONS)) / Math.sqrt(HORIZON_SESSIONS),
  );
  let noise = normal();
  const scores = growth.map((grown) => {
    noise = keeps * noise + Math.sqrt(1 - keeps ** 2) * normal();
    return correlation * grown + Math.sqrt(1 - correlation ** 2) * noise;
  });
  return { labels: Uint8Array.from(growth, (grown) => (grown > 0 ? 1 : 0)), scores };
}

/** A random walk, and "low against the mean of so many prices, so higher in a week", which in the long run is 0.5. */
export function reversal(rows: number, window: number, seed: number): Forecast {
  const normal = normals(seed);
  const prices = new Float64Array(window + rows + HORIZON_SESSIONS);
  for (let t = 1; t < prices.length; t++) prices[t] = prices[t - 1] + normal();
  const at = Int32Array.from({ length: rows }, (_, t) => window + t);
  return {
    labels: Uint8Array.from(at, (t) => (prices[t + HORIZON_SESSIONS] > prices[t] ? 1 : 0)),
    scores: Float64Array.from(at, (t) => sum(prices.subarray(t - window + 1, t + 1)) / window - prices[t]),
  };
}

/** As probabilities: an AUC does not change by it. */
export const asProbabilities = (scores: Float64Array): Float64Array =>
  scores.map((score) => 1 / (1 + Math.exp(-score)));
