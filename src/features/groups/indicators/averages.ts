import { featureGroup } from '../../feature.ts';
import { zip } from '../../kernels/core/elementwise.ts';
import { mean } from '../../kernels/core/statistics.ts';
import { rolling } from '../../kernels/core/windows.ts';
import { emaCascade, sma, typicalPrice } from '../../shared_series.ts';

export const AVERAGES = featureGroup('indicators', [
  {
    name: 'typical_price',
    inputs: ['high', 'low', 'close'],
    warmup: 0,
    priceScaled: true,
    doc: '(h + l + c) / 3',
    meaning: 'Averages the high, low and close of the session.',
    compute: typicalPrice,
  },
  {
    name: 'weighted_close',
    inputs: ['high', 'low', 'close'],
    warmup: 0,
    priceScaled: true,
    doc: '(h + l + 2c) / 4',
    meaning: 'Averages the high, low and close of the session; the close counts twice.',
    compute: (s) =>
      zip(
        zip(s.high, s.low, (h, l) => h + l),
        s.close,
        (hl, c) => (hl + 2 * c) / 4,
      ),
  },
  {
    name: 'median_price',
    inputs: ['high', 'low'],
    warmup: 0,
    priceScaled: true,
    doc: '(h + l) / 2',
    meaning: 'Shows the middle between the high and low of the session.',
    compute: (s) => zip(s.high, s.low, (h, l) => (h + l) / 2),
  },
  {
    name: 'dema_20',
    inputs: ['close'],
    warmup: 38,
    memory: 'history',
    priceScaled: true,
    doc: 'Double exponential average: 2·E1 − E2, E1 = EMA 20 of the close, E2 = EMA 20 of E1',
    meaning: 'Averages the closes with a span of 20 sessions and less lag (double exponential).',
    compute: (s) => zip(emaCascade(s, 20).once, emaCascade(s, 20).twice, (e1, e2) => 2 * e1 - e2),
  },
  {
    name: 'tema_20',
    inputs: ['close'],
    warmup: 57,
    memory: 'history',
    priceScaled: true,
    doc: 'Triple exponential average: 3·E1 − 3·E2 + E3',
    meaning: 'Averages the closes with a span of 20 sessions and the least lag (triple exponential).',
    compute: (s) => {
      const { once, twice, thrice } = emaCascade(s, 20);
      return zip(
        zip(once, twice, (e1, e2) => 3 * e1 - 3 * e2),
        thrice,
        (e12, e3) => e12 + e3,
      );
    },
  },
  {
    name: 'trima_20',
    inputs: ['close'],
    warmup: 19,
    priceScaled: true,
    doc: 'Triangular average of 20 closes: mean of the last 11 means of 10',
    meaning: 'Averages the last 20 closes, those in the middle counting most.',
    compute: (s) => rolling(sma(s, 10), 11, mean),
  },
]);
