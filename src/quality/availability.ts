import { BAR_FIELDS, BAR_RULES, sessionRule } from '../bar_rules.ts';
import type { Bars } from '../bars.ts';
import { counted, noun } from '../text.ts';
import { assessQuality } from './assess.ts';
import type { QualityMetric } from './finding.ts';

/** What a history must have for a run to go on. */
export type AvailabilityRules = {
  readonly minimumSessions: number;
  /** In [0, 1]. */
  readonly minimumQualityScore: number;
};

export type Availability = {
  readonly sessions: number;
  readonly score: number;
  /** All findings, and the score that they add up to: what predictions are called usable by. */
  readonly metrics: readonly QualityMetric[];
  /** Why a run cannot go on with this history. */
  readonly lacking?: string;
};

/**
 * Is there enough history, and is it good enough? A session may be there twice: an adopted table need not have a key.
 * @param today read as its UTC day
 */
export function availability(bars: Bars, rules: AvailabilityRules, today: Date): Availability {
  const { minimumSessions, minimumQualityScore } = rules;
  const { sessions, score, metrics, tooShort } = assessQuality(bars, { minimumSessions }, today);
  const found = { sessions, score, metrics: [...metrics, scoreMetric(score, minimumQualityScore)] };
  if (tooShort) {
    const lacking = `too little history: ${sessions} of at least ${minimumSessions} sessions, ${tooShort.missing} missing`;
    return { ...found, lacking };
  }
  const twice = [...new Set(bars.dates.filter((date, t) => t > 0 && date === bars.dates[t - 1]))];
  if (twice.length > 0) {
    const lacking =
      `${counted(twice.length, 'session')} ${noun(twice.length, 'is', 'are')} stored more than once, ` +
      `the first ${twice[0]}: delete all but one bar of ${noun(twice.length, 'it', 'each')}`;
    return { ...found, lacking };
  }
  const session = sessionRule(today);
  const strange = bars.dates.filter((date) => !session.holds(date));
  if (strange.length > 0) {
    const lacking =
      `${strange.length} of ${sessions} sessions ${noun(strange.length, 'has', 'have')} a date that none may have, ` +
      `the first ${strange[0]} (not ${session.rule}): correct or delete ${noun(strange.length, 'it', 'them')}`;
    return { ...found, lacking };
  }
  const impossible = impossibleValues(bars);
  if (impossible.length > 0) {
    const lacking =
      `${impossible.length} of ${sessions} sessions ${noun(impossible.length, 'has', 'have')} a value that no bar may have, ` +
      `the first ${impossible[0]}: correct or delete ${noun(impossible.length, 'it', 'them')}`;
    return { ...found, lacking };
  }
  if (score < minimumQualityScore) {
    const invalid = metrics.filter((metric) => !metric.isValid).map((metric) => metric.description);
    return {
      ...found,
      lacking: `data quality ${score.toFixed(2)} is below ${minimumQualityScore}: ${invalid.join(' ')}`,
    };
  }
  return found;
}

function scoreMetric(score: number, threshold: number): QualityMetric {
  const isValid = score >= threshold;
  return {
    name: 'quality_score',
    value: score,
    isValid,
    severity: isValid ? 'info' : 'critical',
    threshold,
    description: `Data quality is ${score.toFixed(2)}; runs and predictions ask for ${threshold} at least.`,
  };
}

/**
 * Sessions that nothing can be computed from, each with its first value that breaks a rule. Only an adopted table can
 * hold them: new rows are refused.
 */
function impossibleValues(bars: Bars): string[] {
  return bars.dates.flatMap((date, t) => {
    const field = BAR_FIELDS.find((name) => !BAR_RULES[name].holds(bars[name][t]));
    return field ? [`on ${date} (${field} ${bars[field][t]} is not ${BAR_RULES[field].rule})`] : [];
  });
}
