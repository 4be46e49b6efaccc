import type { Bars } from '../bars.ts';
import { isoDay } from '../dates.ts';
import { checkAge } from './checks/age.ts';
import { checkDuplicates } from './checks/duplicates.ts';
import { checkGaps } from './checks/gaps.ts';
import { checkJumps } from './checks/jumps.ts';
import { checkPrices } from './checks/prices.ts';
import { checkResolution } from './checks/resolution.ts';
import { checkSessions } from './checks/sessions.ts';
import { checkVolume } from './checks/volume.ts';
import type { Finding, QualityMetric } from './finding.ts';
import type { QualityRules } from './rules.ts';
import { DEFAULT_QUALITY_RULES } from './rules.ts';

export type QualityReport = {
  /** 0 (useless) … 1 (nothing to remark). */
  readonly score: number;
  readonly sessions: number;
  readonly metrics: readonly QualityMetric[];
  /** Present when the series has too few sessions to train on: how many are missing. */
  readonly tooShort?: { readonly missing: number };
};

/**
 * How far one instrument's bars can be trusted. Nothing is repaired or left out; it is for the caller to decide what
 * a low score or a short series means.
 *
 *     score = max(0, 1 − 2·prices − 2·jumps − duplicates − gaps − resolution − zeroVolume / 4)
 *
 * Each term is a share of the series: sessions with impossible prices, sessions with a jump, bars identical to the one
 * before, calendar days inside gaps, sessions in years of too few different closes (as far as closes are missing),
 * sessions without volume (not counted where none has any). A clean series scores exactly 1 and an empty one 0. Age and length don't count: they say nothing about the bars that are there.
 *
 * @param today read as its UTC day; without it the age of the series is not judged
 */
export function assessQuality(bars: Bars, rules: Partial<QualityRules> = {}, today?: Date): QualityReport {
  const complete = { ...DEFAULT_QUALITY_RULES, ...rules };
  const findings: (Finding | null)[] = [
    checkSessions(bars, complete),
    checkGaps(bars, complete),
    checkJumps(bars, complete),
    checkPrices(bars),
    checkResolution(bars, complete),
    checkVolume(bars, complete),
    checkDuplicates(bars),
    today === undefined ? null : checkAge(bars, complete, isoDay(today)),
  ];
  const found = findings.filter((finding) => finding !== null);
  const penalty = found.reduce((sum, finding) => sum + finding.penalty, 0);
  const sessions = bars.dates.length;
  const missing = complete.minimumSessions - sessions;
  return {
    score: sessions === 0 ? 0 : Math.max(0, 1 - penalty),
    sessions,
    metrics: found.map((finding) => finding.metric),
    ...(missing > 0 ? { tooShort: { missing } } : {}),
  };
}
