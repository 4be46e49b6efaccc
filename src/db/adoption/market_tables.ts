/** What is needed of a column that an adopted table may have in its own way, or lack. */
export type NeededColumn = {
  readonly name: string;
  /** Types that our functions and queries can take, as `format_type` writes them without a modifier; any when absent. */
  readonly types?: readonly string[];
  /** Characters that have to fit in, as far as pgaugur writes it. */
  readonly length?: number;
  /** The type it gets where it is missing; it can't be made up when absent. */
  readonly add?: string;
  /** What a row holds that says nothing of it. Set where a column is added, or takes no null and has no default. */
  readonly default?: string;
  /** Nothing breaks without it. */
  readonly isSpare?: true;
  /** The table that it refers to, where it is added. */
  readonly references?: string;
};

/** A market table: what `migrations/` would make, as far as triggers, functions, queries and the import use it. */
export type MarketTable = {
  readonly name: string;
  readonly columns: readonly NeededColumn[];
  /** The column that other tables refer to. */
  readonly key?: string;
  /** Rows are written by pgaugur alone: it knows no other column that has to be filled. */
  readonly isOurs?: true;
};

const WHOLE = ['integer'];
const NUMBER = ['numeric', 'double precision', 'real', 'bigint', 'integer', 'smallint'];
const TEXT = ['text', 'character varying', 'character'];
const DATE = ['date'];
const DAY = ['date', 'timestamp without time zone', 'timestamp with time zone'];
const INSTANT = ['timestamp with time zone', 'timestamp without time zone'];
const BOOLEAN = ['boolean'];

/** How an enum is written here. It must know the kinds that are asked for by name. */
export const INSTRUMENT_KINDS = ['stock', 'index'];
const KIND = [...TEXT, 'enum'];

const whole = (name: string): NeededColumn => ({ name, types: WHOLE });
const number = (name: string, add?: string, byDefault?: string): NeededColumn => ({
  name,
  types: NUMBER,
  add,
  default: byDefault,
});
const text = (name: string, add?: string, byDefault?: string): NeededColumn => ({
  name,
  types: TEXT,
  add,
  default: byDefault,
});

/** Filled by the trigger `fill_session_columns`, so without a default. */
const SESSION: readonly NeededColumn[] = [
  { name: 'trading_date_local', types: DATE },
  { name: 'trading_date_utc', types: DAY, add: 'date' },
  number('trading_date_epoch', 'bigint'),
  { name: 'trading_datetime_utc', types: INSTANT, add: 'timestamptz' },
  number('trading_datetime_epoch', 'bigint'),
];
const ORIGIN: readonly NeededColumn[] = [
  text('data_source', 'varchar(50)', "'manual'"),
  { ...text('raw_data_hash', 'char(64)'), isSpare: true },
  { name: 'created_at', types: DAY, add: 'timestamptz', default: 'current_timestamp', isSpare: true },
  { ...number('created_at_epoch', 'bigint', 'extract(epoch from current_timestamp)::bigint'), isSpare: true },
];

export const MARKET_TABLES: readonly MarketTable[] = [
  { name: 'countries', key: 'id', columns: [{ name: 'id' }, text('timezone', 'varchar(50)')] },
  { name: 'sectors', key: 'id', columns: [{ name: 'id' }] },
  {
    name: 'exchanges',
    key: 'id',
    columns: [
      whole('id'),
      text('name', 'varchar(100)'),
      text('mic_code', 'varchar(10)'),
      { name: 'country_id', add: 'integer', references: 'countries' },
      { ...text('timezone', 'varchar(50)'), length: 20 },
      { name: 'market_open', types: ['time without time zone'], add: 'time' },
      { name: 'market_close', types: ['time without time zone'], add: 'time' },
    ],
  },
  {
    name: 'base_instruments',
    key: 'id',
    columns: [
      whole('id'),
      text('symbol'),
      text('name', 'varchar(200)'),
      { name: 'instrument_type', types: KIND, add: 'instrument_type', default: "'stock'" },
      { name: 'exchange_id', types: WHOLE, add: 'integer', references: 'exchanges' },
      { name: 'sector_id', add: 'integer', references: 'sectors' },
      text('currency', 'char(3)'),
      { name: 'is_active', types: BOOLEAN, add: 'boolean', default: 'true' },
    ],
  },
  {
    name: 'stock_prices',
    columns: [
      whole('stock_id'),
      ...SESSION,
      ...['open_price', 'high_price', 'low_price', 'close_price'].map((name) => number(name)),
      number('volume', 'numeric', '0'),
      number('adjusted_close', 'numeric'),
      number('split_factor', 'numeric', '1'),
      number('dividend_amount', 'numeric', '0'),
      ...ORIGIN,
    ],
  },
  {
    name: 'index_prices',
    columns: [
      whole('index_id'),
      ...SESSION,
      ...['open_value', 'high_value', 'low_value', 'close_value'].map((name) => number(name)),
      number('trading_volume', 'numeric', '0'),
      ...ORIGIN,
    ],
  },
  {
    name: 'data_quality_metrics',
    isOurs: true,
    columns: [
      whole('instrument_id'),
      { ...text('metric_name', 'varchar(100)'), length: 25 },
      number('metric_value', 'double precision'),
      { name: 'is_valid', types: BOOLEAN, add: 'boolean' },
      { ...text('severity', 'varchar(20)', "'info'"), length: 8 },
      number('threshold_value', 'double precision'),
      { ...text('description', 'text'), length: 1000 },
      { name: 'created_at', types: INSTANT, add: 'timestamptz', default: 'current_timestamp' },
    ],
  },
  {
    name: 'exchange_holidays',
    isOurs: true,
    columns: [whole('exchange_id'), { name: 'holiday_date', types: DATE }, { ...text('name', 'text'), length: 50 }],
  },
];
