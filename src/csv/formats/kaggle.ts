import { ENGLISH, type PriceFormat } from './format.ts';

/** One file of all symbols, and one per symbol of the same shape. */
export const kaggleSp500: PriceFormat = {
  name: 'kaggle_sp500',
  source: 'Kaggle: "S&P 500 stock data", all_stocks_5yr.csv',
  header: 'date,open,high,low,close,volume,Name',
  columns: { ...ENGLISH, name: 'symbol', symbol: 'symbol', ticker: 'symbol' },
  marks: ['name'],
  dates: ['YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'not stated',
};

/** Files are named aau.us.txt. */
export const kaggleHugeStockMarket: PriceFormat = {
  name: 'kaggle_huge_stock_market',
  source: 'Kaggle: "Huge Stock Market Dataset"',
  header: 'Date,Open,High,Low,Close,Volume,OpenInt',
  columns: ENGLISH,
  marks: ['openint'],
  dates: ['YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'adjusted for splits and dividends',
};
