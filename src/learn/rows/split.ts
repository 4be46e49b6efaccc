/** Rows from … to − 1. */
export type RowRange = readonly [from: number, to: number];

export type Split = {
  readonly train: RowRange;
  readonly validation: RowRange;
  readonly test: RowRange;
  /**
   * What the final fit may see once the rounds are chosen: train, validation and the rows purged between them, whose
   * labels end long before the test.
   */
  readonly trainAndValidation: RowRange;
};

type ClassBalance = { readonly rows: number; readonly positives: number; readonly positiveRate: number };

/** Positives among the rows of a range; the rate of an empty range is NaN. */
export function classBalance(labels: Uint8Array, [from, to]: RowRange): ClassBalance {
  let positives = 0;
  for (let row = from; row < to; row++) positives += labels[row];
  return { rows: to - from, positives, positiveRate: positives / (to - from) };
}

/** @throws RangeError unless all are above 0 and they add up to 1 */
export function requireFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.some((fraction) => !(fraction > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`split: fractions must be above 0 and add up to 1, got ${fractions.join(', ')}`);
  }
}
