import { dayNumber, isoDateOf } from '../dates.ts';
import {
  DATE_FORMS,
  type DateFormName,
  existsInCalendar,
  isUnixForm,
  type ReadDate,
  readDate,
  unixFormOf,
} from './dates.ts';
import { isMissing } from './numbers.ts';

/** How a file writes its dates. */
export type DateReading = {
  readonly form: DateFormName;
  /** Whether sessions that are dated with an evening of UTC are those of the day after. */
  readonly isOfTheEvening: boolean;
};

/** Why it cannot be told how a file writes its dates. */
export type UnclearDates =
  | { readonly is: 'either'; readonly forms: readonly [DateFormName, DateFormName] }
  /** A cell that only the one form reads, and one that only the other does. */
  | { readonly is: 'mixed'; readonly forms: readonly [DateFormName, DateFormName]; readonly cell: string }
  /** A cell in which only the name of the month is not known. */
  | { readonly is: 'month'; readonly cell: string };

/** What differs in the order of day and month alone, and so reads the other's dates, wrongly. */
const MIRRORED: Readonly<Partial<Record<DateFormName, DateFormName>>> = {
  'MM/DD/YYYY': 'DD/MM/YYYY',
  'DD/MM/YYYY': 'MM/DD/YYYY',
  'MM-DD-YYYY': 'DD-MM-YYYY',
  'DD-MM-YYYY': 'MM-DD-YYYY',
  'MM/DD/YY': 'DD/MM/YY',
  'DD/MM/YY': 'MM/DD/YY',
  'MM-DD-YY': 'DD-MM-YY',
  'DD-MM-YY': 'MM-DD-YY',
};

/**
 * The form that fits the dates of a file best, decided for the file as a whole: read row by row, 01/02 and 13/02 would be
 * days of two different months. Where another form than those that its source writes fits more dates, a spreadsheet
 * program has been in between, and that one counts. Of forms that fit equally well those are kept in which the dates
 * ascend or descend, of these the one in which sessions follow each other, of these what the source writes. Where none of
 * that tells, nobody guesses.
 */
export function dateReadingOf(cells: readonly string[], usual: readonly DateFormName[]): DateReading | UnclearDates {
  const written = [...new Set(cells)].filter((cell) => !isMissing(cell));
  const forms = bestForms(written, usual);
  const [form, other] = forms;
  if (other !== undefined) return { is: 'either', forms: [form, other] };
  const mirrored = MIRRORED[form];
  const stray = mirrored && written.find((cell) => sessionIn(cell, form) === undefined && sessionIn(cell, mirrored));
  if (mirrored && stray !== undefined) return { is: 'mixed', forms: [form, mirrored], cell: stray };
  const foreign = isNamed(form) ? written.find((cell) => hasNoMonth(cell, form)) : undefined;
  if (foreign !== undefined) return { is: 'month', cell: foreign };
  return { form, isOfTheEvening: isOfTheEvening(written, form) };
}

const isNamed = (form: DateFormName): boolean => form.includes('Mon');
/** Of another language some names begin as the English ones: read one by one, half of a year would be there. */
const hasNoMonth = (cell: string, form: DateFormName): boolean => readDate(cell, form)?.date.slice(5, 7) === '00';

/** The session of a cell; undefined where it is written in another form. Whether the day exists is not asked. */
export function sessionOf(text: string, { form, isOfTheEvening }: DateReading): ReadDate | undefined {
  const found = readDate(text, form);
  if (found === undefined || !isOfTheEvening || !isEvening(found) || !existsInCalendar(found.date)) return found;
  return { ...found, date: isoDateOf(dayNumber(found.date) + 1) };
}

function sessionIn(text: string, form: DateFormName): string | undefined {
  const found = readDate(text, form);
  return found && existsInCalendar(found.date) ? found.date : undefined;
}

