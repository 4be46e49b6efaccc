import type { PriceFormat } from './format.ts';

export const metastock: PriceFormat = {
  name: 'metastock',
  source: 'MetaStock ASCII, as EODData, bossa.pl, CafeF and others write it',
  header: '<TICKER>,<PER>,<DTYYYYMMDD>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>',
  columns: {
    '<ticker>': 'symbol',
    '<per>': 'period',
    '<dtyyyymmdd>': 'date',
    '<date>': 'date',
    '<time>': 'time',
    '<open>': 'open',
    '<high>': 'high',
    '<low>': 'low',
    '<close>': 'close',
    '<vol>': 'volume',
    '<volume>': 'volume',
  },
  dates: ['YYYYMMDD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'not stated',
};
