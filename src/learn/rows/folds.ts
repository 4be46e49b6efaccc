import { HORIZON_SESSIONS } from '../../horizon.ts';
import { classBalance, type RowRange, requireFractions, type Split } from './split.ts';
import { UntrainableError } from './untrainable.ts';

/** Rows to learn from, and later rows to stop and choose by. */
export type Fold = { readonly train: RowRange; readonly validation: RowRange };

export type WalkForward = Pick<Split, 'test' | 'trainAndValidation'> & {
  /** Oldest first. */
  readonly folds: readonly Fold[];
};

export type WalkForwardOptions = {
  /** How many; default 5. */
  readonly folds?: number;
  /**
   * `expanding` (the default): every fold learns from all rows before its validation rows. `rolling`: from as many rows
   * as the first fold has, the newest, for markets that change.
   */
  readonly scheme?: 'expanding' | 'rolling';
  /** Shares of the first fold's training rows, of all validation rows together, and of the test; they add up to 1. */
  readonly fractions?: readonly [train: number, validation: number, test: number];
  /** How many sessions ahead a label looks. */
  readonly horizon?: number;
  /** Further rows left out before each boundary, for dependence that outlives the label. */
  readonly embargo?: number;
  /** Fewest rows a part may have. */
  readonly minimumRows?: number;
};

/**
 * Walk-forward folds over labelled rows, oldest first, and the test range behind them, which no fold touches. The
 * validation share is cut into equal ranges, one after the other; a fold learns from rows before its range.
 *
 * The label of row t uses the close of row t + horizon; so a fold's training rows end `horizon` + `embargo` rows before
 * its validation rows, and the last validation rows, like trainAndValidation, as long before the test. Between the
 * validation ranges of two folds nothing is left out: no fold learns from a later one.
 *
 * With the same test share the test range is the same whatever the folds.
 * @throws UntrainableError that says how many rows would do
 */
export function walkForwardFolds(rows: number, options: WalkForwardOptions = {}): WalkForward {
  const { folds = 5, scheme = 'expanding', fractions = [0.4, 0.45, 0.15] } = options;
  const { horizon = HORIZON_SESSIONS, embargo = 0, minimumRows = 30 } = options;
  requireFractions(fractions);
  for (const [name, value] of Object.entries({ rows, horizon, embargo, minimumRows })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`folds: ${name} must be a whole number, 0 or more, got ${value}`);
    }
  }
  if (!Number.isInteger(folds) || folds < 1) {
    throw new RangeError(`folds: their number must be a whole number above 0, got ${folds}`);
  }
  const purge = horizon + embargo;
  const layout = (size: number): WalkForward => {
    const { validationStarts, testStart } = partStarts(size, folds, fractions);
    return {
      folds: validationStarts.map((from, i) => {
        const train = [scheme === 'rolling' ? from - validationStarts[0] : 0, from - purge] as const;
        return { train, validation: [from, validationStarts[i + 1] ?? testStart - purge] as const };
      }),
      test: [testStart, size],
      trainAndValidation: [0, testStart - purge],
    };
  };
  const fits = ({ folds: parts, test }: WalkForward) =>
    [test, ...parts.flatMap(({ train, validation }) => [train, validation])].every(
      ([from, to]) => to - from >= minimumRows,
    );
  const found = layout(rows);
  if (fits(found)) return found;
  const needed = fewest(rows, (size) => fits(layout(size)));
  throw new UntrainableError(
    'too_few_rows',
    `folds: ${folds} ${scheme} ${folds === 1 ? 'fold needs' : 'folds need'} at least ${needed} labelled rows, got ` +
      `${rows} (${minimumRows} rows in every part, fractions ${fractions.join(' / ')}, ${purge} rows purged before ` +
      'each boundary)',
  );
}

/** How many will do where `tooFew` do not: sought by halves, because a policy may ask for many folds of few rows. */
function fewest(tooFew: number, doing: (size: number) => boolean): number {
  let below = tooFew;
  let enough = 2 * tooFew + 1;
  for (; !doing(enough); enough = 2 * enough + 1) below = enough;
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    if (doing(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/** Where the validation ranges and the test begin among so many rows or dates, before anything is purged. */
export function partStarts(
  size: number,
  folds: number,
  [train, validation]: readonly [train: number, validation: number, test: number],
): { readonly validationStarts: readonly number[]; readonly testStart: number } {
  const first = Math.round(size * train);
  const testStart = Math.round(size * (train + validation));
  const validationStarts = Array.from(
    { length: folds },
    (_, fold) => first + Math.round((fold * (testStart - first)) / folds),
  );
  return { validationStarts, testStart };
}

/**
 * As many folds as are wanted, or as the rows allow.
 * @param layOut folds of that number; throws UntrainableError when the rows are too few for them
 * @throws UntrainableError when they do not allow one
 */
export function mostFolds<Layout>(wanted: number, layOut: (folds: number) => Layout): Layout {
  for (let folds = wanted; ; folds--) {
    try {
      return layOut(folds);
    } catch (error) {
      if (folds === 1 || !(error instanceof UntrainableError)) throw error;
    }
  }
}

/**
 * Throws when the training rows of a fold, or the test rows, hold one class only. Validation rows may: a loss is known
 * there, and a month without a fall is no reason to give up.
 */
export function requireBothClassesInFolds(
  labels: Uint8Array,
  { folds, test }: Pick<WalkForward, 'folds' | 'test'>,
): void {
  folds.forEach(({ train }, i) => {
    requireBoth(labels, train, `the training rows of fold ${i + 1}`);
  });
  requireBoth(labels, test, 'the test rows');
}

/** @throws UntrainableError when the rows hold one class only */
export function requireBoth(labels: Uint8Array, range: RowRange, what: string): void {
  const { rows, positives } = classBalance(labels, range);
  if (positives > 0 && positives < rows) return;
  throw new UntrainableError(
    'one_class',
    `folds: ${what} must hold rows of both classes, got ${rows} rows all labelled ${positives === 0 ? 0 : 1}`,
  );
}
