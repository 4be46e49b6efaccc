import { type Drift, type DriftReference, measureDrift, type RowRange } from '../learn/index.ts';
import { pick, tableRows } from '../table.ts';
import type { ScoredRows, ScoringModel } from './scores.ts';

/** Half a year: bins of fewer rows say little of what is usual. An instrument younger than its pool's test has none. */
const FEWEST_REFERENCE_ROWS = 126;

/**
 * The rows that later sessions are compared with: those up to the last one the model learned from, without the first
 * ones that a family only looks back on. Undefined where they are too few.
 * @param dates sessions of the labelled rows, oldest first
 */
export function referenceRange(dates: readonly string[], trainingEnd: string, lookback: number): RowRange | undefined {
  const to = dates.filter((date) => date <= trainingEnd).length;
  const from = Math.min(lookback, to);
  return to - from < FEWEST_REFERENCE_ROWS ? undefined : [from, to];
}

/** How unlike the reference the newest of the scored sessions are. */
export function newestDrift(
  reference: DriftReference,
  model: ScoringModel,
  { dates, features, scores }: ScoredRows,
): Drift {
  const from = Math.max(0, dates.length - reference.sessions);
  const newest = pick(tableRows(features, from, dates.length), model.featureNames, `model ${model.name}`);
  return measureDrift(reference, newest.names, newest.matrix, scores.probabilities.slice(from), scores.importance);
}
