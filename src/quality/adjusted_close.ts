import { counted } from '../text.ts';
import type { QualityMetric } from './finding.ts';
import { percent, sentence } from './text.ts';

/** The adjusted closes that are stored of one instrument. */
export type AdjustedCloses = {
  readonly sessions: number;
  /** How many are another number than the close. */
  readonly differing: number;
  /** The largest difference, as a fraction of the close. */
  readonly largest: number;
};

/**
 * A column that is stored and not used must say so, or its owner takes predictions for ones of adjusted prices. Valid
 * whatever it holds: dividends make it differ in good data. Undefined where none is stored.
 */
export function adjustedCloseMetric({ sessions, differing, largest }: AdjustedCloses): QualityMetric | undefined {
  if (sessions === 0) return undefined;
  const stored = `an adjusted close is stored of ${counted(sessions, 'session')} and not used`;
  return {
    name: 'adjusted_close_unused',
    value: differing,
    isValid: true,
    severity: 'info',
    threshold: 0,
    description: sentence(
      `${stored}; ${difference(differing, largest)}: features, models and backtests take the close`,
    ),
  };
}

const difference = (differing: number, largest: number): string =>
  differing === 0
    ? 'it is the close everywhere'
    : `it differs from the close in ${differing}, by up to ${percent(largest)}`;
