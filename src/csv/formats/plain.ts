import { ENGLISH, type PriceFormat } from './format.ts';

/** Our own format: what stands in the examples. */
export const plain: PriceFormat = {
  name: 'plain',
  source: 'pgaugur: what stands in its documentation',
  header: 'date,open,high,low,close,volume',
  columns: {
    ...ENGLISH,
    datetime: 'date',
    time: 'time',
    adjusted_close: 'adjustedClose',
    adj_close: 'adjustedClose',
    split_factor: 'splitFactor',
    dividend_amount: 'dividend',
    symbol: 'symbol',
    ticker: 'symbol',
    name: 'symbol',
  },
  dates: ['YYYY-MM-DD'],
  numbers: 'either',
  order: 'oldest first',
  prices: 'on the basis of their splits',
};
