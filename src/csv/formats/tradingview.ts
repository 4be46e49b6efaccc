import type { PriceFormat } from './format.ts';

/** The time is the session's begin, in seconds of Unix or as text with an offset. Columns of indicators may follow. */
export const tradingview: PriceFormat = {
  name: 'tradingview',
  source: 'TradingView: "Export chart data"',
  header: 'time,open,high,low,close,Volume',
  columns: { time: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
  without: 'date',
  dates: ['unix seconds', 'YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'split-adjusted',
};
