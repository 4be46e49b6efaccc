import type { PriceFormat } from './format.ts';

const COMMON = { numbers: 'either', order: 'newest first', prices: 'not stated' } as const;

/** Volumes are rounded to three digits and a letter. Days come first on its British and Indian pages. */
export const investing: PriceFormat = {
  name: 'investing',
  source: 'Investing.com: "Historical Data", Download Data',
  header: 'Date,Price,Open,High,Low,Vol.,Change %',
  columns: { date: 'date', price: 'close', open: 'open', high: 'high', low: 'low', 'vol.': 'volume' },
  dates: ['MM/DD/YYYY', 'DD/MM/YYYY', 'Mon DD, YYYY', 'DD-MM-YYYY', 'YYYY-MM-DD'],
  ...COMMON,
};

export const investingGerman: PriceFormat = {
  name: 'investing_german',
  source: 'Investing.com in German: "Historische Daten"',
  header: 'Datum,Zuletzt,Eröffn.,Hoch,Tief,Vol.,+/- %',
  columns: { datum: 'date', zuletzt: 'close', 'eröffn.': 'open', hoch: 'high', tief: 'low', 'vol.': 'volume' },
  dates: ['DD.MM.YYYY'],
  ...COMMON,
};
