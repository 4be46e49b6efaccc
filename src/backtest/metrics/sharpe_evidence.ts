import { normalQuantile } from '../../metrics/normal_quantile.ts';
import { normalTail } from '../../metrics/normal_tail.ts';

/** What the evidence for a Sharpe ratio rests on: the ratio per session, not annualised, and the shape of its returns. */
export type SharpeSample = {
  readonly sharpe: number;
  readonly returns: number;
  /** Third standardised moment; 0 for a normal distribution. */
  readonly skewness: number;
  /** Fourth standardised moment, not the excess; 3 for a normal distribution. */
  readonly kurtosis: number;
};

/**
 * The sample of daily returns: mean over standard deviation (ddof 1, as `sharpeRatio`), skewness m₃ / m₂^1.5 and kurtosis
 * m₄ / m₂² by population moments. Null where the returns do not vary.
 */
export function sharpeSample(returns: Float64Array): SharpeSample | null {
  const n = returns.length;
  if (n < 2) return null;
  const mean = returns.reduce((sum, r) => sum + r, 0) / n;
  let [second, third, fourth] = [0, 0, 0];
  for (const r of returns) {
    const square = (r - mean) ** 2;
    second += square;
    third += square * (r - mean);
    fourth += square ** 2;
  }
  const deviation = Math.sqrt(second / (n - 1));
  if (deviation < NO_SPREAD) return null;
  const variance = second / n;
  return {
    sharpe: mean / deviation,
    returns: n,
    skewness: third / n / variance ** 1.5,
    kurtosis: fourth / n / variance ** 2,
  };
}

const NO_SPREAD = 1e-12;

/**
 * Probabilistic Sharpe ratio: the probability that the true Sharpe ratio exceeds `benchmark` (per session), given how
 * many returns there are and how skewed and fat-tailed:
 * Φ((SR − SR*) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1) / 4 · SR²)).
 *
 * Source: Bailey & López de Prado (2012), "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2). It takes the
 * returns as independent. Null where the formula's variance is 0, which takes returns of two values.
 */
export function probabilisticSharpe(
  { sharpe, returns, skewness, kurtosis }: SharpeSample,
  benchmark = 0,
): number | null {
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  if (variance < NO_SPREAD) return null;
  return 1 - normalTail(((sharpe - benchmark) * Math.sqrt(returns - 1)) / Math.sqrt(variance));
}

/**
 * Deflated Sharpe ratio: the probabilistic Sharpe ratio against the best that `trials` strategies without any skill
 * would be expected to show, √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ the Euler–Mascheroni constant.
 *
 * Source: Bailey & López de Prado (2014), "The Deflated Sharpe Ratio", Journal of Portfolio Management 40(5).
 *
 * V, the variance of the trials' Sharpe ratios per session, is what the trials say where they were traded. By default it
 * is 1 / (n − 1), the variance that estimates from n returns have when nobody has skill: trials of a model search are
 * judged by their log-loss on other sessions and never traded, so they have no Sharpe ratios to take a variance of.
 * Trials resemble each other, so N counts too many of them rather than too few. One trial leaves the probabilistic ratio.
 */
export function deflatedSharpe(
  sample: SharpeSample,
  trials: number,
  trialVariance = 1 / (sample.returns - 1),
): number | null {
  return probabilisticSharpe(sample, expectedBestSharpe(trials, trialVariance));
}

/** The expected maximum of `trials` independent Sharpe ratios around 0. */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (trials <= 1) return 0;
  return (
    Math.sqrt(variance) *
    ((1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials) +
      EULER_MASCHERONI * normalQuantile(1 - 1 / (trials * Math.E)))
  );
}

const EULER_MASCHERONI = 0.5772156649015329;
