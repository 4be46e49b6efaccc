export type Severity = 'info' | 'warning' | 'error' | 'critical';

/** One row of `data_quality_metrics`. */
export type QualityMetric = {
  readonly name: string;
  readonly value: number;
  readonly isValid: boolean;
  /** `info` when valid. */
  readonly severity: Severity;
  /** What `value` was compared with; how, the description says. */
  readonly threshold: number;
  /** One plain sentence with counts and the first few dates. */
  readonly description: string;
};

/** What one check found. */
export type Finding = {
  readonly metric: QualityMetric;
  /** What the finding takes off the score of 1. */
  readonly penalty: number;
};

/**
 * Severity of rows that can't be right, by their share: some bad prints are in every real history (`warning`), from
 * 1 % on the source is doubtful (`error`), from 25 % on it is unusable (`critical`).
 */
export function severityOfShare(share: number): Severity {
  if (share === 0) return 'info';
  if (share < 0.01) return 'warning';
  return share < 0.25 ? 'error' : 'critical';
}
