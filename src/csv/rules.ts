import type { PriceField, PriceFormat } from './formats.ts';

/** A syntactic rule that one cell keeps or breaks. `rule` says what holds for a good cell. */
export type CellRule = {
  readonly rule: string;
  readonly holds: (text: string) => boolean;
};

/** Column names of the price tables, so that a rejection reads like a violated constraint. */
export const COLUMN_NAMES: Readonly<Record<PriceField, string>> = {
  date: 'trading_date',
  open: 'open_price',
  high: 'high_price',
  low: 'low_price',
  close: 'close_price',
  volume: 'volume',
  adjustedClose: 'adjusted_close',
  splitFactor: 'split_factor',
  dividend: 'dividend_amount',
  symbol: 'symbol',
  period: 'period',
};

/**
 * The rules for a field, in the order in which they are checked. They ask whether a cell can be read at all; whether
 * the prices make sense together is for the database's constraints to say.
 */
export function rulesFor(field: PriceField, format: PriceFormat): CellRule[] {
  const name = COLUMN_NAMES[field];
  const present: CellRule = { rule: `${name} is present`, holds: isPresent };
  switch (field) {
    case 'date':
      return [
        present,
        { rule: `${name} is a date (${format.dateStyle})`, holds: (text) => isDate(text, format.dateStyle) },
        { rule: `${name} exists in the calendar`, holds: (text) => existsInCalendar(toIsoDate(text)) },
      ];
    case 'open':
    case 'high':
    case 'low':
    case 'close':
    case 'adjustedClose':
      return [present, { rule: `${name} is a number`, holds: isFiniteNumber }];
    case 'splitFactor':
    case 'dividend':
      return [{ rule: `${name} is a number, or empty`, holds: (text) => !isPresent(text) || isFiniteNumber(text) }];
    case 'volume':
      return [
        present,
        format.volumeStyle === 'whole'
          ? { rule: `${name} is an integer`, holds: isInteger }
          : { rule: `${name} is a number`, holds: isFiniteNumber },
        { rule: `${name} fits a bigint`, holds: fitsBigint },
      ];
    case 'symbol':
      return [];
    case 'period':
      return [{ rule: `${name} is D (daily)`, holds: (text) => text.toUpperCase() === 'D' }];
  }
}

/** `20060103` and `2006-01-03` as `2006-01-03`. */
export function toIsoDate(text: string): string {
  return text.length === 8 ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;
}

/** A volume in whole shares: `123.0` and `123` are 123, Stooq's `475373.24` is 475373. */
export function toWholeShares(text: string): bigint {
  const integer = INTEGER.exec(text);
  return integer === null ? BigInt(Math.round(Number(text))) : BigInt(integer[1]);
}

/** Sources write "no split" as 1, as 0 or not at all: all of them are 1. */
export function toSplitFactor(text: string): string {
  const factor = textOr(text, '1');
  return Number(factor) === 0 ? '1' : factor;
}

/** What a cell that may be empty says, or the text for one that says nothing. */
export function textOr(text: string, absent: string): string {
  return isPresent(text) ? text : absent;
}

const MISSING = new Set(['', 'null', 'nan', 'n/a', 'na', '-']);
const DATE = { 'YYYY-MM-DD': /^\d{4}-\d{2}-\d{2}$/, YYYYMMDD: /^\d{8}$/ } as const;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^([+-]?\d+)(?:\.0*)?$/;

function isPresent(text: string): boolean {
  return !MISSING.has(text.toLowerCase());
}

function isDate(text: string, style: PriceFormat['dateStyle']): boolean {
  return DATE[style].test(text);
}

/** Date rolls 2021-02-30 over into March: a date exists when it survives the round trip. Postgres has no year 0. */
function existsInCalendar(isoDate: string): boolean {
  const time = Date.parse(isoDate);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(isoDate) && !isoDate.startsWith('0000');
}

/** A decimal number that is finite as a double, so neither `0x10` nor `1e999`. */
function isFiniteNumber(text: string): boolean {
  return NUMBER.test(text) && Number.isFinite(Number(text));
}

function isInteger(text: string): boolean {
  return INTEGER.test(text);
}

function fitsBigint(text: string): boolean {
  const shares = toWholeShares(text);
  return BigInt.asIntN(64, shares) === shares;
}
