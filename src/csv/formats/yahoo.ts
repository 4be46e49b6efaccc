import { ENGLISH, type PriceFormat } from './format.ts';

/** Prices are split-adjusted, `Adj Close` for dividends too. `yfinance` writes the same columns with auto_adjust=False. */
export const yahoo: PriceFormat = {
  name: 'yahoo',
  source: 'Yahoo Finance: "Historical Data", Download; yfinance with auto_adjust=False',
  header: 'Date,Open,High,Low,Close,Adj Close,Volume',
  columns: { ...ENGLISH, 'adj close': 'adjustedClose', 'stock splits': 'knownSplit', ticker: 'symbol' },
  marks: ['adj close'],
  dates: ['YYYY-MM-DD', 'Mon DD, YYYY', 'MM/DD/YYYY'],
  numbers: 'either',
  order: 'oldest first',
  prices: 'split-adjusted',
};
