import type { TradedInstrument } from './inputs.ts';

/** Which sessions a backtest goes through. */
type SessionRange = {
  /** All sessions of all instruments in the range, ascending. */
  readonly dates: readonly string[];
  /** Per instrument, its first and last bar in the range; none when last < first. */
  readonly first: readonly number[];
  readonly last: readonly number[];
};

/**
 * The sessions that the predictions speak about: from the first prediction of any instrument, when the capital still is
 * cash, to the last session that a position opened on a prediction can reach. Sessions outside would only dilute
 * volatility and annualised return. Without any prediction the range is empty.
 */
export function sessionRange(instruments: readonly TradedInstrument[], holdingSessions: number): SessionRange {
  const spoken = instruments.flatMap(({ bars: { dates }, signals }) => {
    const [from, to] = predictedBars(signals);
    return from < 0 ? [] : [{ from: dates[from], to: dates[Math.min(dates.length - 1, to + holdingSessions)] }];
  });
  if (spoken.length === 0) return { dates: [], first: instruments.map(() => 0), last: instruments.map(() => -1) };
  const from = spoken.reduce((least, range) => (range.from < least ? range.from : least), spoken[0].from);
  const to = spoken.reduce((most, range) => (range.to > most ? range.to : most), spoken[0].to);
  const first = instruments.map(({ bars }) => firstFrom(bars.dates, from));
  // The first session after `to`, less one.
  const last = instruments.map(({ bars: { dates } }) => {
    const next = firstFrom(dates, to);
    return dates[next] === to ? next : next - 1;
  });
  const own = instruments.map(({ bars }, i) => bars.dates.slice(first[i], last[i] + 1));
  return { dates: own.length === 1 ? own[0] : [...new Set(own.flat())].sort(), first, last };
}

/** First and last bar with a prediction; −1 without any. */
function predictedBars(signals: ArrayLike<number>): [first: number, last: number] {
  let first = 0;
  while (first < signals.length && Number.isNaN(signals[first])) first++;
  if (first === signals.length) return [-1, -1];
  let last = signals.length - 1;
  while (Number.isNaN(signals[last])) last--;
  return [first, last];
}

/** Position of the first of the ascending dates that is not before `date`. */
function firstFrom(dates: readonly string[], date: string): number {
  let low = 0;
  let high = dates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dates[middle] < date) low = middle + 1;
    else high = middle;
  }
  return low;
}
