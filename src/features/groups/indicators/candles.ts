import { featureGroup } from '../../feature.ts';
import { doji, engulfing, eveningStar, hammer, morningStar } from '../../kernels/indicators/candles.ts';
import { candles } from '../../shared_series.ts';

export const CANDLES = featureGroup('indicators', [
  {
    name: 'cdl_doji',
    inputs: ['open', 'high', 'low', 'close'],
    warmup: 10,
    doc: '100 on a doji, else 0',
    meaning: 'Is 100 when the session closed about where it opened, judged by the 10 before it (doji).',
    compute: (s) => doji(candles(s)),
  },
  {
    name: 'cdl_hammer',
    inputs: ['open', 'high', 'low', 'close'],
    warmup: 11,
    doc: '100 on a hammer, else 0',
    meaning: 'Is 100 on a small body with a long lower shadow near a low, judged by the 10 before it (hammer).',
    compute: (s) => hammer(candles(s)),
  },
  {
    name: 'cdl_engulfing',
    inputs: ['open', 'close'],
    warmup: 2,
    doc: '±100 on a bullish/bearish engulfing candle, ±80 if one end is equal, else 0',
    meaning: 'Is above 0 when a rise covers the fall before it, below 0 the other way round: 2 sessions (engulfing).',
    compute: (s) => engulfing(candles(s)),
  },
  {
    name: 'cdl_morning_star',
    inputs: ['open', 'close'],
    warmup: 12,
    doc: '100 on a morning star (penetration 0.3), else 0',
    meaning: 'Is 100 when 3 sessions turn from a fall over a small body to a rise (morning star).',
    compute: (s) => morningStar(candles(s)),
  },
  {
    name: 'cdl_evening_star',
    inputs: ['open', 'close'],
    warmup: 12,
    doc: '−100 on an evening star (penetration 0.3), else 0',
    meaning: 'Is −100 when 3 sessions turn from a rise over a small body to a fall (evening star).',
    compute: (s) => eveningStar(candles(s)),
  },
]);
