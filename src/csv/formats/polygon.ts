import type { PriceFormat } from './format.ts';

const COMMON = {
  dates: ['unix nanoseconds', 'unix milliseconds', 'YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
} as const;

/** One file is one day of every symbol. */
export const polygon: PriceFormat = {
  name: 'polygon',
  source: 'Polygon (Massive): flat files, day aggregates',
  header: 'ticker,volume,open,close,high,low,window_start,transactions',
  columns: {
    ticker: 'symbol',
    volume: 'volume',
    open: 'open',
    close: 'close',
    high: 'high',
    low: 'low',
    window_start: 'date',
  },
  prices: 'as traded',
  ...COMMON,
};

/** The answer of its API as a table: one letter a field, times in milliseconds. */
export const polygonAggregates: PriceFormat = {
  name: 'polygon_aggregates',
  source: 'Polygon (Massive): /v2/aggs/…/range/1/day/…, its results as CSV',
  header: 'v,vw,o,c,h,l,t,n',
  columns: { t: 'date', o: 'open', h: 'high', l: 'low', c: 'close', v: 'volume' },
  prices: 'split-adjusted',
  ...COMMON,
};
