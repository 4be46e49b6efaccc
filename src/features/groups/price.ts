import { type FeatureEntry, featureGroup } from '../feature.ts';
import { isAbove, map, positionWithin } from '../kernels/core/elementwise.ts';
import { largest, mean, smallest } from '../kernels/core/statistics.ts';
import { rolling } from '../kernels/core/windows.ts';
import { weightedEma } from '../kernels/indicators/weighted_ema.ts';
import { dailyReturn, momentum, priceToSma, sma, volatility } from '../shared_series.ts';

const average = (k: number): FeatureEntry => ({
  name: `sma_${k}`,
  inputs: ['close'],
  warmup: k - 1,
  priceScaled: true,
  doc: `Mean of the last ${k} closes`,
  meaning: `Averages the last ${k} closes.`,
  compute: (s) => sma(s, k),
});

const exponentialAverage = (k: number): FeatureEntry => ({
  name: `ema_${k}`,
  inputs: ['close'],
  warmup: 0,
  memory: 'history',
  priceScaled: true,
  doc: `Exponentially weighted mean of all closes so far, weights normalised, α = 2/${k + 1}`,
  meaning: `Averages all closes so far, the newer ones more, with a span of ${k} sessions.`,
  compute: (s) => weightedEma(s.close, k),
});

const priceRatio = (k: number): FeatureEntry => ({
  name: `price_to_sma_${k}`,
  inputs: ['close'],
  warmup: k - 1,
  doc: `c / sma_${k}`,
  meaning: `Divides the close by the average of the last ${k} closes.`,
  compute: (s) => priceToSma(s, k),
});

const averageAbove = (short: number, long: number): FeatureEntry => ({
  name: `sma_${short}_above_${long}`,
  inputs: ['close'],
  warmup: long - 1,
  doc: `1 if sma_${short} lies above sma_${long}, else 0 (also on a tie)`,
  meaning: `Is 1 while the average of the last ${short} closes lies above that of the last ${long}, else 0.`,
  compute: (s) => isAbove(sma(s, short), sma(s, long)),
});

const priceAbove = (k: number): FeatureEntry => ({
  name: `price_above_sma_${k}`,
  inputs: ['close'],
  warmup: k - 1,
  doc: `1 if c lies above sma_${k}, else 0 (also on a tie)`,
  meaning: `Is 1 while the close lies above the average of the last ${k} closes, else 0.`,
  compute: (s) => isAbove(s.close, sma(s, k)),
});

const returnVolatility = (k: number): FeatureEntry => ({
  name: `volatility_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `Sample standard deviation (ddof 1) of the last ${k} daily returns, annualised by √252`,
  meaning: `Measures how much daily returns varied over the last ${k} sessions, per year.`,
  compute: (s) => volatility(s, k),
});

const returnMean = (k: number): FeatureEntry => ({
  name: `return_mean_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `Mean of the last ${k} daily returns`,
  meaning: `Averages the daily returns of the last ${k} sessions.`,
  compute: (s) => rolling(dailyReturn(s), k, mean),
});

const priceMomentum = (k: number): FeatureEntry => ({
  name: `price_momentum_${k}d`,
  inputs: ['close'],
  warmup: k,
  priceScaled: true,
  doc: `c[t] − c[t−${k}], in price units`,
  meaning: `Shows how far the close moved over the last ${k} sessions, in price units.`,
  compute: (s) => momentum(s, k),
});

const pricePosition = (k: number): FeatureEntry => ({
  name: `price_position_${k}d`,
  inputs: ['close'],
  warmup: k - 1,
  doc: `Place of c between the lowest and highest of the last ${k} closes, 0…1; 0.5 if they are equal`,
  meaning: `Places the close between the lowest, 0, and the highest, 1, of the last ${k} closes.`,
  compute: (s) => positionWithin(s.close, rolling(s.close, k, smallest), rolling(s.close, k, largest)),
});

export const PRICE = featureGroup('price', [
  average(5),
  average(10),
  average(20),
  average(50),
  average(100),
  average(200),
  exponentialAverage(12),
  exponentialAverage(26),
  exponentialAverage(50),
  priceRatio(20),
  priceRatio(50),
  priceRatio(200),
  averageAbove(10, 20),
  averageAbove(20, 50),
  averageAbove(50, 200),
  priceAbove(20),
  priceAbove(50),
  {
    name: 'daily_return',
    inputs: ['close'],
    warmup: 1,
    doc: 'r[t] = c[t] / c[t−1] − 1',
    meaning: 'Shows the return since the close 1 session before, as a fraction.',
    compute: dailyReturn,
  },
  {
    name: 'daily_return_squared',
    inputs: ['close'],
    warmup: 1,
    doc: 'r[t]²',
    meaning: 'Squares the return since the close 1 session before: large after any strong move.',
    compute: (s) => map(dailyReturn(s), (r) => r * r),
  },
  returnVolatility(5),
  returnMean(5),
  returnVolatility(10),
  returnMean(10),
  returnVolatility(20),
  returnMean(20),
  returnVolatility(30),
  returnMean(30),
  returnVolatility(60),
  returnMean(60),
  priceMomentum(5),
  priceMomentum(20),
  pricePosition(20),
  pricePosition(60),
]);
