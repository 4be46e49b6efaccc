/** What a column of a price file can hold. `symbol` and `period` are checked, not handed on. */
export type PriceField =
  | 'date'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'volume'
  | 'adjustedClose'
  | 'splitFactor'
  | 'dividend'
  | 'symbol'
  | 'period';

export type PriceFormatName = 'stooq_ascii' | 'stooq_polish' | 'stooq_english' | 'yahoo' | 'vega_datasets' | 'plain';

/** One kind of price file, told apart by its header alone. */
export type PriceFormat = {
  readonly name: PriceFormatName;
  /** The header as the source writes it; shown to users whose header is unknown. */
  readonly example: string;
  /** Lower-case column label → field. Several labels may stand for one field. */
  readonly labels: ReadonlyMap<string, PriceField>;
  readonly required: readonly PriceField[];
  /** True when only `example` itself matches, in its order and case. */
  readonly exact: boolean;
  readonly dateStyle: 'YYYY-MM-DD' | 'YYYYMMDD';
  /**
   * `whole` refuses a volume like 123.4, which is usually a price in the wrong column. `adjusted` rounds it to whole
   * shares: Stooq divides old volumes by later split and dividend factors, so fractions are normal there.
   */
  readonly volumeStyle: 'whole' | 'adjusted';
};

const PRICES: readonly PriceField[] = ['date', 'open', 'high', 'low', 'close'];

const ENGLISH: readonly (readonly [string, PriceField])[] = [
  ['date', 'date'],
  ['open', 'open'],
  ['high', 'high'],
  ['low', 'low'],
  ['close', 'close'],
  ['volume', 'volume'],
];

/** Our own format: what stands in the examples. */
export const PLAIN_FORMAT: PriceFormat = {
  name: 'plain',
  example: 'date,open,high,low,close,volume',
  labels: new Map([
    ...ENGLISH,
    ['adjusted_close', 'adjustedClose'],
    ['adj_close', 'adjustedClose'],
    // Not the "Stock Splits" of Yahoo's: its prices are split-adjusted already.
    ['split_factor', 'splitFactor'],
    ['dividend_amount', 'dividend'],
    ['symbol', 'symbol'],
    ['ticker', 'symbol'],
    ['name', 'symbol'],
  ]),
  required: PRICES,
  exact: false,
  dateStyle: 'YYYY-MM-DD',
  volumeStyle: 'whole',
};

/** The known formats, the more particular before the more general: the first match wins. */
export const PRICE_FORMATS: readonly PriceFormat[] = [
  {
    name: 'stooq_ascii',
    example: '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
    labels: new Map([
      ['<ticker>', 'symbol'],
      ['<per>', 'period'],
      ['<date>', 'date'],
      ['<open>', 'open'],
      ['<high>', 'high'],
      ['<low>', 'low'],
      ['<close>', 'close'],
      ['<vol>', 'volume'],
    ]),
    required: PRICES,
    exact: false,
    dateStyle: 'YYYYMMDD',
    volumeStyle: 'adjusted',
  },
  {
    name: 'stooq_polish',
    example: 'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen',
    labels: new Map([
      ['data', 'date'],
      ['otwarcie', 'open'],
      ['najwyzszy', 'high'],
      ['najnizszy', 'low'],
      ['zamkniecie', 'close'],
      ['wolumen', 'volume'],
    ]),
    required: PRICES,
    exact: false,
    dateStyle: 'YYYY-MM-DD',
    volumeStyle: 'adjusted',
  },
  {
    name: 'yahoo',
    example: 'Date,Open,High,Low,Close,Adj Close,Volume',
    labels: new Map([...ENGLISH, ['adj close', 'adjustedClose']]),
    required: [...PRICES, 'adjustedClose'],
    exact: false,
    dateStyle: 'YYYY-MM-DD',
    volumeStyle: 'whole',
  },
  {
    name: 'vega_datasets',
    example: 'date,open,high,low,close,adjclose,volume',
    labels: new Map([...ENGLISH, ['adjclose', 'adjustedClose']]),
    required: [...PRICES, 'adjustedClose'],
    exact: false,
    dateStyle: 'YYYY-MM-DD',
    volumeStyle: 'whole',
  },
  {
    name: 'stooq_english',
    example: 'Date,Open,High,Low,Close,Volume',
    labels: new Map(ENGLISH),
    required: [...PRICES, 'volume'],
    exact: true,
    dateStyle: 'YYYY-MM-DD',
    volumeStyle: 'adjusted',
  },
  PLAIN_FORMAT,
];
