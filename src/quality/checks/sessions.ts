import type { Bars } from '../../bars.ts';
import type { Finding } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, sentence } from '../text.ts';

/**
 * Number of sessions. No penalty: a short series may be a clean one, and too little data is a reason of its own not to
 * train.
 */
export function checkSessions(bars: Bars, { minimumSessions }: QualityRules): Finding {
  const sessions = bars.dates.length;
  const enough = sessions >= minimumSessions;
  const range = sessions === 0 ? '' : ` from ${bars.dates[0]} to ${bars.dates[sessions - 1]}`;
  const shortfall = enough ? '' : `, ${minimumSessions - sessions} fewer than the ${minimumSessions} needed`;
  return {
    penalty: 0,
    metric: {
      name: 'session_count',
      value: sessions,
      isValid: enough,
      severity: enough ? 'info' : 'error',
      threshold: minimumSessions,
      description: sentence(`${count(sessions, 'session')}${range}${shortfall}`),
    },
  };
}
