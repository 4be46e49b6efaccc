import { FEWEST_RANKED } from '../metrics/ranks.ts';
import type { TradedInstrument } from './inputs.ts';

/**
 * The place of each instrument's signal among those of its date, per bar: 1 for the highest, equals share one. NaN where
 * it has no signal, and on dates with fewer than FEWEST_RANKED of them, which have no order worth the name.
 */
export function dayRanks(instruments: readonly TradedInstrument[]): Float64Array[] {
  const ranks = instruments.map(({ signals }) => new Float64Array(signals.length).fill(Number.NaN));
  const days = new Map<string, { instrument: number; bar: number; signal: number }[]>();
  instruments.forEach(({ bars, signals }, instrument) => {
    bars.dates.forEach((date, bar) => {
      if (Number.isNaN(signals[bar])) return;
      const said = { instrument, bar, signal: signals[bar] };
      const day = days.get(date);
      if (day) day.push(said);
      else days.set(date, [said]);
    });
  });
  for (const day of days.values()) {
    if (day.length < FEWEST_RANKED) continue;
    day.sort((a, b) => b.signal - a.signal);
    day.forEach(({ instrument, bar, signal }, place) => {
      const isTie = place > 0 && day[place - 1].signal === signal;
      ranks[instrument][bar] = isTie ? ranks[day[place - 1].instrument][day[place - 1].bar] : place + 1;
    });
  }
  return ranks;
}
