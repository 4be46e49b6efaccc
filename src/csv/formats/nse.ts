import { ENGLISH, type PriceFormat } from './format.ts';

const COMMON = { numbers: 'point', prices: 'as traded' } as const;

/** Rows of other series (block deals, trade-for-trade) are of the same days: only the first series of a file is read. */
export const nse: PriceFormat = {
  name: 'nse',
  source: 'NSE India: security-wise historical data, CSV',
  header: 'Date,series,OPEN,HIGH,LOW,PREV. CLOSE,ltp,close,vwap,52W H,52W L,VOLUME,VALUE,No of trades',
  columns: { ...ENGLISH, series: 'series', symbol: 'symbol' },
  marks: ['series', 'prev. close'],
  dates: ['DD-Mon-YYYY', 'YYYY-MM-DD', 'DD-MM-YYYY'],
  order: 'newest first',
  ...COMMON,
};

export const nseNifty50: PriceFormat = {
  name: 'nse_nifty50',
  source: 'Kaggle: "NIFTY-50 Stock Market Data" and nsepy, out of NSE India',
  header:
    'Date,Symbol,Series,Prev Close,Open,High,Low,Last,Close,VWAP,Volume,Turnover,Trades,Deliverable Volume,%Deliverble',
  columns: { ...ENGLISH, symbol: 'symbol' },
  marks: ['series', 'prev close'],
  dates: ['YYYY-MM-DD'],
  order: 'oldest first',
  ...COMMON,
};

export const nseIndex: PriceFormat = {
  name: 'nse_index',
  source: 'NSE India: historical index data, CSV',
  header: 'Date,Open,High,Low,Close,Shares Traded,Turnover (₹ Cr)',
  columns: { date: 'date', open: 'open', high: 'high', low: 'low', close: 'close', 'shares traded': 'volume' },
  marks: ['shares traded'],
  dates: ['DD-Mon-YYYY'],
  order: 'oldest first',
  ...COMMON,
  prices: 'not stated',
};
