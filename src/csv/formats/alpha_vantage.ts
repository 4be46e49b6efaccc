import { ENGLISH, type PriceFormat } from './format.ts';

const COMMON = { dates: ['YYYY-MM-DD', 'unix seconds'], numbers: 'point', order: 'newest first' } as const;
const COLUMNS = {
  timestamp: 'date',
  open: ENGLISH.open,
  high: ENGLISH.high,
  low: ENGLISH.low,
  close: ENGLISH.close,
  volume: ENGLISH.volume,
} as const;

export const alphaVantageAdjusted: PriceFormat = {
  name: 'alpha_vantage_adjusted',
  source: 'Alpha Vantage: function=TIME_SERIES_DAILY_ADJUSTED&datatype=csv',
  header: 'timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient',
  columns: {
    ...COLUMNS,
    adjusted_close: 'adjustedClose',
    'adjusted close': 'adjustedClose',
    dividend_amount: 'dividend',
    'dividend amount': 'dividend',
    split_coefficient: 'splitFactor',
    'split coefficient': 'splitFactor',
  },
  marks: ['adjusted_close'],
  prices: 'as traded',
  ...COMMON,
};

export const alphaVantage: PriceFormat = {
  name: 'alpha_vantage',
  source: 'Alpha Vantage: function=TIME_SERIES_DAILY&datatype=csv',
  header: 'timestamp,open,high,low,close,volume',
  columns: { ...COLUMNS, symbol: 'symbol', ticker: 'symbol' },
  prices: 'as traded',
  ...COMMON,
};
