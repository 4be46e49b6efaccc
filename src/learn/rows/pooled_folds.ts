import { HORIZON_SESSIONS } from '../../horizon.ts';
import { partStarts, type WalkForward, type WalkForwardOptions } from './folds.ts';
import { type RowRange, requireFractions } from './split.ts';
import { UntrainableError } from './untrainable.ts';

/**
 * Most calendar days between a row and the end of its label. Seven sessions take nine days, with holidays up to nineteen;
 * what takes longer is a halt, and an outcome from after a halt is another question than "higher in seven sessions?".
 */
export const LONGEST_LABEL_DAYS = 21;

/** Labelled rows of many instruments, in the order of their dates; within a date in any order. */
export type PooledRows = {
  /** Session of each row, as ISO date. */
  readonly dates: readonly string[];
  /** The seventh session after it in the instrument's own calendar: the last close that the label knows. */
  readonly labelEnds: readonly string[];
};

export type PooledWalkForward = WalkForward & {
  /** First date of each fold's validation rows. */
  readonly validationFrom: readonly string[];
  /** First date of the test. An instrument is judged on its own rows from this date on. */
  readonly testFrom: string;
};

type PoolFoldsOptions = Pick<WalkForwardOptions, 'folds' | 'scheme' | 'fractions'> & {
  /** Further dates left out before each boundary, for dependence that outlives the label. */
  readonly embargo?: number;
  /** Fewest distinct dates a part may have. */
  readonly minimumDates?: number;
};

/**
 * Walk-forward folds over the rows of many instruments, as walkForwardFolds has them for one: shares of the distinct
 * dates, each date wholly on one side of a boundary, the test behind all folds.
 *
 * Calendars differ, so the purge is exact and by date: before a boundary, rows end with the first whose label ends on the
 * boundary or later. Every earlier one ended before it. (A later row may have ended before it, too, and is left out, so
 * that parts are ranges; a label lasts 21 days at most, so it is a matter of days.)
 *
 * With the rows of one instrument the folds are those of walkForwardFolds, purge included.
 * @throws UntrainableError that says how many dates would do
 * @throws RangeError for rows out of order, or with a label that spans more than LONGEST_LABEL_DAYS: leave those out
 */
export function poolFolds(rows: PooledRows, options: PoolFoldsOptions = {}): PooledWalkForward {
  const { folds = 5, scheme = 'expanding', fractions = [0.4, 0.45, 0.15] } = options;
  const { embargo = 0, minimumDates = 30 } = options;
  requireFractions(fractions);
  for (const [name, value] of Object.entries({ embargo, minimumDates })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`pooled folds: ${name} must be a whole number, 0 or more, got ${value}`);
    }
  }
  if (!Number.isInteger(folds) || folds < 1) {
    throw new RangeError(`pooled folds: their number must be a whole number above 0, got ${folds}`);
  }
  requirePooledRows(rows);

  const { dates, firstRows } = distinctDates(rows.dates);
  const rowOf = (date: number) => firstRows[date] ?? rows.dates.length;
  const { validationStarts, testStart } = partStarts(dates.length, folds, fractions);
  // Where there are too few dates for a boundary it begins with the first date, and no part before it has rows.
  const purgedEnd = (boundary: number): number => endBefore(rows, rowOf(boundary), dates[boundary - embargo] ?? '');
  const found: PooledWalkForward = {
    folds: validationStarts.map((from, i) => ({
      train: [scheme === 'rolling' ? rowOf(from - validationStarts[0]) : 0, purgedEnd(from)],
      validation: [rowOf(from), i === folds - 1 ? purgedEnd(testStart) : rowOf(validationStarts[i + 1])],
    })),
    test: [rowOf(testStart), rows.dates.length],
    trainAndValidation: [0, purgedEnd(testStart)],
    validationFrom: validationStarts.map((from) => dates[from]),
    testFrom: dates[testStart],
  };
  const parts = [found.test, ...found.folds.flatMap(({ train, validation }) => [train, validation])];
  if (parts.every((part) => datesWithin(rows.dates, part) >= Math.max(1, minimumDates))) return found;

  const purge = embargo + longestReach(rows, dates);
  throw new UntrainableError(
    'too_few_rows',
    `pooled folds: ${folds} ${scheme} ${folds === 1 ? 'fold needs' : 'folds need'} rows on ` +
      `${datesThatDo(dates.length, folds, fractions, purge, minimumDates)} dates, got ${dates.length} ` +
      `(${minimumDates} dates in every part, fractions ${fractions.join(' / ')}, up to ${purge} dates purged before ` +
      'each boundary)',
  );
}

function requirePooledRows({ dates, labelEnds }: PooledRows): void {
  if (dates.length !== labelEnds.length) {
    throw new RangeError(`pooled folds: need a label's end per row, got ${labelEnds.length} for ${dates.length} rows`);
  }
  for (let row = 0; row < dates.length; row++) {
    if (row > 0 && dates[row] < dates[row - 1]) {
      throw new RangeError(
        `pooled folds: rows must be in the order of their dates, got ${dates[row]} at row ${row} ` +
          `after ${dates[row - 1]}`,
      );
    }
    const days = (Date.parse(labelEnds[row]) - Date.parse(dates[row])) / 86_400_000;
    if (!(days > 0 && days <= LONGEST_LABEL_DAYS)) {
      throw new RangeError(
        `pooled folds: a label must end 1 to ${LONGEST_LABEL_DAYS} days after its row, got ${labelEnds[row]} for ` +
          `${dates[row]} at row ${row}`,
      );
    }
  }
}

function distinctDates(sorted: readonly string[]): { dates: string[]; firstRows: number[] } {
  const firstRows = [...sorted.keys()].filter((row) => row === 0 || sorted[row] !== sorted[row - 1]);
  return { dates: firstRows.map((row) => sorted[row]), firstRows };
}

/** The end of the rows before `to` none of whose labels ends on the date or later. */
function endBefore({ labelEnds }: PooledRows, to: number, date: string): number {
  const reaching = labelEnds.findIndex((end) => end >= date);
  return reaching < 0 ? to : Math.min(reaching, to);
}

function datesWithin(dates: readonly string[], [from, to]: RowRange): number {
  let count = 0;
  for (let row = from; row < to; row++) if (row === from || dates[row] !== dates[row - 1]) count++;
  return count;
}

/** Most dates from a row to the end of its label, over the rows whose label ends within the dates. */
function longestReach(rows: PooledRows, dates: readonly string[]): number {
  const position = new Map(dates.map((date, i) => [date, i]));
  let longest = HORIZON_SESSIONS;
  rows.dates.forEach((date, row) => {
    const [from, to] = [position.get(date), position.get(rows.labelEnds[row])];
    if (from !== undefined && to !== undefined) longest = Math.max(longest, to - from);
  });
  return longest;
}

function datesThatDo(
  found: number,
  folds: number,
  fractions: readonly [number, number, number],
  purge: number,
  minimumDates: number,
): number {
  const least = Math.max(1, minimumDates);
  for (let size = found + 1; ; size++) {
    const { validationStarts, testStart } = partStarts(size, folds, fractions);
    const ends = [...validationStarts.slice(1), testStart - purge];
    const isLongEnough =
      size - testStart >= least &&
      validationStarts[0] - purge >= least &&
      validationStarts.every((from, i) => ends[i] - from >= least);
    if (isLongEnough) return size;
  }
}
