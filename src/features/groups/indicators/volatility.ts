import { featureGroup } from '../../feature.ts';
import { zip } from '../../kernels/core/elementwise.ts';
import { averageTrueRange, bandWidth, bollinger, bollingerPosition } from '../../shared_series.ts';

export const VOLATILITY = featureGroup('indicators', [
  {
    name: 'atr',
    inputs: ['high', 'low', 'close'],
    warmup: 14,
    memory: 'history',
    priceScaled: true,
    doc: 'Average true range over 14 bars (Wilder), in price units',
    meaning: 'Averages the daily price range over 14 sessions, gaps included, in price units (ATR).',
    compute: averageTrueRange,
  },
  {
    name: 'natr',
    inputs: ['high', 'low', 'close'],
    warmup: 14,
    memory: 'history',
    doc: '100·atr / c, in percent',
    meaning: 'Averages the daily price range over 14 sessions, gaps included, in percent of the close.',
    compute: (s) => zip(averageTrueRange(s), s.close, (range, c) => (100 * range) / c),
  },
  {
    name: 'bb_upper',
    inputs: ['close'],
    warmup: 4,
    priceScaled: true,
    doc: 'bb_middle + 2 standard deviations (ddof 0) of the last 5 closes',
    meaning: 'Shows the upper Bollinger band: 2 standard deviations above the average of the last 5 closes.',
    compute: (s) => bollinger(s, 5).upper,
  },
  {
    name: 'bb_middle',
    inputs: ['close'],
    warmup: 4,
    priceScaled: true,
    doc: 'Mean of the last 5 closes (equals sma_5)',
    meaning: 'Shows the middle Bollinger band: the average of the last 5 closes.',
    compute: (s) => bollinger(s, 5).middle,
  },
  {
    name: 'bb_lower',
    inputs: ['close'],
    warmup: 4,
    priceScaled: true,
    doc: 'bb_middle − 2 standard deviations (ddof 0) of the last 5 closes',
    meaning: 'Shows the lower Bollinger band: 2 standard deviations below the average of the last 5 closes.',
    compute: (s) => bollinger(s, 5).lower,
  },
  {
    name: 'bb_width',
    inputs: ['close'],
    warmup: 4,
    doc: '(bb_upper − bb_lower) / bb_middle',
    meaning: 'Measures how wide the Bollinger bands of the last 5 closes are, relative to their middle.',
    compute: bandWidth,
  },
  {
    name: 'bb_position',
    inputs: ['close'],
    warmup: 4,
    doc: '(c − bb_lower) / (bb_upper − bb_lower); 0.5 if the bands are equal',
    meaning: 'Places the close between the Bollinger bands of the last 5 closes: 0 is the lower, 1 the upper.',
    compute: (s) => bollingerPosition(s, 5),
  },
]);
