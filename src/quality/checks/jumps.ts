import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, percent, sentence } from '../text.ts';

/**
 * Changes from close to close beyond the limit, up or down. Real news does that now and then; many of them mean that
 * splits were not adjusted for. Penalty: twice their share of the sessions, as each one also spoils the rolling
 * features after it. Closes that are no positive number are the business of the price check.
 */
export function checkJumps(bars: Bars, { maximumJump }: QualityRules): Finding {
  const { dates, close } = bars;
  const jumps: string[] = [];
  for (let t = 1; t < close.length; t++) {
    if (!(close[t] > 0 && close[t - 1] > 0)) continue;
    const change = close[t] / close[t - 1] - 1;
    if (Math.abs(change) <= maximumJump) continue;
    jumps.push(`${dates[t]} (${close[t - 1]} → ${close[t]}, ${percent(change, true)})`);
  }
  return {
    penalty: jumps.length === 0 ? 0 : (2 * jumps.length) / close.length,
    metric: {
      name: 'price_jumps',
      value: jumps.length,
      isValid: jumps.length === 0,
      severity: jumps.length === 0 ? 'info' : 'warning',
      threshold: maximumJump,
      description: sentence(`${count(jumps.length, 'jump')} over ${percent(maximumJump)} from close to close`, jumps),
    },
  };
}
