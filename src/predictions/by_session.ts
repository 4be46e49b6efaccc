import { tradedProbability } from './signal.ts';

/** A prediction that may be traded on. */
export type Predicted = {
  readonly date: string;
  readonly probability: number;
  /** Share of rises among the rows that its model learned from; null where it is not known. */
  readonly baseRate: number | null;
};

/** Probabilities by session of a history as they are traded on, NaN where nothing was predicted. */
export function probabilitiesOn(dates: readonly string[], predictions: readonly Predicted[]): Float64Array {
  const probabilities = new Map(
    predictions.map(({ date, probability, baseRate }) => [date, tradedProbability(probability, baseRate)]),
  );
  return Float64Array.from(dates, (date) => probabilities.get(date) ?? Number.NaN);
}
