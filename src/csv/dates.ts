/** A date as a cell writes it. */
export type ReadDate = {
  /** ISO date of the exchange: what is written counts, an offset behind it changes nothing. */
  readonly date: string;
  /** What is written behind the date, for instance `09:30`; empty where nothing is. */
  readonly time: string;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthOf = (name: string): string => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

/** Of a year in two digits, as POSIX reads it: 69 is 1969, 68 is 2068. */
const inFull = (year: string): string => `${Number(year) < 69 ? 20 : 19}${year}`;

type Parts = readonly [year: string, month: string, day: string];

/** How dates are written: a pattern, and which of its groups are year, month and day. */
const FORMS = {
  'YYYY-MM-DD': [/^(\d{4})-(\d{2})-(\d{2})$/, (a: string, b: string, c: string): Parts => [a, b, c]],
  YYYYMMDD: [/^(\d{4})(\d{2})(\d{2})$/, (a: string, b: string, c: string): Parts => [a, b, c]],
  'YYYY.MM.DD': [/^(\d{4})[./](\d{2})[./](\d{2})$/, (a: string, b: string, c: string): Parts => [a, b, c]],
  'MM/DD/YYYY': [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (a: string, b: string, c: string): Parts => [c, a, b]],
  'DD/MM/YYYY': [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (a: string, b: string, c: string): Parts => [c, b, a]],
  'DD.MM.YYYY': [/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, (a: string, b: string, c: string): Parts => [c, b, a]],
  'DD-MM-YYYY': [/^(\d{1,2})-(\d{1,2})-(\d{4})$/, (a: string, b: string, c: string): Parts => [c, b, a]],
  'DD-Mon-YYYY': [
    /^(\d{1,2})[- ]([a-z]{3,9})[- ](\d{4})$/i,
    (a: string, b: string, c: string): Parts => [c, monthOf(b), a],
  ],
  'Mon DD, YYYY': [
    /^([a-z]{3,9}) (\d{1,2}),? (\d{4})$/i,
    (a: string, b: string, c: string): Parts => [c, monthOf(a), b],
  ],
  'MM/DD/YY': [/^(\d{1,2})\/(\d{1,2})\/(\d{2})$/, (a: string, b: string, c: string): Parts => [inFull(c), a, b]],
  'DD/MM/YY': [/^(\d{1,2})\/(\d{1,2})\/(\d{2})$/, (a: string, b: string, c: string): Parts => [inFull(c), b, a]],
  'DD.MM.YY': [/^(\d{1,2})\.(\d{1,2})\.(\d{2})$/, (a: string, b: string, c: string): Parts => [inFull(c), b, a]],
  'DD-Mon-YY': [
    /^(\d{1,2})[- ]([a-z]{3,9})[- ](\d{2})$/i,
    (a: string, b: string, c: string): Parts => [inFull(c), monthOf(b), a],
  ],
} as const;

export type DateFormName = keyof typeof FORMS | 'unix time' | typeof EVENING;

/** Sessions of the Pacific and of futures begin on the evening before, by the clock of UTC. */
const EVENING = 'unix time of the evening before';
const DAY = 24 * 60 * 60 * 1000;

export const DATE_FORMS: readonly DateFormName[] = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'YYYY.MM.DD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'DD-Mon-YYYY',
  'Mon DD, YYYY',
  'MM/DD/YY',
  'DD/MM/YY',
  'DD.MM.YY',
  'DD-Mon-YY',
  'unix time',
];

const CLOCK = /^(.*\d)[T\s]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:[AP]M)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
/** Digits of a Unix time → how many of its units are a millisecond. */
const UNIX_UNITS: Readonly<Record<number, number>> = { 9: 1e-3, 10: 1e-3, 13: 1, 16: 1e3, 19: 1e6 };

/** The date in this form; undefined where the text has another one. Whether the day exists is not asked. */
export function readDate(text: string, form: DateFormName): ReadDate | undefined {
  if (form === 'unix time') return readUnixTime(text);
  if (form === EVENING) return readUnixTime(text, DAY);
  const [, withoutTime, time] = (text.includes(':') && CLOCK.exec(text)) || [text, text, ''];
  const [pattern, order] = FORMS[form];
  const found = pattern.exec(withoutTime);
  if (found === null) return undefined;
  const [year, month, day] = order(found[1], found[2], found[3]);
  return { date: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, time };
}

/** Of a number nobody wrote a local date: its day is that of UTC, in which the sessions of most exchanges begin. */
function readUnixTime(text: string, later = 0): ReadDate | undefined {
  if (!/^\d{9,19}(?:\.0*)?$/.test(text)) return undefined;
  const digits = text.split('.')[0];
  const perMillisecond = UNIX_UNITS[digits.length];
  if (perMillisecond === undefined) return undefined;
  const [date, time] = new Date(Number(digits) / perMillisecond + later).toISOString().split('T');
  return { date, time: time.slice(0, 8) };
}

/** Date rolls 2021-02-30 over into March: a date exists when it survives the round trip. Postgres has no year 0. */
export function existsInCalendar(isoDate: string): boolean {
  const time = Date.parse(isoDate);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(isoDate) && !isoDate.startsWith('0000');
}

/** A date of ours: 2024-01-31, and a day that exists. */
export const isIsoDate = (text: string): boolean => FORMS['YYYY-MM-DD'][0].test(text) && existsInCalendar(text);

/**
 * The forms that fit the cells of a file best, decided for the file as a whole: read row by row, 01/02 and 13/02 would be
 * days of two different months. Of forms that fit equally many cells those count in which the dates ascend or descend.
 * More than one is left where the file cannot tell.
 */
export function fittingForms(cells: readonly string[], forms: readonly DateFormName[]): DateFormName[] {
  const fitting = textForms(cells, forms);
  return fitting[0] === 'unix time' && isOfTheEvening(cells) ? [EVENING] : fitting;
}

/** No market is open on Sundays and closed on Fridays. */
function isOfTheEvening(cells: readonly string[]): boolean {
  const days = new Set<number>();
  for (const cell of cells) {
    const found = readUnixTime(cell);
    if (found === undefined) continue;
    if (found.time < '20') return false;
    days.add(new Date(found.date).getUTCDay());
  }
  return days.has(0) && !days.has(5);
}

function textForms(cells: readonly string[], forms: readonly DateFormName[]): DateFormName[] {
  if (forms.length === 1) return [...forms];
  const tried = forms.map((form) => {
    const dates = cells.flatMap((cell) => {
      const found = readDate(cell, form);
      return found && existsInCalendar(found.date) ? [found.date] : [];
    });
    return { form, dates };
  });
  const most = Math.max(...tried.map(({ dates }) => dates.length));
  const fitting = tried.filter(({ dates }) => dates.length === most);
  const distinct = fitting.filter(
    ({ dates }, i) => fitting.findIndex((other) => other.dates.join() === dates.join()) === i,
  );
  const ordered = distinct.filter(({ dates }) => isOrdered(dates));
  return (ordered.length > 0 ? ordered : distinct).map(({ form }) => form);
}

function isOrdered(dates: readonly string[]): boolean {
  const ascends = (a: string, b: string) => a <= b;
  const holds = (test: (a: string, b: string) => boolean) =>
    dates.every((date, i) => i === 0 || test(dates[i - 1], date));
  return holds(ascends) || holds((a, b) => ascends(b, a));
}
