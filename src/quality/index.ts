export { type AdjustedCloses, adjustedCloseMetric } from './adjusted_close.ts';
export type { QualityReport } from './assess.ts';
export { assessQuality } from './assess.ts';
export { type Availability, type AvailabilityRules, availability } from './availability.ts';
export type { QualityMetric, Severity } from './finding.ts';
export type { QualityRules } from './rules.ts';
export { DEFAULT_QUALITY_RULES } from './rules.ts';
