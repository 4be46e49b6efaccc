/** What parts the decimals of a file's numbers from the rest. */
export type DecimalMark = 'point' | 'comma';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** 1,234,567.89, and 12,34,567.89 as in India. */
const GROUPED_BY_COMMA = /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/;
/** 1 234 567.89, and 1'234.50 as in Switzerland: no decimal is parted so, whatever parts them. */
const GROUPED_BY_BLANK = /^[+-]?\d{1,3}(?:[ '\u00a0\u202f]\d{3})+(?:\.\d*)?$/;
const DECIMAL_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[. '\u00a0\u202f]\d{3})+)(?:,\d*)?$/;
/** Before or behind a price, by what is usual where it was written. */
const CURRENCY = /^([+-]?)\s*(?:[$€£¥₹]|USD|EUR)\s*|\s*(?:[$€£¥₹]|USD|EUR)$/g;
const MISSING = new Set([
  '',
  'null',
  'nan',
  'n/a',
  'na',
  '-',
  '--',
  'none',
  'nil',
  '–',
  '—',
  '.',
  'n.a.',
  '<na>',
  '#n/a',
  '#n/a n/a',
]);
/** Zeros that a letter stands for. */
const THOUSANDS: Readonly<Record<string, number>> = { K: 3, M: 6, B: 9, T: 12 };

export function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/**
 * A decimal number, finite as a double, in the form that Postgres and JavaScript read: without a currency sign and
 * thousands separators. Undefined for anything else, so also for `0x10`, `1e999` and `1e-999`. Digits are never changed.
 */
export function readNumber(text: string, mark: DecimalMark): string | undefined {
  if (mark === 'point' && NUMBER.test(text)) return finite(text);
  const bare = text.replaceAll(CURRENCY, '$1');
  if (mark === 'point') {
    if (NUMBER.test(bare)) return finite(bare);
    const isGrouped = GROUPED_BY_COMMA.test(bare) || GROUPED_BY_BLANK.test(bare);
    return isGrouped ? finite(bare.replaceAll(/[, '\u00a0\u202f]/g, '')) : undefined;
  }
  if (!DECIMAL_COMMA.test(bare)) return undefined;
  return finite(bare.replaceAll(/[. '\u00a0\u202f]/g, '').replace(',', '.'));
}

/** A volume: a number that may be short for thousands, as 4.13M. No digit is lost; a whole one has no point. */
export function readVolume(text: string, mark: DecimalMark): string | undefined {
  const thousands = THOUSANDS[text.at(-1)?.toUpperCase() ?? ''];
  const number = readNumber(thousands === undefined ? text : text.slice(0, -1).trimEnd(), mark);
  return number === undefined ? undefined : plainDecimal(number, thousands ?? 0);
}

/** The same number times 10 to the `shift`, without exponent, leading plus and needless zeros: 4.13 by 6 is 4130000. */
function plainDecimal(number: string, shift: number): string {
  const [, sign, whole, fraction = '', exponent = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const point = whole.length + Number(exponent) + shift;
  const digits = (whole + fraction)
    .padEnd(point, '0')
    .padStart(whole.length + fraction.length - Math.min(0, point), '0');
  const at = Math.max(0, point);
  const decimals = digits.slice(at).replace(/0+$/, '');
  const integer = digits.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const magnitude = decimals === '' ? integer : `${integer}.${decimals}`;
  return sign === '-' && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude;
}

/** What arithmetic left behind the fifteenth digit is noise of doubles. */
export function shortest(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** Neither beyond the doubles, nor so small that only 0 is near, nor with an exponent that no price has. */
function finite(text: string): string | undefined {
  if (/[eE][+-]?0*[1-9]\d{3,}$/.test(text)) return undefined;
  const value = Number(text);
  const isLost = value === 0 && /^[+-]?[\d.]*[1-9]/.test(text);
  return Number.isFinite(value) && !isLost ? text : undefined;
}
