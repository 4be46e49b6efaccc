import { type FeatureEntry, featureGroup } from '../../feature.ts';
import { difference, zip } from '../../kernels/core/elementwise.ts';
import { mean } from '../../kernels/core/statistics.ts';
import { rolling } from '../../kernels/core/windows.ts';
import { cci } from '../../kernels/indicators/cci.ts';
import { chandeMomentum } from '../../kernels/indicators/gains_losses.ts';
import { roc } from '../../kernels/indicators/technicalindicators.ts';
import {
  closeGainsAndLosses,
  directional,
  macdOf,
  momentum,
  rsi,
  slowK,
  stochasticRsi,
  typicalPrice,
  williams,
} from '../../shared_series.ts';

const relativeStrengthIndex = (period: number): FeatureEntry => ({
  name: `rsi_${period}`,
  inputs: ['close'],
  warmup: period,
  memory: 'history',
  doc: `Relative strength index over ${period} bars, 0…100; 0 if the close never moved`,
  compute: (s) => rsi(s, period),
});

const rateOfChange = (period: number): FeatureEntry => ({
  name: `roc_${period}`,
  inputs: ['close'],
  warmup: period,
  doc: `100·(c[t] / c[t−${period}] − 1), in percent`,
  compute: (s) => roc(s.close, period),
});

export const OSCILLATORS = featureGroup('indicators', [
  relativeStrengthIndex(14),
  relativeStrengthIndex(7),
  {
    name: 'macd',
    inputs: ['close'],
    warmup: 33,
    memory: 'history',
    priceScaled: true,
    doc: 'MACD line, EMA 12 − EMA 26 of the close, in price units',
    compute: (s) => macdOf(s).line,
  },
  {
    name: 'macd_signal',
    inputs: ['close'],
    warmup: 33,
    memory: 'history',
    priceScaled: true,
    doc: 'EMA 9 of the MACD line, in price units',
    compute: (s) => macdOf(s).signal,
  },
  {
    name: 'macd_hist',
    inputs: ['close'],
    warmup: 33,
    memory: 'history',
    priceScaled: true,
    doc: 'macd − macd_signal, in price units',
    compute: (s) => zip(macdOf(s).line, macdOf(s).signal, difference),
  },
  {
    name: 'stoch_k',
    inputs: ['high', 'low', 'close'],
    warmup: 8,
    doc: 'Slow stochastic: mean of the last 3 raw %K over 5 bars, 0…100; a bar without a range counts 0',
    compute: slowK,
  },
  {
    name: 'stoch_d',
    inputs: ['high', 'low', 'close'],
    warmup: 8,
    doc: 'Mean of the last 3 stoch_k',
    compute: (s) => rolling(slowK(s), 3, mean),
  },
  {
    name: 'stoch_rsi_k',
    inputs: ['close'],
    warmup: 20,
    memory: 'history',
    doc: 'Place of rsi_14 within its last 5 values, 0…100; 0 if they are equal',
    compute: stochasticRsi,
  },
  {
    name: 'stoch_rsi_d',
    inputs: ['close'],
    warmup: 20,
    memory: 'history',
    doc: 'Mean of the last 3 stoch_rsi_k',
    compute: (s) => rolling(stochasticRsi(s), 3, mean),
  },
  {
    name: 'williams_r',
    inputs: ['high', 'low', 'close'],
    warmup: 13,
    doc: 'Williams %R over 14 bars, −100…0; 0 if the range is 0',
    compute: williams,
  },
  {
    name: 'adx',
    inputs: ['high', 'low', 'close'],
    warmup: 27,
    memory: 'history',
    doc: 'Average directional index over 14 bars, 0…100',
    compute: (s) => directional(s).adx,
  },
  {
    name: 'plus_di',
    inputs: ['high', 'low', 'close'],
    warmup: 14,
    memory: 'history',
    doc: '+DI over 14 bars, 0…100; 0 if the true range is 0',
    compute: (s) => directional(s).plusDi,
  },
  {
    name: 'minus_di',
    inputs: ['high', 'low', 'close'],
    warmup: 14,
    memory: 'history',
    doc: '−DI over 14 bars, 0…100; 0 if the true range is 0',
    compute: (s) => directional(s).minusDi,
  },
  {
    name: 'cci',
    inputs: ['high', 'low', 'close'],
    warmup: 13,
    doc: 'Commodity channel index over 14 bars; 0 in a flat window',
    compute: (s) => cci(typicalPrice(s), 14),
  },
  {
    name: 'cmo',
    inputs: ['close'],
    warmup: 14,
    memory: 'history',
    doc: 'Chande momentum oscillator over 14 bars, −100…100; 0 if the close never moved',
    compute: (s) => zip(closeGainsAndLosses(s, 14).gain, closeGainsAndLosses(s, 14).loss, chandeMomentum),
  },
  rateOfChange(10),
  rateOfChange(20),
  {
    name: 'momentum_10',
    inputs: ['close'],
    warmup: 10,
    priceScaled: true,
    doc: 'c[t] − c[t−10], in price units',
    compute: (s) => momentum(s, 10),
  },
]);
