import type { PriceFormat } from './format.ts';

/** <VOL> is 0 at most brokers: the volume is the one that its charts show, the number of price changes. */
export const metatrader: PriceFormat = {
  name: 'metatrader',
  source: 'MetaTrader 5: Symbols, Bars, Export Bars (of D1)',
  header: '<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
  columns: {
    '<date>': 'date',
    '<time>': 'time',
    '<open>': 'open',
    '<high>': 'high',
    '<low>': 'low',
    '<close>': 'close',
    '<tickvol>': 'volume',
  },
  marks: ['<tickvol>'],
  dates: ['YYYY.MM.DD', 'YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'not stated',
};
