/** A date as a cell writes it. */
export type ReadDate = {
  /** ISO date: what is written counts, an offset behind it changes nothing. */
  readonly date: string;
  /** What is written behind the date, for instance `09:30`; empty where nothing is. */
  readonly time: string;
  /** Whether the time is said to be that of UTC. */
  readonly isUtc: boolean;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthOf = (name: string): string => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

/** Of a year in two digits, as POSIX reads it: 69 is 1969, 68 is 2068. */
const inFull = (year: string): string => `${Number(year) < 69 ? 20 : 19}${year}`;

type Parts = readonly [year: string, month: string, day: string];
type Order = (a: string, b: string, c: string) => Parts;

const YMD: Order = (a, b, c) => [a, b, c];
const MDY: Order = (a, b, c) => [c, a, b];
const DMY: Order = (a, b, c) => [c, b, a];
const short =
  (order: Order): Order =>
  (a, b, c) => {
    const [year, month, day] = order(a, b, c);
    return [inFull(year), month, day];
  };

/** How dates are written: a pattern, and which of its groups are year, month and day. With dots, days always come first. */
const FORMS = {
  'YYYY-MM-DD': [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, YMD],
  YYYYMMDD: [/^(\d{4})(\d{2})(\d{2})$/, YMD],
  'YYYY.MM.DD': [/^(\d{4})[./](\d{1,2})[./](\d{1,2})$/, YMD],
  'MM/DD/YYYY': [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, MDY],
  'DD/MM/YYYY': [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, DMY],
  'DD.MM.YYYY': [/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, DMY],
  'DD-MM-YYYY': [/^(\d{1,2})-(\d{1,2})-(\d{4})$/, DMY],
  'MM-DD-YYYY': [/^(\d{1,2})-(\d{1,2})-(\d{4})$/, MDY],
  'DD-Mon-YYYY': [/^(\d{1,2})[- ]([a-z]{3,9})[- ](\d{4})$/i, (a: string, b: string, c: string) => [c, monthOf(b), a]],
  'Mon DD, YYYY': [/^([a-z]{3,9}) (\d{1,2}),? (\d{4})$/i, (a: string, b: string, c: string) => [c, monthOf(a), b]],
  'MM/DD/YY': [/^(\d{1,2})\/(\d{1,2})\/(\d{2})$/, short(MDY)],
  'DD/MM/YY': [/^(\d{1,2})\/(\d{1,2})\/(\d{2})$/, short(DMY)],
  'YY/MM/DD': [/^(\d{2})\/(\d{1,2})\/(\d{1,2})$/, short(YMD)],
  'DD.MM.YY': [/^(\d{1,2})\.(\d{1,2})\.(\d{2})$/, short(DMY)],
  'DD-MM-YY': [/^(\d{1,2})-(\d{1,2})-(\d{2})$/, short(DMY)],
  'MM-DD-YY': [/^(\d{1,2})-(\d{1,2})-(\d{2})$/, short(MDY)],
  'YY-MM-DD': [/^(\d{2})-(\d{1,2})-(\d{1,2})$/, short(YMD)],
  'DD-Mon-YY': [
    /^(\d{1,2})[- ]([a-z]{3,9})[- ](\d{2})$/i,
    (a: string, b: string, c: string) => [inFull(c), monthOf(b), a],
  ],
  YYMMDD: [/^(\d{2})(\d{2})(\d{2})$/, short(YMD)],
} as const satisfies Readonly<Record<string, readonly [RegExp, Order]>>;

export type DateFormName = keyof typeof FORMS | 'unix time';

export const DATE_FORMS: readonly DateFormName[] = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'YYYY.MM.DD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'MM-DD-YYYY',
  'DD-Mon-YYYY',
  'Mon DD, YYYY',
  'MM/DD/YY',
  'DD/MM/YY',
  'YY/MM/DD',
  'DD.MM.YY',
  'DD-MM-YY',
  'MM-DD-YY',
  'YY-MM-DD',
  'DD-Mon-YY',
  'YYMMDD',
  'unix time',
];

const CLOCK =
  /^(.*\d)[T\s]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:[AP]M)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::\d{2})?)?)?$/i;
const NO_OFFSET = /^(?:Z|UTC|GMT|[+-]00(?::?00)?)$/i;
/** Digits of a Unix time → how many of its units are a millisecond. */
const UNIX_UNITS: Readonly<Record<number, number>> = { 9: 1e-3, 10: 1e-3, 13: 1, 16: 1e3, 19: 1e6 };

/** The date in this form; undefined where the text has another one. Whether the day exists is not asked. */
export function readDate(text: string, form: DateFormName): ReadDate | undefined {
  if (form === 'unix time') return readUnixTime(text);
  const [, withoutTime, time, zone = ''] = (text.includes(':') && CLOCK.exec(text)) || [text, text, ''];
  const [pattern, order] = FORMS[form];
  const found = pattern.exec(withoutTime);
  if (found === null) return undefined;
  const [year, month, day] = order(found[1], found[2], found[3]);
  return { date: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, time, isUtc: NO_OFFSET.test(zone) };
}

/** Of a number nobody wrote a local date: its day is that of UTC, in which the sessions of most exchanges begin. */
function readUnixTime(text: string): ReadDate | undefined {
  if (!/^\d{9,19}(?:\.0*)?$/.test(text)) return undefined;
  const digits = text.split('.')[0];
  const perMillisecond = UNIX_UNITS[digits.length];
  if (perMillisecond === undefined) return undefined;
  const [date, time] = new Date(Number(digits) / perMillisecond).toISOString().split('T');
  return { date, time: time.slice(0, 8), isUtc: true };
}

/** Date rolls 2021-02-30 over into March: a date exists when it survives the round trip. Postgres has no year 0. */
export function existsInCalendar(isoDate: string): boolean {
  const time = Date.parse(isoDate);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(isoDate) && !isoDate.startsWith('0000');
}

/** A date of ours: 2024-01-31, and a day that exists. */
export const isIsoDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && existsInCalendar(text);
