import { ENGLISH, type PriceFormat } from './format.ts';

const COMMON = { numbers: 'point', prices: 'as traded' } as const;

/** Rows of other series (block deals, trade-for-trade) are of the same days: of each share one series is read. */
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

/** One file is one day of every security, in several series. Its date is called a timestamp, as elsewhere. */
export const nseBhavcopy: PriceFormat = {
  name: 'nse_bhavcopy',
  source: 'NSE India: bhavcopy of the capital market until July 2024, cm…bhav.csv',
  header: 'SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP',
  columns: {
    symbol: 'symbol',
    series: 'series',
    open: 'open',
    high: 'high',
    low: 'low',
    close: 'close',
    tottrdqty: 'volume',
    timestamp: 'date',
  },
  marks: ['series', 'tottrdqty'],
  dates: ['DD-Mon-YYYY'],
  order: 'oldest first',
  ...COMMON,
};

export const nseBhavcopyDelivery: PriceFormat = {
  name: 'nse_bhavcopy_delivery',
  source: 'NSE India: full bhavcopy and security deliverable data, sec_bhavdata_full_….csv',
  header:
    'SYMBOL,SERIES,DATE1,PREV_CLOSE,OPEN_PRICE,HIGH_PRICE,LOW_PRICE,LAST_PRICE,CLOSE_PRICE,AVG_PRICE,TTL_TRD_QNTY',
  columns: {
    symbol: 'symbol',
    series: 'series',
    date1: 'date',
    open_price: 'open',
    high_price: 'high',
    low_price: 'low',
    close_price: 'close',
    ttl_trd_qnty: 'volume',
  },
  marks: ['series', 'date1'],
  dates: ['DD-Mon-YYYY'],
  order: 'oldest first',
  ...COMMON,
};

export const nseBhavcopyUdiff: PriceFormat = {
  name: 'nse_bhavcopy_udiff',
  source: 'NSE India: bhavcopy in the format UDiFF since July 2024, BhavCopy_NSE_CM_….csv; BSE writes it too',
  header: 'TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs',
  columns: {
    tckrsymb: 'symbol',
    sctysrs: 'series',
    traddt: 'date',
    opnpric: 'open',
    hghpric: 'high',
    lwpric: 'low',
    clspric: 'close',
    ttltradgvol: 'volume',
  },
  marks: ['tckrsymb', 'sctysrs'],
  dates: ['YYYY-MM-DD'],
  order: 'oldest first',
  ...COMMON,
};
