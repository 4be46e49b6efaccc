import { type FeatureEntry, featureGroup } from '../feature.ts';
import { difference, isAbove, ratio, withLag, zip } from '../kernels/core/elementwise.ts';
import { mean, sampleSd } from '../kernels/core/statistics.ts';
import { rolling } from '../kernels/core/windows.ts';
import { dailyReturn, onBalanceVolume, volumeMean, volumeRatio } from '../shared_series.ts';

const average = (k: number): FeatureEntry => ({
  name: `volume_ma_${k}`,
  inputs: ['volume'],
  warmup: k - 1,
  volumeScaled: true,
  doc: `Mean of the last ${k} volumes, in shares`,
  meaning: `Averages the volumes of the last ${k} sessions.`,
  compute: (s) => volumeMean(s, k),
});

const toAverage = (k: number): FeatureEntry => ({
  name: `volume_ratio_${k}d`,
  inputs: ['volume'],
  warmup: k - 1,
  doc: `v / volume_ma_${k}; 1 if that is 0`,
  meaning: `Divides the volume by its average over the last ${k} sessions.`,
  compute: (s) => volumeRatio(s, k),
});

const increasing = (k: number): FeatureEntry => ({
  name: `volume_increasing_${k}d`,
  inputs: ['volume'],
  warmup: k - 1,
  doc: `1 if v lies above volume_ma_${k}, else 0 (also on a tie)`,
  meaning: `Is 1 while the volume lies above its average over the last ${k} sessions, else 0.`,
  compute: (s) => isAbove(s.volume, volumeMean(s, k)),
});

const priceVolumeTrend = (k: number): FeatureEntry => ({
  name: `price_volume_trend_${k}d`,
  inputs: ['close', 'volume'],
  warmup: k,
  volumeScaled: true,
  doc: `Mean of the last ${k} products r·v, in shares`,
  meaning: `Averages return times volume over the last ${k} sessions: the volume behind rises and falls.`,
  compute: (s) =>
    rolling(
      zip(dailyReturn(s), s.volume, (r, v) => r * v),
      k,
      mean,
    ),
});

const momentum = (k: number): FeatureEntry => ({
  name: `volume_momentum_${k}d`,
  inputs: ['volume'],
  warmup: k,
  volumeScaled: true,
  doc: `v[t] − v[t−${k}], in shares`,
  meaning: `Shows how many shares more or fewer were traded than ${k} sessions before.`,
  compute: (s) => withLag(s.volume, k, difference),
});

export const VOLUME = featureGroup('volume', [
  average(5),
  average(10),
  average(20),
  average(50),
  toAverage(10),
  toAverage(20),
  toAverage(50),
  increasing(10),
  increasing(20),
  priceVolumeTrend(5),
  priceVolumeTrend(20),
  momentum(5),
  momentum(20),
  {
    name: 'volume_volatility_20d',
    inputs: ['volume'],
    warmup: 19,
    doc: 'Sample standard deviation (ddof 1) of the last 20 volumes / volume_ma_20; 0 if that is 0',
    meaning: 'Measures how much the volume varied over the last 20 sessions, relative to its average.',
    compute: (s) => ratio(rolling(s.volume, 20, sampleSd), volumeMean(s, 20), 0),
  },
  {
    name: 'obv_approx',
    inputs: ['close', 'volume'],
    warmup: 0,
    memory: 'history',
    volumeScaled: true,
    doc: 'Running sum of sign(c − c₋₁)·v from 0 at the first stored bar, in shares',
    meaning: 'Adds volumes on rises and subtracts them on falls since the first stored session.',
    compute: onBalanceVolume,
  },
  {
    name: 'obv_ma_20',
    inputs: ['close', 'volume'],
    warmup: 19,
    memory: 'history',
    volumeScaled: true,
    doc: 'Mean of the last 20 obv_approx',
    meaning: 'Averages the last 20 sums of volumes on rises less volumes on falls.',
    compute: (s) => rolling(onBalanceVolume(s), 20, mean),
  },
]);
