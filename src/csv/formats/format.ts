import type { DateFormName } from '../dates.ts';

/** What a column of a price file can hold. `period`, `series`, `time` and `knownSplit` are checked, not handed on. */
export type PriceField =
  | 'date'
  | 'time'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'volume'
  | 'adjustedClose'
  | 'splitFactor'
  | 'knownSplit'
  | 'dividend'
  | 'symbol'
  | 'series'
  | 'period';

/** One kind of price file, told apart by its header. Everything that is particular about a source stands in its entry. */
export type PriceFormat = {
  readonly name: string;
  /** Who writes such files, and how one gets one. */
  readonly source: string;
  /** The header as the source writes it; shown to users whose header is unknown. */
  readonly header: string;
  /** Lower-case column label → field. Several labels may stand for one field; others are not read. */
  readonly columns: Readonly<Record<string, PriceField>>;
  /** Labels beside date and prices that tell this source from others, in lower case. */
  readonly marks?: readonly string[];
  /** A label that only other sources have. */
  readonly without?: string;
  /** What the rows must show for the header to be of this source. */
  readonly needs?: 'decimal commas';
  /** True when only `header` itself matches, in its order and case. */
  readonly exact?: boolean;
  /** The forms of date that the source writes. Another is read where it fits more of a file's dates. */
  readonly dates: readonly DateFormName[];
  /** What parts a number's decimals: a point, a comma, or whichever of them the file shows. */
  readonly numbers: 'point' | 'comma' | 'either';
  readonly order: 'oldest first' | 'newest first';
  /**
   * What the prices have been through. Those that are `as traded` and have a column of splits are adjusted on the way
   * in; those `on the basis of their splits` are kept, and the splits beside them.
   */
  readonly prices:
    | 'as traded'
    | 'split-adjusted'
    | 'adjusted for splits and dividends'
    | 'on the basis of their splits'
    | 'not stated';
};

/** What every file has. */
export const REQUIRED_FIELDS: readonly PriceField[] = ['date', 'open', 'high', 'low', 'close'];

/** The five prices and a volume by their English names. */
export const ENGLISH = {
  date: 'date',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
} as const satisfies Record<string, PriceField>;
