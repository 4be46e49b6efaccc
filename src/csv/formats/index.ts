import { alphaVantage, alphaVantageAdjusted } from './alpha_vantage.ts';
import { excel } from './excel.ts';
import type { PriceFormat } from './format.ts';
import { iex } from './iex.ts';
import { investing, investingAbroad } from './investing.ts';
import { kaggleHugeStockMarket, kaggleSp500 } from './kaggle.ts';
import { metastock } from './metastock.ts';
import { metatrader } from './metatrader.ts';
import { nasdaq } from './nasdaq.ts';
import { nse, nseBhavcopy, nseBhavcopyDelivery, nseBhavcopyUdiff, nseIndex, nseNifty50 } from './nse.ts';
import { plain } from './plain.ts';
import { polygon, polygonAggregates } from './polygon.ts';
import { stooqAscii, stooqEnglish, stooqPolish } from './stooq.ts';
import { tiingo } from './tiingo.ts';
import { tradingview } from './tradingview.ts';
import { vegaDatasets } from './vega_datasets.ts';
import { yahoo } from './yahoo.ts';
import { yfinanceDownload, yfinanceHistory } from './yfinance.ts';

/** The known formats, the more particular before the more general: the first match wins. */
export const PRICE_FORMATS: readonly PriceFormat[] = [
  tiingo,
  iex,
  yahoo,
  vegaDatasets,
  yfinanceHistory,
  alphaVantageAdjusted,
  nseBhavcopy,
  nseBhavcopyDelivery,
  nseBhavcopyUdiff,
  alphaVantage,
  nasdaq,
  investing,
  ...investingAbroad,
  nse,
  nseNifty50,
  nseIndex,
  polygon,
  polygonAggregates,
  metatrader,
  stooqAscii,
  metastock,
  stooqPolish,
  kaggleHugeStockMarket,
  kaggleSp500,
  tradingview,
  excel,
  stooqEnglish,
  plain,
];

/** Formats that no header alone tells: how the file is laid out does. */
export { yfinanceDownload };
