import { type FeatureEntry, featureGroup } from '../feature.ts';
import { map } from '../kernels/core/elementwise.ts';
import { cci } from '../kernels/indicators/cci.ts';
import { bollinger, bollingerPosition, growthOver, typicalPrice, volumeRatio } from '../shared_series.ts';

const returnOver = (k: number): FeatureEntry => ({
  name: `returns_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `growth_${k}d − 1`,
  meaning: `Shows the return over the last ${k} sessions, as a fraction.`,
  compute: (s) => map(growthOver(s, k), (growth) => growth - 1),
});

/** Columns of the table ml_feature_data that no other group holds. */
export const SUPPLEMENT = featureGroup('supplement', [
  returnOver(3),
  returnOver(7),
  {
    name: 'volume_ratio_5d',
    inputs: ['volume'],
    warmup: 4,
    doc: 'v / volume_ma_5; 1 if that is 0',
    meaning: 'Divides the volume by its average over the last 5 sessions.',
    compute: (s) => volumeRatio(s, 5),
  },
  {
    name: 'cci_20',
    inputs: ['high', 'low', 'close'],
    warmup: 19,
    doc: 'Commodity channel index over 20 bars; 0 in a flat window',
    meaning: 'Shows how unusual the price is against its 20-session average (CCI).',
    compute: (s) => cci(typicalPrice(s), 20),
  },
  {
    name: 'bollinger_upper',
    inputs: ['close'],
    warmup: 19,
    priceScaled: true,
    doc: 'Mean + 2 standard deviations (ddof 0) of the last 20 closes',
    meaning: 'Shows the upper Bollinger band: 2 standard deviations above the average of the last 20 closes.',
    compute: (s) => bollinger(s, 20).upper,
  },
  {
    name: 'bollinger_lower',
    inputs: ['close'],
    warmup: 19,
    priceScaled: true,
    doc: 'Mean − 2 standard deviations (ddof 0) of the last 20 closes',
    meaning: 'Shows the lower Bollinger band: 2 standard deviations below the average of the last 20 closes.',
    compute: (s) => bollinger(s, 20).lower,
  },
  {
    name: 'bollinger_percent',
    inputs: ['close'],
    warmup: 19,
    doc: '(c − bollinger_lower) / (bollinger_upper − bollinger_lower); 0.5 if the bands are equal',
    meaning: 'Places the close between the Bollinger bands of the last 20 closes: 0 is the lower, 1 the upper.',
    compute: (s) => bollingerPosition(s, 20),
  },
]);
