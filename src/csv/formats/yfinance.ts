import { ENGLISH, type PriceFormat } from './format.ts';

/** With auto_adjust, its default, dividends are in the prices too; the columns only say when there were any. */
export const yfinanceHistory: PriceFormat = {
  name: 'yfinance_history',
  source: 'yfinance: Ticker(…).history(…).to_csv()',
  header: 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits',
  columns: { ...ENGLISH, 'stock splits': 'knownSplit', ticker: 'symbol' },
  marks: ['dividends', 'stock splits'],
  dates: ['YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'adjusted for splits and dividends',
};

/** Its three header rows are read as one: wide_header.ts. With auto_adjust=False it has an `Adj Close` and reads as Yahoo. */
export const yfinanceDownload: PriceFormat = {
  name: 'yfinance_download',
  source: 'yfinance: download(…).to_csv(), with its three header rows, of one symbol or of many',
  header: 'Date,Ticker,Close,High,Low,Open,Volume',
  columns: { ...ENGLISH, ticker: 'symbol', 'stock splits': 'knownSplit' },
  marks: ['ticker'],
  dates: ['YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'adjusted for splits and dividends',
};
