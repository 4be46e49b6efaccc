import { ENGLISH, type PriceFormat } from './format.ts';

/** Prices as they were traded beside adjusted ones. The former and their splits say more: dividends stay dividends. */
export const tiingo: PriceFormat = {
  name: 'tiingo',
  source: 'Tiingo: /tiingo/daily/<ticker>/prices?format=csv',
  header: 'date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor',
  columns: {
    ...ENGLISH,
    adjclose: 'adjustedClose',
    divcash: 'dividend',
    splitfactor: 'splitFactor',
    ticker: 'symbol',
    symbol: 'symbol',
  },
  marks: ['adjclose', 'splitfactor'],
  dates: ['YYYY-MM-DD', 'MM/DD/YYYY'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'as traded',
};
