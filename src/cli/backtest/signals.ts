import type { BarsFile, Score } from '../../csv/index.ts';

/** A price file, and what is in it. */
export type PriceFile = Pick<BarsFile, 'bars' | 'leftOut'> & { readonly file: string };

/** The sessions whose predictions count. */
export type Period = { readonly from?: string; readonly to?: string };

export type Signals = {
  /** One per bar, NaN where the scores say nothing or the session is outside the period. */
  readonly signals: Float64Array;
  /** Scores of no session of the file. One of a row that was left out is not among them: it cannot be traded. */
  readonly strays: readonly Score[];
};

/** Scores of one instrument beside its bars. */
export function signalsOf(
  scores: readonly Score[],
  { bars: { dates }, leftOut }: Pick<PriceFile, 'bars' | 'leftOut'>,
  { from = '', to = '9999-12-31' }: Period,
): Signals {
  const signals = new Float64Array(dates.length).fill(Number.NaN);
  const barOf = new Map(dates.map((date, bar) => [date, bar]));
  const passedOver = new Set(leftOut.map(({ date }) => date));
  const strays: Score[] = [];
  for (const score of scores) {
    const bar = barOf.get(score.date);
    if (bar === undefined) {
      if (!passedOver.has(score.date)) strays.push(score);
    } else if (score.date >= from && score.date <= to) signals[bar] = score.probability;
  }
  return { signals, strays };
}

export const predictionsIn = (signals: Float64Array): number =>
  signals.reduce((count, signal) => (Number.isNaN(signal) ? count : count + 1), 0);

/** Why there is nothing to trade. */
export function nothingPredicted(scores: readonly Score[], { from, to }: Period): string {
  if (scores.length === 0) return 'no row has a probability, so there is nothing to trade';
  const dates = scores.map(({ date }) => date).sort();
  const asked = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])].join(' ');
  return `no prediction ${asked}; there are ${dates.length} from ${dates[0]} to ${dates[dates.length - 1]}`;
}

export const strayProblem = ({ line, date }: Score, { file, bars }: PriceFile): string =>
  `line ${line}: ${date} is no session of ${file}, ${nearest(bars.dates, date)}`;

/** The sessions around a date that is none. */
function nearest(dates: readonly string[], date: string): string {
  if (dates.length === 0) return 'which has none';
  const next = dates.findIndex((session) => session > date);
  if (next === 0) return `whose first session is ${dates[0]}`;
  if (next < 0) return `whose last session is ${dates[dates.length - 1]}`;
  return `whose sessions around it are ${dates[next - 1]} and ${dates[next]}`;
}
