import { contradictionOf } from '../../bar_rules.ts';
import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import { severityOfShare } from '../finding.ts';
import { count, sentence } from '../text.ts';

/**
 * Sessions whose four prices can't all be right. Constraints keep them out of new tables, but adopted ones may hold
 * them. Penalty: twice their share of the sessions, so that half of the rows broken leaves nothing.
 */
export function checkPrices(bars: Bars): Finding {
  const sessions = bars.dates.length;
  const defects: string[] = [];
  for (let t = 0; t < sessions; t++) {
    const defect = priceDefect(bars.open[t], bars.high[t], bars.low[t], bars.close[t]);
    if (defect !== null) defects.push(`${bars.dates[t]} (${defect})`);
  }
  const share = defects.length === 0 ? 0 : defects.length / sessions;
  return {
    penalty: 2 * share,
    metric: {
      name: 'ohlc_violations',
      value: defects.length,
      isValid: defects.length === 0,
      severity: severityOfShare(share),
      threshold: 0,
      description: sentence(`${count(defects.length, 'session')} with impossible prices`, defects),
    },
  };
}

/** What is wrong with one session's prices, the plainest fault first; null when nothing is. */
export function priceDefect(open: number, high: number, low: number, close: number): string | null {
  // Written so that NaN, an unknown price, is caught as well.
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) {
    const unsound = Object.entries({ open, high, low, close }).find(([, price]) => !(price > 0));
    if (unsound) return `${unsound[0]} ${unsound[1]} is not positive`;
  }
  switch (contradictionOf(open, high, low, close)?.field) {
    case 'high':
      return `high ${high} below low ${low}`;
    case 'open':
      return `open ${open} outside ${low}–${high}`;
    case 'close':
      return `close ${close} outside ${low}–${high}`;
    default:
      return null;
  }
}
