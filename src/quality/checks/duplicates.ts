import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import { severityOfShare } from '../finding.ts';
import { count, sentence } from '../text.ts';

/**
 * Bars identical to the previous one in all of open, high, low, close and volume: a row filled in for a day without
 * trading, or loaded under two dates. Penalty: their share of the sessions.
 */
export function checkDuplicates(bars: Bars): Finding {
  const { dates, open, high, low, close, volume } = bars;
  const series = [open, high, low, close, volume];
  const duplicates = dates.filter((_, t) => t > 0 && series.every((values) => values[t] === values[t - 1]));
  const share = duplicates.length === 0 ? 0 : duplicates.length / dates.length;
  return {
    penalty: share,
    metric: {
      name: 'duplicate_bars',
      value: duplicates.length,
      isValid: duplicates.length === 0,
      severity: severityOfShare(share),
      threshold: 0,
      description: sentence(`${count(duplicates.length, 'bar')} identical to the previous one`, duplicates),
    },
  };
}
