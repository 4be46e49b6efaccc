import { HORIZON_SESSIONS } from '../../horizon.ts';
import { UntrainableError } from '../errors.ts';

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

export type SplitOptions = {
  /** Shares of train, validation and test; they add up to 1. */
  readonly fractions?: readonly [train: number, validation: number, test: number];
  /** How many sessions ahead a label looks. */
  readonly horizon?: number;
  /** Further rows left out before each boundary, for dependence that outlives the label. */
  readonly embargo?: number;
  /** Fewest rows a part may have. */
  readonly minimumRows?: number;
};

/**
 * Cuts labelled rows, oldest first, into three parts in time order, never shuffled.
 *
 * The label of row t uses the close of row t + horizon. A part that ends just before boundary b would therefore know
 * closes of the next part; so its last `horizon` rows are purged: it ends at b − horizon − embargo, and for its last row
 * t + horizon ≤ b − 1 < b. Rows are counted, not dates: where rows are missing in between, sessions are at least as far
 * apart as rows, so the purge can only be too wide.
 *
 * Source: purging and embargo after López de Prado (2018), Advances in Financial Machine Learning, ch. 7; with parts in
 * time order only the side before each boundary can leak.
 */
export function chronologicalSplit(
  rows: number,
  { fractions = [0.7, 0.15, 0.15], horizon = HORIZON_SESSIONS, embargo = 0, minimumRows = 30 }: SplitOptions = {},
): Split {
  requireFractions(fractions);
  for (const [name, value] of Object.entries({ rows, horizon, embargo, minimumRows })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`split: ${name} must be a whole number, 0 or more, got ${value}`);
    }
  }
  const purge = horizon + embargo;
  const validationStart = Math.round(rows * fractions[0]);
  const testStart = Math.round(rows * (fractions[0] + fractions[1]));
  const split: Split = {
    train: [0, validationStart - purge],
    validation: [validationStart, testStart - purge],
    test: [testStart, rows],
    trainAndValidation: [0, testStart - purge],
  };
  for (const part of PARTS) {
    const [from, to] = split[part];
    if (to - from < minimumRows) {
      throw new UntrainableError(
        'too_few_rows',
        `split: ${part} needs at least ${minimumRows} rows, got ${Math.max(0, to - from)} of ${rows} labelled rows ` +
          `(fractions ${fractions.join(' / ')}, ${purge} rows purged before each boundary)`,
      );
    }
  }
  return split;
}

/** Throws when a part of the split holds one class only: neither a fit nor an AUC means anything there. */
export function requireBothClasses(labels: Uint8Array, split: Split): void {
  for (const part of PARTS) {
    const { rows, positives } = classBalance(labels, split[part]);
    if (positives === 0 || positives === rows) {
      throw new UntrainableError(
        'one_class',
        `split: ${part} needs rows of both classes, got ${rows} rows all labelled ${positives === 0 ? 0 : 1}`,
      );
    }
  }
}

export type ClassBalance = { readonly rows: number; readonly positives: number; readonly positiveRate: number };

/** Positives among the rows of a range; the rate of an empty range is NaN. */
export function classBalance(labels: Uint8Array, [from, to]: RowRange): ClassBalance {
  let positives = 0;
  for (let row = from; row < to; row++) positives += labels[row];
  return { rows: to - from, positives, positiveRate: positives / (to - from) };
}

const PARTS = ['train', 'validation', 'test'] as const;

/** @throws RangeError unless all are above 0 and they add up to 1 */
export function requireFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.some((fraction) => !(fraction > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`split: fractions must be above 0 and add up to 1, got ${fractions.join(', ')}`);
  }
}
