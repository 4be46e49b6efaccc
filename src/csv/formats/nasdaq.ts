import type { PriceFormat } from './format.ts';

/** Prices have a dollar sign, those of an index or a currency none; what has no volume says N/A. */
export const nasdaq: PriceFormat = {
  name: 'nasdaq',
  source: 'Nasdaq.com: "Historical Quotes", Download historical data',
  header: 'Date,Close/Last,Volume,Open,High,Low',
  columns: { date: 'date', 'close/last': 'close', volume: 'volume', open: 'open', high: 'high', low: 'low' },
  dates: ['MM/DD/YYYY'],
  numbers: 'point',
  order: 'newest first',
  prices: 'not stated',
};
