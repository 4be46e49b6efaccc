import { UntrainableError } from '../../src/learn/rows/untrainable.ts';

/**
 * Labels as the learner wants them. A Float64Array of labels may hold NaN ("the seventh session has not happened yet"),
 * which a plain conversion to bytes would silently turn into 0, that is "the price did not rise".
 * @throws UntrainableError for NaN, RangeError for any other number but 0 and 1
 */
export function labelsFrom(values: ArrayLike<number>): Uint8Array {
  const labels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0 && values[i] !== 1) {
      const message = `labels: a label must be 0 or 1, got ${values[i]} at row ${i}`;
      throw Number.isNaN(values[i]) ? new UntrainableError('unknown_label', message) : new RangeError(message);
    }
    labels[i] = values[i];
  }
  return labels;
}
