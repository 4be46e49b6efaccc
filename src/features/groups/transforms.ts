import { counted } from '../../text.ts';
import { type FeatureEntry, featureGroup } from '../feature.ts';
import { clamp, logGrowth, map, withLag } from '../kernels/core/elementwise.ts';
import { boxCox, logOdds, logOfNonNegative, sigmoid } from '../kernels/core/transforms.ts';
import {
  bandWidth,
  bollingerPosition,
  macdOf,
  momentum,
  priceToSma,
  rsi,
  slowK,
  volatility,
  volumeMean,
  volumeRatio,
  williams,
} from '../shared_series.ts';

const logReturn = (k: number): FeatureEntry => ({
  name: `log_return_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `ln(c[t] / c[t−${k}])`,
  meaning: `Shows the return over ${counted(k, 'session')} as a logarithm.`,
  compute: (s) => withLag(s.close, k, logGrowth),
});

const cumulativeLogReturn = (k: number): FeatureEntry => ({
  name: `cum_log_return_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `Sum of the last ${k} one-day log returns, which is ln(c[t] / c[t−${k}])`,
  meaning: `Adds up the daily log returns of the last ${k} sessions.`,
  compute: (s) => withLag(s.close, k, logGrowth),
});

const logVolatility = (k: number): FeatureEntry => ({
  name: `log_volatility_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `ln(volatility_${k}d + 1e−8)`,
  meaning: `Puts the volatility of the last ${k} sessions on a logarithmic scale.`,
  compute: (s) => map(volatility(s, k), logOfNonNegative),
});

const logPriceToSma = (k: number): FeatureEntry => ({
  name: `log_price_to_sma_${k}`,
  inputs: ['close'],
  warmup: k - 1,
  doc: `ln(c / sma_${k})`,
  meaning: `Compares the close with the average of the last ${k} closes on a logarithmic scale.`,
  compute: (s) => map(priceToSma(s, k), Math.log),
});

export const TRANSFORMS = featureGroup('transforms', [
  logReturn(1),
  logReturn(5),
  logReturn(20),
  logReturn(60),
  cumulativeLogReturn(30),
  cumulativeLogReturn(60),
  cumulativeLogReturn(180),
  logVolatility(20),
  logVolatility(60),
  {
    name: 'log_volume',
    inputs: ['volume'],
    warmup: 0,
    volumeScaled: true,
    doc: 'ln(v + 1)',
    meaning: 'Puts the volume of the session on a logarithmic scale.',
    compute: (s) => map(s.volume, (v) => Math.log(v + 1)),
  },
  {
    name: 'log_volume_ma_20',
    inputs: ['volume'],
    warmup: 19,
    volumeScaled: true,
    doc: 'ln(volume_ma_20 + 1)',
    meaning: 'Puts the average volume of the last 20 sessions on a logarithmic scale.',
    compute: (s) => map(volumeMean(s, 20), (v) => Math.log(v + 1)),
  },
  {
    name: 'log_volume_ratio_20d',
    inputs: ['volume'],
    warmup: 19,
    doc: 'ln(volume_ratio_20d + 1e−8)',
    meaning: 'Compares the volume with its average over the last 20 sessions on a logarithmic scale.',
    compute: (s) => map(volumeRatio(s, 20), logOfNonNegative),
  },
  logPriceToSma(20),
  logPriceToSma(50),
  logPriceToSma(200),
  {
    name: 'log_bb_width',
    inputs: ['close'],
    warmup: 4,
    doc: 'ln(bb_width + 1e−8)',
    meaning: 'Puts the width of the Bollinger bands of the last 5 closes on a logarithmic scale.',
    compute: (s) => map(bandWidth(s), logOfNonNegative),
  },
  {
    name: 'log_bb_position',
    inputs: ['close'],
    warmup: 4,
    doc: 'ln(bb_position + 1e−8), bb_position clipped to 0…1',
    meaning: 'Puts the place of the close between the Bollinger bands of the last 5 closes on a logarithmic scale.',
    compute: (s) => map(bollingerPosition(s, 5), (position) => logOfNonNegative(clamp(position, 0, 1))),
  },
  {
    name: 'volume_boxcox',
    inputs: ['volume'],
    warmup: 0,
    volumeScaled: true,
    doc: 'Box–Cox transform of v + 1, λ = 0.25',
    meaning: 'Evens out the scale of the volume of the session (Box–Cox).',
    compute: (s) => map(s.volume, (v) => boxCox(v + 1)),
  },
  {
    name: 'price_momentum_boxcox',
    inputs: ['close'],
    warmup: 20,
    priceScaled: true,
    doc: 'Box–Cox transform of |price_momentum_20d| + 1, λ = 0.25',
    meaning: 'Shows how far the close moved over the last 20 sessions, up or down, on an evened scale (Box–Cox).',
    compute: (s) => map(momentum(s, 20), (change) => boxCox(Math.abs(change) + 1)),
  },
  {
    name: 'rsi_log_odds',
    inputs: ['close'],
    warmup: 14,
    memory: 'history',
    doc: 'Log odds of rsi_14: ln((x + 1e−8) / (100 − x + 1e−8)), x clipped to 0…100',
    meaning: 'Stretches the 14-session RSI where it is close to 0 or 100.',
    compute: (s) => map(rsi(s, 14), logOdds),
  },
  {
    name: 'stoch_k_log_odds',
    inputs: ['high', 'low', 'close'],
    warmup: 8,
    doc: 'Log odds of stoch_k, as in rsi_log_odds',
    meaning: 'Stretches the 5-session stochastic %K where it is close to 0 or 100.',
    compute: (s) => map(slowK(s), logOdds),
  },
  {
    name: 'macd_sigmoid',
    inputs: ['close'],
    warmup: 33,
    memory: 'history',
    priceScaled: true,
    doc: '1 / (1 + e^(−macd))',
    meaning: 'Squeezes the MACD of 12 and 26 sessions into 0 to 1.',
    compute: (s) => map(macdOf(s).line, sigmoid),
  },
  {
    name: 'williams_r_sigmoid',
    inputs: ['high', 'low', 'close'],
    warmup: 13,
    doc: '1 / (1 + e^(−williams_r / 10))',
    meaning: 'Bends the 14-session Williams %R, so that it tells most near the highest price.',
    compute: (s) => map(williams(s), (r) => sigmoid(r / 10)),
  },
]);
