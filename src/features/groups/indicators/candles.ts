import { featureGroup } from '../../feature.ts';
import { doji, engulfing, eveningStar, hammer, morningStar } from '../../kernels/indicators/candles.ts';
import { candles } from '../../shared_series.ts';

export const CANDLES = featureGroup('indicators', [
  {
    name: 'cdl_doji',
    inputs: ['open', 'high', 'low', 'close'],
    warmup: 10,
    doc: '100 on a doji, else 0',
    compute: (s) => doji(candles(s)),
  },
  {
    name: 'cdl_hammer',
    inputs: ['open', 'high', 'low', 'close'],
    warmup: 11,
    doc: '100 on a hammer, else 0',
    compute: (s) => hammer(candles(s)),
  },
  {
    name: 'cdl_engulfing',
    inputs: ['open', 'close'],
    warmup: 2,
    doc: '±100 on a bullish/bearish engulfing candle, ±80 if one end is equal, else 0',
    compute: (s) => engulfing(candles(s)),
  },
  {
    name: 'cdl_morning_star',
    inputs: ['open', 'close'],
    warmup: 12,
    doc: '100 on a morning star (penetration 0.3), else 0',
    compute: (s) => morningStar(candles(s)),
  },
  {
    name: 'cdl_evening_star',
    inputs: ['open', 'close'],
    warmup: 12,
    doc: '−100 on an evening star (penetration 0.3), else 0',
    compute: (s) => eveningStar(candles(s)),
  },
]);