/** At least one. */
function bestForms(written: readonly string[], usual: readonly DateFormName[]): DateFormName[] {
  const datesIn = (form: DateFormName) => ({ form, dates: written.flatMap((cell) => sessionIn(cell, form) ?? []) });
  const unix = unixFormOf(written);
  const possible = DATE_FORMS.filter((form) => !isUnixForm(form) || form === unix);
  const near = new Set([...usual, ...usual.flatMap((form) => MIRRORED[form] ?? [])]);
  const tried = possible.filter((form) => near.has(form)).map(datesIn);
  if (!tried.some(({ dates }) => dates.length === written.length)) {
    tried.push(...possible.filter((form) => !near.has(form)).map(datesIn));
  }
  const most = Math.max(...tried.map(({ dates }) => dates.length));
  const fitting = tried.filter(({ dates }) => dates.length === most);
  const distinct = fitting.filter(
    ({ dates }, i) => fitting.findIndex((other) => other.dates.join() === dates.join()) === i,
  );
  const ordered = atLeastOne(distinct, ({ dates }) => isOrdered(dates));
  const isOfMonths = ordered.some(({ dates }) => areMonths(dates));
  const following = atLeastOne(
    ordered,
    ({ dates }) => followEachOther(dates) && !(isOfMonths && dates.some(isOnWeekend)),
  );
  return atLeastOne(following, ({ form }) => usual.includes(form)).map(({ form }) => form);
}

type Tried = { readonly form: DateFormName; readonly dates: readonly string[] };

function atLeastOne(tried: readonly Tried[], holds: (one: Tried) => boolean): readonly Tried[] {
  const those = tried.filter(holds);
  return those.length > 0 ? those : tried;
}

function isOrdered(dates: readonly string[]): boolean {
  const ascends = (a: string, b: string) => a <= b;
  const holds = (test: (a: string, b: string) => boolean) =>
    dates.every((date, i) => i === 0 || test(dates[i - 1], date));
  return holds(ascends) || holds((a, b) => ascends(b, a));
}

/** More than any holidays part two sessions. With days for months, sessions of a week lie months apart. */
const MOST_DAYS_APART = 12;

function followEachOther(dates: readonly string[]): boolean {
  const days = dates.map(dayNumber).sort((a, b) => a - b);
  return days.length > 1 && days.every((day, i) => i === 0 || day - days[i - 1] <= MOST_DAYS_APART);
}

const isOnWeekend = (date: string): boolean => new Date(date).getUTCDay() % 6 === 0;

/**
 * The same day of one month after the other. The first of January to December are the first twelve of January too, with
 * days and months exchanged: then sessions that follow each other tell only where none is on a weekend.
 */
function areMonths(dates: readonly string[]): boolean {
  const months = dates.map((date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7))).sort((a, b) => a - b);
  const isOneDay = dates.every((date) => date.slice(8) === dates[0].slice(8));
  return months.length > 1 && isOneDay && months.every((month, i) => i === 0 || month - months[i - 1] === 1);
}

/** By the clock of UTC, the days of Sydney begin at 13:00 or 14:00 of the day before, those of futures at 22:00 or 23:00. */
const EARLIEST_EVENING = '13';
/** Days begin with an hour or half of one. What is dated by its end, as 15:25 or 23:59:59, is of that day. */
const BEGINNING = /^\d?\d:[03]0(?::00(?:[.]0+)?)?$/;
const isEvening = ({ time }: ReadDate): boolean =>
  time.padStart(time.split(':').length * 3 - 1, '0') >= EARLIEST_EVENING && BEGINNING.test(time);
const MIDNIGHT = /^0?0:00(?::00)?$/;

/**
 * Midnight of Tokyo is an afternoon of Greenwich, and that of London an evening in summer and midnight in winter. It
 * shows: no market that opens so late by that clock has sessions on Sundays and none on Fridays.
 */
function isOfTheEvening(written: readonly string[], form: DateFormName): boolean {
  const days = new Set<number>();
  for (const cell of written) {
    const found = readDate(cell, form);
    if (found === undefined || !existsInCalendar(found.date)) continue;
    if (!found.isUtc) return false;
    if (isEvening(found)) days.add(new Date(found.date).getUTCDay());
    else if (!MIDNIGHT.test(found.time)) return false;
  }
  return days.has(0) && !days.has(5);
}
