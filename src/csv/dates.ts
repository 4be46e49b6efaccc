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
const ENGLISH_MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;
/** 0 for a name of another language: its March may begin as ours does, and its April not. */
const monthOf = (name: string): string =>
  String(ENGLISH_MONTH.test(name) ? MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1 : 0);

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

/** What a Unix time counts → how many of it are a millisecond, and with how many digits it is written at most. */
const UNIX_UNITS = {
  'unix seconds': [1e-3, 10],
  'unix milliseconds': [1, 13],
  'unix microseconds': [1e3, 16],
  'unix nanoseconds': [1e6, 19],
} as const;
type UnixForm = keyof typeof UNIX_UNITS;
export const isUnixForm = (form: string): form is UnixForm => Object.hasOwn(UNIX_UNITS, form);
const UNIX_FORMS = Object.keys(UNIX_UNITS).filter(isUnixForm);

export type DateFormName = keyof typeof FORMS | UnixForm;

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
  ...UNIX_FORMS,
];

const CLOCK =
  /^(.*\d)[T\s]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:\s*([AP]M))?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::\d{2})?)?)?$/i;
/** 20240131 160000, as NinjaTrader writes it. */
const DIGITS = /^(\d{8})[T ](\d{4}(?:\d{2})?)$/;
const NO_OFFSET = /^(?:Z|UTC|GMT|[+-]00(?::?00)?)$/i;
/** The date in this form; undefined where the text has another one. Whether the day exists is not asked. */
export function readDate(text: string, form: DateFormName): ReadDate | undefined {
  if (isUnixForm(form)) return readUnixTime(text, form);
  const [, withoutTime, clock, half, zone = ''] = (text.includes(':') ? CLOCK : DIGITS).exec(text) ?? [text, text, ''];
  const [pattern, order] = FORMS[form];
  const found = pattern.exec(withoutTime);
  if (found === null) return undefined;
  const [year, month, day] = order(found[1], found[2], found[3]);
  const time = half === undefined ? clock : `${clock} ${half.toUpperCase()}`;
  return { date: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, time, isUtc: NO_OFFSET.test(zone) };
}

const UNIX_TIME = /^-?(\d{1,19})(?:\.0*)?$/;

/**
 * What Unix times count, by the longest of a column: those of one file have different numbers of digits, as 2001 and 1973
 * are between them, and before 1970 they are below 0. Undefined where none has as many digits as no date written
 * otherwise.
 */
export function unixFormOf(cells: readonly string[]): DateFormName | undefined {
  const most = cells.reduce((digits, cell) => Math.max(digits, UNIX_TIME.exec(cell)?.[1].length ?? 0), 0);
  if (most < LEAST_UNIX_DIGITS) return undefined;
  return UNIX_FORMS.find((form) => most <= UNIX_UNITS[form][1]);
}

/** Whether a cell by itself is a date in any form. */
export function isDateLike(cell: string): boolean {
  return unixFormOf([cell]) !== undefined || DATE_FORMS.some((form) => !isUnixForm(form) && readDate(cell, form));
}

/** 20240131 is a date. */
const LEAST_UNIX_DIGITS = 9;

/** Of a number nobody wrote a local date: its day is that of UTC, in which the sessions of most exchanges begin. */
function readUnixTime(text: string, form: UnixForm): ReadDate | undefined {
  if (!UNIX_TIME.test(text)) return undefined;
  const milliseconds = Number(text) / UNIX_UNITS[form][0];
  if (milliseconds < YEAR_1000 || milliseconds >= YEAR_10000) return undefined;
  const [date, time] = new Date(milliseconds).toISOString().split('T');
  return { date, time: time.slice(0, 8), isUtc: true };
}

const YEAR_1000 = Date.UTC(1000, 0);
const YEAR_10000 = Date.UTC(10_000, 0);

/** Date rolls 2021-02-30 over into March: a date exists when it survives the round trip. Postgres has no year 0. */
export function existsInCalendar(isoDate: string): boolean {
  const time = Date.parse(isoDate);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(isoDate) && !isoDate.startsWith('0000');
}

/** A date of ours: 2024-01-31, and a day that exists. */
export const isIsoDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && existsInCalendar(text);
