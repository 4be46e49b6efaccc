import type { Series } from './feature.ts';
import { difference, growth, map, positionWithin, ratio, withLag, zip } from './kernels/core/elementwise.ts';
import { mean, sampleSd } from './kernels/core/statistics.ts';
import { rolling } from './kernels/core/windows.ts';
import { bollingerBands } from './kernels/indicators/bollinger.ts';
import { candlesOf } from './kernels/indicators/candles.ts';
import { directionalMovement } from './kernels/indicators/directional.ts';
import { ema } from './kernels/indicators/ema.ts';
import { gainsAndLosses, relativeStrength } from './kernels/indicators/gains_losses.ts';
import { macd } from './kernels/indicators/macd.ts';
import { stochastic, williamsR } from './kernels/indicators/stochastic.ts';
import { atr, obvFromZero } from './kernels/indicators/technicalindicators.ts';
import { oncePerRun, oncePerRunBy } from './memo.ts';

/*
 * Series that more than one feature reads. Each is computed at most once per run, when the first feature asks for it.
 */

const SESSIONS_PER_YEAR = 252;
const PERIOD = 14;

export const growthOver = oncePerRunBy((s: Series, k) => withLag(s.close, k, growth));
export const momentum = oncePerRunBy((s: Series, k) => withLag(s.close, k, difference));
export const dailyReturn = oncePerRun((s: Series) => withLag(s.close, 1, (now, before) => now / before - 1));
export const logClose = oncePerRun((s: Series) => map(s.close, Math.log));

// Not technicalindicators' SMA: it slides one sum along, so the last bits of a value depend on every bar before its
// window, and a row computed alone would differ.
export const sma = oncePerRunBy((s: Series, k) => rolling(s.close, k, mean));
export const priceToSma = oncePerRunBy((s: Series, k) => zip(s.close, sma(s, k), (c, average) => c / average));
export const volatility = oncePerRunBy((s: Series, k) =>
  map(rolling(dailyReturn(s), k, sampleSd), (sd) => sd * Math.sqrt(SESSIONS_PER_YEAR)),
);

export const volumeMean = oncePerRunBy((s: Series, k) => rolling(s.volume, k, mean));
export const volumeRatio = oncePerRunBy((s: Series, k) => ratio(s.volume, volumeMean(s, k), 1));
export const onBalanceVolume = oncePerRun((s: Series) => obvFromZero(s.close, s.volume));

// Not technicalindicators' TypicalPrice: a mean of three numbers needs no copies of three arrays.
export const typicalPrice = oncePerRun((s: Series) => {
  const out = new Float64Array(s.close.length);
  for (let t = 0; t < out.length; t++) out[t] = (s.high[t] + s.low[t] + s.close[t]) / 3;
  return out;
});

export const averageTrueRange = oncePerRun((s: Series) => atr(s.high, s.low, s.close, PERIOD));
export const directional = oncePerRun((s: Series) => directionalMovement(s.high, s.low, s.close, PERIOD));
export const closeGainsAndLosses = oncePerRunBy((s: Series, period) => gainsAndLosses(s.close, period));
export const rsi = oncePerRunBy((s: Series, period) => {
  const { gain, loss } = closeGainsAndLosses(s, period);
  return zip(gain, loss, relativeStrength);
});
export const macdOf = oncePerRun((s: Series) => macd(s.close));

/** Slow stochastic: %K of 5 bars, smoothed over 3. */
export const slowK = oncePerRun((s: Series) => rolling(stochastic(s.high, s.low, s.close, 5), 3, mean));
/** Stochastic %K over 5 values of the RSI. Not technicalindicators' StochasticRSI, which is of a rounded RSI. */
export const stochasticRsi = oncePerRun((s: Series) => stochastic(rsi(s, 14), rsi(s, 14), rsi(s, 14), 5));
export const williams = oncePerRun((s: Series) => williamsR(s.high, s.low, s.close, PERIOD));

export const bollinger = oncePerRunBy((s: Series, period) => bollingerBands(s.close, period));
export const bollingerPosition = oncePerRunBy((s: Series, period) => {
  const { lower, upper } = bollinger(s, period);
  return positionWithin(s.close, lower, upper);
});
/** Width of the 5-bar bands as a share of their middle. */
export const bandWidth = oncePerRun((s: Series) => {
  const { lower, upper, middle } = bollinger(s, 5);
  return zip(zip(upper, lower, difference), middle, (width, centre) => width / centre);
});

export const candles = oncePerRun(candlesOf);

/** Exponential averages of exponential averages of the close, each seeded where the one below it starts. */
export const emaCascade = oncePerRunBy((s: Series, period) => {
  const once = ema(s.close, period);
  const twice = ema(once, period, period - 1);
  const thrice = ema(twice, period, 2 * (period - 1));
  return { once, twice, thrice };
});
