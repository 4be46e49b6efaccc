import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { LONGEST_LABEL_DAYS } from '../../../src/learn/index.ts';
import type { Series } from './read_folder.ts';

/** Sessions with a label, of many instruments, in the order of their dates, then of the instruments. */
export type Rows = {
  readonly count: number;
  /** Sessions of all instruments, ascending: positions here are days. */
  readonly calendar: readonly string[];
  readonly instrument: Int32Array;
  /** Position of the session among the instrument's bars. */
  readonly session: Int32Array;
  readonly day: Int32Array;
  /** The day whose close the label looks at. */
  readonly labelEnd: Int32Array;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
};

/**
 * Sessions before the first that counts: what most features look back on. Longer ones are not known at first, and say so.
 */
export const WARM_UP = 126;

/** Rows up to the end of a date. A label that takes longer than 21 days is another question, as in the product. */
export function rowsOf(stocks: readonly Series[], until: string): Rows {
  const calendar = [...new Set(stocks.flatMap(({ bars }) => bars.dates))].sort();
  const dayOf = new Map(calendar.map((date, day) => [date, day]));
  const milliseconds = calendar.map((date) => Date.parse(date));
  const days = stocks.map(({ bars }) => Int32Array.from(bars.dates, (date) => dayOf.get(date) ?? -1));
  const isRow = (own: Int32Array, t: number): boolean =>
    t >= WARM_UP &&
    t + HORIZON_SESSIONS < own.length &&
    calendar[own[t]] <= until &&
    milliseconds[own[t + HORIZON_SESSIONS]] - milliseconds[own[t]] <= LONGEST_LABEL_DAYS * DAY_MS;
  let count = 0;
  for (const own of days) for (let t = 0; t < own.length; t++) if (isRow(own, t)) count++;
  const rows: Rows = {
    count,
    calendar,
    instrument: new Int32Array(count),
    session: new Int32Array(count),
    day: new Int32Array(count),
    labelEnd: new Int32Array(count),
    growth: new Float64Array(count),
  };
  const next = new Int32Array(stocks.length);
  let row = 0;
  for (let day = 0; day < calendar.length; day++) {
    for (let i = 0; i < stocks.length; i++) {
      const own = days[i];
      const t = next[i];
      if (own[t] !== day) continue;
      next[i]++;
      if (!isRow(own, t)) continue;
      const { close } = stocks[i].bars;
      rows.instrument[row] = i;
      rows.session[row] = t;
      rows.day[row] = day;
      rows.labelEnd[row] = own[t + HORIZON_SESSIONS];
      rows.growth[row] = close[t + HORIZON_SESSIONS] / close[t];
      row++;
    }
  }
  return rows;
}

const DAY_MS = 86_400_000;

/** The days of a year, as [from, to) of the calendar. */
export function daysOfYear({ calendar }: Rows, year: number): readonly [number, number] {
  const from = calendar.findIndex((date) => date >= `${year}-01-01`);
  const to = calendar.findIndex((date) => date >= `${year + 1}-01-01`);
  return [from < 0 ? calendar.length : from, to < 0 ? calendar.length : to];
}

/** Rows of the given days, as [from, to). */
export function rowsOfDays({ day }: Rows, [from, to]: readonly [number, number]): readonly [number, number] {
  const at = (wanted: number) => {
    let [low, high] = [0, day.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (day[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [at(from), at(to)];
}
