import type { Bars } from '../../bars.ts';
import { daysBetween } from '../../dates.ts';
import type { Finding } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, sentence } from '../text.ts';

/** Pauses between sessions that are too long for holidays. Penalty: the share of the calendar that lies in them. */
export function checkGaps(bars: Bars, { maximumGapDays }: QualityRules): Finding {
  const { dates } = bars;
  const gaps: string[] = [];
  let missingDays = 0;
  for (let t = 1; t < dates.length; t++) {
    const days = daysBetween(dates[t - 1], dates[t]);
    if (days <= maximumGapDays) continue;
    gaps.push(`${dates[t - 1]} → ${dates[t]} (${days} days)`);
    missingDays += days;
  }
  return {
    penalty: gaps.length === 0 ? 0 : missingDays / daysBetween(dates[0], dates[dates.length - 1]),
    metric: {
      name: 'calendar_gaps',
      value: gaps.length,
      isValid: gaps.length === 0,
      severity: gaps.length === 0 ? 'info' : 'warning',
      threshold: maximumGapDays,
      description: sentence(`${count(gaps.length, 'gap')} over ${maximumGapDays} calendar days`, gaps),
    },
  };
}
