import type { Predicted } from './by_session.ts';
import { tradingSignal } from './signal.ts';

/**
 * Why nothing is traded of these predictions: none is a BUY or SELL. What a model may say at all is another question.
 * Function why_only_hold in SQL asks the same of a stored model.
 * @returns undefined where some prediction is one, or there is none
 */
export function whyOnlyHold(predictions: readonly Predicted[], threshold: number): string | undefined {
  if (predictions.length === 0) return undefined;
  const signals = predictions.some(
    ({ probability, baseRate }) =>
      tradingSignal({ signals: true, trainingBaseRate: baseRate }, probability, threshold) !== 'HOLD',
  );
  if (signals) return undefined;
  const [lowest, highest] = predictions.reduce(
    ([low, high], { probability }) => [Math.min(low, probability), Math.max(high, probability)],
    [1, 0],
  );
  const percent = (share: number) => (100 * share).toFixed(1);
  return `no holdout prediction (${percent(lowest)} to ${percent(highest)} %) is a BUY or SELL at a threshold of ${percent(threshold)} %`;
}
