import { LARGEST_USUAL_MOVE, LONGEST_USUAL_PAUSE_DAYS } from '../limits.ts';

/** When one instrument's bars are worth a remark. */
export type QualityRules = {
  /** Fewer sessions than this are too few to train on. */
  readonly minimumSessions: number;
  /** Longest normal pause between two sessions, in calendar days: a weekend and holidays around it. */
  readonly maximumGapDays: number;
  /** Largest normal change from close to close, as a fraction. Beyond it an unadjusted split is likelier than news. */
  readonly maximumJump: number;
  /** Different closes of a year, as a share of its sessions: fewer are prices rounded too coarsely. */
  readonly minimumDistinctShare: number;
  /** Share of sessions that may be without volume. */
  readonly maximumZeroVolumeShare: number;
  /** Calendar days that may have passed since the last session. */
  readonly maximumAgeDays: number;
};

export const DEFAULT_QUALITY_RULES: QualityRules = {
  minimumSessions: 500,
  maximumGapDays: LONGEST_USUAL_PAUSE_DAYS,
  maximumJump: LARGEST_USUAL_MOVE,
  minimumDistinctShare: 0.1,
  maximumZeroVolumeShare: 0.05,
  maximumAgeDays: LONGEST_USUAL_PAUSE_DAYS,
};
