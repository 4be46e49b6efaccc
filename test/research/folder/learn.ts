import { familyNamed } from '../../../src/backends/index.ts';
import type { Params } from '../../../src/learn/index.ts';
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
const STRIDE = 7;

/** Models that are added up, each learned from other days: so many seeds, too. */
const PHASES = [0, 1, 2] as const;

/** Rows of every seventh day, on one of seven phases, whose label ended before the year. */
export function learnedRows({ rows, days: [yearFrom] }: Pick<Task, 'rows' | 'days'>, phase: number): Int32Array {
  const [, end] = rowsOfDays(rows, [0, yearFrom]);
  const chosen: number[] = [];
  for (let row = 0; row < end; row++) {
    if (rows.labelEnd[row] < yearFrom && (yearFrom - rows.day[row]) % STRIDE === phase) chosen.push(row);
  }
  return Int32Array.from(chosen);
}

/** Which of these rows are learned from, and what is said of them. */
export type Labelled = { readonly learned: Int32Array; readonly labels: Uint8Array };

/** Whether the close rose. */
export const rawLabels = ({ rows }: Task, all: Int32Array): Labelled => ({
  learned: all,
  labels: Uint8Array.from(all, (row) => (rows.growth[row] > 1 ? 1 : 0)),
});

const COMMON = { eta: 0.03, lambda: 5, subsample: 0.5, colsample_bytree: 0.1, max_bin: 64 };

/** Configurations that were chosen on design data, and are not searched: a search over folds chose worse ones. */
export const SHALLOW: Params = { ...COMMON, max_depth: 4, min_child_weight: 100 };
export const DEEP: Params = { ...COMMON, max_depth: 6, min_child_weight: 50 };
const ROUNDS = 100;

/** Pooled trees on three phases of the days before the year; those whose rows are all of one class say nothing. */
export function learnedTrees(
  task: Task,
  columns: readonly string[],
  params: Params,
  labelled: (task: Task, all: Int32Array) => Labelled,
): Member[] {
  const { store, seed, say } = task;
  const family = familyNamed('xgboost_classifier');
  return PHASES.flatMap((phase) => {
    const { learned, labels } = labelled(task, learnedRows(task, phase));
    if (new Set(labels).size < 2) {
      say(`a model is left out: of ${learned.length} rows to learn from no two differ in their label`);
      return [];
    }
    const train = [0, learned.length] as const;
    const fit = family.prepare({ features: extract(store, learned, columns), labels, featureNames: columns, train });
    const { model } = fit({ params: fitting(params, learned.length), seed: seed + phase, rounds: ROUNDS });
    return [{ artifact: shared(family.save(model)), columns }];
  });
}

/** In a small pool a leaf needs a sixteenth of the rows at most: for probabilities near one half, four rows weigh 1. */
const fitting = ({ min_child_weight, ...others }: Params, rows: number): Params => ({
  ...others,
  min_child_weight: Math.min(min_child_weight, rows / 64),
});

/** Threads are given it without a copy. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
