import { BAR_FIELDS, BAR_RULES, contradictionOf } from '../bar_rules.ts';
import type { Bars } from '../bars.ts';
import { checkDates } from './check_dates.ts';

/**
 * What is done with prices that contradict each other. They are refused wherever bars come in; an adopted table may hold
 * some from before it had the rule. Features are finite on them all the same, so a run over stored bars computes on them,
 * and quality counts them.
 */
export type Contradictions = 'refused' | 'computed';

/**
 * Throws a RangeError that names the field, the rule, the row and the value if bars cannot be computed on: arrays of
 * unequal length, dates that are no ISO dates or not strictly ascending, a value that breaks its field's rule, or prices
 * that contradict each other.
 */
export function checkBars(bars: Bars, contradictions: Contradictions = 'refused'): void {
  const n = bars.dates.length;
  for (const field of BAR_FIELDS) {
    if (bars[field].length !== n) {
      throw new RangeError(`bars.${field} must have one value per date: ${n} dates, ${bars[field].length} values`);
    }
  }
  checkDates('bars.dates', bars.dates);
  for (let t = 0; t < n; t++) {
    for (const field of BAR_FIELDS) {
      const value = bars[field][t];
      const { rule, holds } = BAR_RULES[field];
      if (!holds(value)) throw new RangeError(`bars.${field} must be ${rule}: ${value} at ${bars.dates[t]} (row ${t})`);
    }
    if (contradictions === 'refused') refuseContradiction(bars, t);
  }
}

function refuseContradiction({ dates, open, high, low, close }: Bars, t: number): void {
  const found = contradictionOf(open[t], high[t], low[t], close[t]);
  if (found === undefined) return;
  const prices = `open ${open[t]}, high ${high[t]}, low ${low[t]}, close ${close[t]}`;
  throw new RangeError(`bars.${found.field} must be ${found.rule}: ${prices} at ${dates[t]} (row ${t})`);
}
