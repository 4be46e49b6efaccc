import { ENGLISH, type PriceFormat } from './format.ts';

export const iex: PriceFormat = {
  name: 'iex',
  source: 'IEX and its like: chart of a stock, format=csv',
  header: 'date,open,high,low,close,volume,unadjustedVolume,change,changePercent,vwap,label,changeOverTime',
  columns: { ...ENGLISH, symbol: 'symbol', adjclose: 'adjustedClose' },
  marks: ['changepercent', 'changeovertime'],
  dates: ['YYYY-MM-DD', 'unix milliseconds'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'split-adjusted',
};
