import type { Delimiter } from './cells.ts';

/** What parts the decimals of a file's numbers from the rest. */
export type DecimalMark = 'point' | 'comma';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** 1,234,567.89, and 12,34,567.89 as in India. */
const GROUPED_BY_COMMA = /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/;
const DECIMAL_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[. '\u00a0\u202f]\d{3})+)(?:,\d*)?$/;
const CURRENCY = /^([+-]?)\s*(?:[$€£¥₹]|USD|EUR)\s*/;
const MISSING = new Set(['', 'null', 'nan', 'n/a', 'na', '-', '--', 'none', 'nil']);
const THOUSANDS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

export function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/**
 * A decimal number, finite as a double, in the form that Postgres and JavaScript read: without a currency sign and
 * thousands separators. Undefined for anything else, so also for `0x10` and `1e999`. Digits are never changed.
 */
export function readNumber(text: string, mark: DecimalMark): string | undefined {
  if (mark === 'point' && NUMBER.test(text)) return finite(text);
  const bare = text.replace(CURRENCY, '$1');
  if (mark === 'point') {
    if (NUMBER.test(bare)) return finite(bare);
    return GROUPED_BY_COMMA.test(bare) ? finite(bare.replaceAll(',', '')) : undefined;
  }
  if (!DECIMAL_COMMA.test(bare)) return undefined;
  return finite(bare.replaceAll(/[. '\u00a0\u202f]/g, '').replace(',', '.'));
}

/** A volume: a number that may be short for thousands, as 4.13M. Whole ones lose their zeros behind the point. */
export function readVolume(text: string, mark: DecimalMark): string | undefined {
  const unit = THOUSANDS[text.at(-1)?.toUpperCase() ?? ''];
  const number = readNumber(unit === undefined ? text : text.slice(0, -1).trimEnd(), mark);
  if (number === undefined) return undefined;
  if (unit !== undefined) return shortest(Number(number) * unit);
  const [, whole] = /^([+-]?\d+)(?:\.0*)?$/.exec(number) ?? [];
  if (whole !== undefined) return BigInt(whole.replace('+', '')).toString();
  return /e/i.test(number) ? shortest(Number(number)) : number;
}

/** What arithmetic left behind the fifteenth digit is noise of doubles. */
export function shortest(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/**
 * Which mark the cells of a file show: a comma where it stands as only a decimal comma can, and no point contradicts.
 * `100,523` says nothing by itself; where semicolons part the cells, a comma is left for the decimals.
 */
export function decimalMarkOf(cells: Iterable<string>, delimiter: Delimiter): DecimalMark {
  let commas = false;
  for (const cell of cells) {
    const number = /^[+-]?[\d.,]+$/.exec(cell.replaceAll(/(?<=\d)[ '\u00a0\u202f](?=\d{3})/g, ''))?.[0];
    if (number === undefined) continue;
    if (/^[^.]*\d,(?:\d{1,2}|\d{4,})$/.test(number) || /\.\d{3},\d+$/.test(number)) commas = true;
    else if (/^[^.]*\.\d*$/.test(number) && !/\.\d{3}$/.test(number)) return 'point';
    else if (/,\d{3},\d{3}/.test(number)) return 'point';
    else if (delimiter === ';' && number.includes(',')) commas = true;
  }
  return commas ? 'comma' : 'point';
}

const finite = (text: string): string | undefined => (Number.isFinite(Number(text)) ? text : undefined);
