import { column } from '../matrix.ts';
import { pick, rowOf } from '../table.ts';
import { type Contribution, topContributions } from './contributions.ts';
import type { GrowthInterval } from './interval.ts';
import type { ScoredRows, ScoringModel } from './scores.ts';
import { type Signal, type SignallingModel, tradingSignal } from './signal.ts';

export type Prediction = {
  /** The session whose close is the newest price the prediction knows. */
  readonly date: string;
  readonly probability: number;
  readonly contributions: readonly Contribution[];
  readonly signal: Signal;
  /** Absent where nothing is known of how far it may go. */
  readonly interval?: GrowthInterval;
};

/**
 * Scored sessions as predictions: probability, signal and the contributions that weigh most.
 * @param wanted the sessions to predict; all when absent
 */
export function predictionsOf(
  model: ScoringModel & SignallingModel,
  { dates, features, scores }: ScoredRows,
  threshold: number,
  wanted: ReadonlySet<string> = new Set(dates),
): Prediction[] {
  const { names, matrix } = pick(features, model.featureNames, `model ${model.name}`);
  return dates.flatMap((date, row) => {
    if (!wanted.has(date)) return [];
    const probability = scores.probabilities[row];
    const values = rowOf({ names, matrix }, row);
    const contributions = names.map((_, j) => column(scores.contributions, j)[row]);
    return {
      date,
      probability,
      contributions: topContributions(names, values, contributions),
      signal: tradingSignal(model, probability, threshold),
    };
  });
}
