import { ENGLISH, type PriceFormat } from './format.ts';

/** Stooq adjusts old prices and volumes for splits and dividends, so fractions of shares are normal there. */
const COMMON = { numbers: 'point', order: 'oldest first', prices: 'adjusted for splits and dividends' } as const;

export const stooqAscii: PriceFormat = {
  name: 'stooq_ascii',
  source: 'Stooq: "ASCII" of the historical data archives, and single files of today',
  header: '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
  columns: {
    '<ticker>': 'symbol',
    '<per>': 'period',
    '<date>': 'date',
    '<time>': 'time',
    '<open>': 'open',
    '<high>': 'high',
    '<low>': 'low',
    '<close>': 'close',
    '<vol>': 'volume',
  },
  marks: ['<ticker>'],
  dates: ['YYYYMMDD'],
  ...COMMON,
};

export const stooqPolish: PriceFormat = {
  name: 'stooq_polish',
  source: 'Stooq: "Dane historyczne" of stooq.pl, CSV',
  header: 'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen',
  columns: {
    data: 'date',
    otwarcie: 'open',
    najwyzszy: 'high',
    najwyższy: 'high',
    najnizszy: 'low',
    najniższy: 'low',
    zamkniecie: 'close',
    zamknięcie: 'close',
    wolumen: 'volume',
  },
  dates: ['YYYY-MM-DD'],
  ...COMMON,
};

export const stooqEnglish: PriceFormat = {
  name: 'stooq_english',
  source: 'Stooq: "Historical data" of stooq.com, CSV; other sources write this header too',
  header: 'Date,Open,High,Low,Close,Volume',
  columns: ENGLISH,
  marks: ['volume'],
  exact: true,
  dates: ['YYYY-MM-DD'],
  ...COMMON,
  numbers: 'either',
};
