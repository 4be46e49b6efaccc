/**
 * What is usual of daily bars; beyond it they are worth a remark and cost quality. One place for the quality of a
 * history, which a run is skipped by, and for that of a bar, which is stored with its features.
 */

/** Largest usual change from close to close, as a fraction. Beyond it an unadjusted split is likelier than news. */
export const LARGEST_USUAL_MOVE = 0.4;

/** Longest usual pause between two sessions, in calendar days: a weekend and holidays around it. */
export const LONGEST_USUAL_PAUSE_DAYS = 7;
