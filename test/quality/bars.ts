import type { Bars } from '../../src/bars.ts';

/** A faultless series: every weekday from 2020-01-01 on, prices and volumes that change from day to day. */
export function cleanBars(sessions: number): Bars {
  const dates: string[] = [];
  for (let day = Date.UTC(2020, 0, 1); dates.length < sessions; day += 86_400_000) {
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) dates.push(new Date(day).toISOString().slice(0, 10));
  }
  const close = Float64Array.from(dates, (_, t) => 100 + 10 * Math.sin(t / 9) + t / 50);
  return {
    dates,
    open: close.map((price) => price * 0.999),
    high: close.map((price) => price * 1.01),
    low: close.map((price) => price * 0.99),
    close,
    volume: Float64Array.from(dates, (_, t) => 1_000 + (t % 7)),
  };
}

/** A copy with some values of one series replaced. */
export function withValues(
  bars: Bars,
  series: 'open' | 'high' | 'low' | 'close' | 'volume',
  values: Readonly<Record<number, number>>,
): Bars {
  const changed = bars[series].map((value, t) => values[t] ?? value);
  return { ...bars, [series]: changed };
}
