import type { Bars } from '../../bars.ts';
import { daysBetween } from '../../dates.ts';
import type { Finding } from '../finding.ts';
import type { QualityRules } from '../rules.ts';
import { count, sentence } from '../text.ts';

/**
 * Calendar days since the last session. Only ever a warning without penalty: an old series, of a delisted stock for
 * instance, is no worse for being old. A last session after tomorrow is remarked on too; tomorrow itself is today
 * further east. Null for a series without sessions.
 */
export function checkAge(bars: Bars, { maximumAgeDays }: QualityRules, today: string): Finding | null {
  const last = bars.dates.at(-1);
  if (last === undefined) return null;
  const age = daysBetween(last, today);
  const isValid = age <= maximumAgeDays && age >= -1;
  const where = age < 0 ? `${count(-age, 'day')} after` : `${count(age, 'day')} before`;
  return {
    penalty: 0,
    metric: {
      name: 'days_since_last_session',
      value: age,
      isValid,
      severity: isValid ? 'info' : 'warning',
      threshold: maximumAgeDays,
      description: sentence(
        age === 0 ? `the last session is today, ${today}` : `the last session, ${last}, is ${where} ${today}`,
      ),
    },
  };
}
