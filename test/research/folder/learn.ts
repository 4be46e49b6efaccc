import { familyNamed } from '../../../src/backends/index.ts';
import {
  fitCalibration,
  mostFolds,
  poolFolds,
  trainModel,
  UntrainableError,
  type WalkForward,
} from '../../../src/learn/index.ts';
import type { Say } from './read_folder.ts';
import { type Rows, rowsOfDays } from './rows.ts';
import { extract, type Store } from './store.ts';
import type { Member } from './surrogates.ts';

/** What there is to learn from for a year. */
export type Task = {
  readonly rows: Rows;
  readonly store: Store;
  /** Days of the judged year, as [from, to) of the calendar. */
  readonly days: readonly [number, number];
  readonly seed: number;
  readonly say: Say;
};

/** Labels overlap for seven sessions: one session in seven has nearly all there is to know, in a seventh of the time. */
export const STRIDE = 7;

/** Rows of every seventh day, on one of seven phases, whose label ended before the year. */
export function learnedRows({ rows, days: [yearFrom] }: Pick<Task, 'rows' | 'days'>, phase: number): Int32Array {
  const [, end] = rowsOfDays(rows, [0, yearFrom]);
  const chosen: number[] = [];
  for (let row = 0; row < end; row++) {
    if (rows.labelEnd[row] < yearFrom && (yearFrom - rows.day[row]) % STRIDE === phase) chosen.push(row);
  }
  return Int32Array.from(chosen);
}

/**
 * Pooled trees as the product trains them: configurations of the grid for pools, compared on walk-forward folds in the
 * second half of what was before the year, the best one fitted again on all of it, and its log-odds put right by a line
 * that was fitted on what it had said of validation rows.
 * Edge: where nothing can be learned, the base rate of what was before is said, and why.
 */
export function learnedTrees(task: Task, columns: readonly string[]): Member {
  const { rows, store, seed, say } = task;
  const family = familyNamed('xgboost_classifier');
  const learned = learnedRows(task, 0);
  const labels = Uint8Array.from(learned, (row) => (rows.growth[row] > 1 ? 1 : 0));
  try {
    const { folds, trainAndValidation } = yearsFolds(rows, learned);
    const { validation, model } = trainModel({
      family,
      features: extract(store, learned, columns),
      labels,
      featureNames: columns,
      split: { ...folds[folds.length - 1], test: [learned.length, learned.length], trainAndValidation },
      folds,
      grid: learned.length < FEWEST_ROWS_OF_A_POOL ? 'default' : 'pooled',
      seed,
    });
    const line = fitCalibration(validation.labels, validation.probabilities, { method: 'platt' });
    const { slope, intercept } = line.method === 'platt' ? line : { slope: 1, intercept: 0 };
    return { artifact: family.save(model), columns, slope, intercept };
  } catch (error) {
    if (!(error instanceof UntrainableError)) throw error;
    say(`nothing is learned, so the base rate is all that is said: ${error.message}`);
    const rises = labels.reduce((sum, label) => sum + label, 0);
    return { columns, slope: 0, intercept: Math.log((rises + 1) / (labels.length - rises + 1)) };
  }
}

/** As in a pooled training of the product: the leaves of a pool's grid would not fill with fewer. */
const FEWEST_ROWS_OF_A_POOL = 20_000;

/** Four folds at most, and fewer where there are few dates. With every seventh day a quarter of a year has nine. */
const FOLDS = 4;
const FEWEST_DATES = 8;

/** Folds whose last validation rows are the newest there are: the test of the product's folds is the year itself. */
function yearsFolds(rows: Rows, learned: Int32Array): Pick<WalkForward, 'folds' | 'trainAndValidation'> {
  const dates = Array.from(learned, (row) => rows.calendar[rows.day[row]]);
  const labelEnds = Array.from(learned, (row) => rows.calendar[rows.labelEnd[row]]);
  const found = mostFolds(FOLDS - 1, (folds) =>
    poolFolds({ dates, labelEnds }, { folds, minimumDates: FEWEST_DATES, fractions: fractionsOf(folds) }),
  );
  return {
    folds: [...found.folds, { train: found.trainAndValidation, validation: found.test }],
    trainAndValidation: [0, learned.length],
  };
}

const fractionsOf = (folds: number) => [0.5, (0.5 * folds) / (folds + 1), 0.5 / (folds + 1)] as const;
