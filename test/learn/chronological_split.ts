import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { classBalance, requireFractions, type Split } from '../../src/learn/rows/split.ts';
import { UntrainableError } from '../../src/learn/rows/untrainable.ts';

const PARTS = ['train', 'validation', 'test'] as const;

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
