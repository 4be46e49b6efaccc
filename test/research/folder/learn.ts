import { familyNamed } from '../../../src/backends/index.ts';
import { countedDays, learnInPhases, type Params, type Phase, rowsOfPhase } from '../../../src/learn/index.ts';
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

/** Rows of the days of a phase whose label ended before the year. */
export function learnedRows({ rows, days: [yearFrom] }: Pick<Task, 'rows' | 'days'>, phase: Phase): Int32Array {
  const [, end] = rowsOfDays(rows, [0, yearFrom]);
  const days = countedDays(rows.day.subarray(0, end));
  return rowsOfPhase(days, [0, end], days[end - 1] + 1, phase).filter((row) => rows.labelEnd[row] < yearFrom);
}

/** Which of these rows are learned from, and what is said of them. */
export type Labelled = { readonly learned: Int32Array; readonly labels: Uint8Array };

/** Whether the close rose. */
export const rawLabels = ({ rows }: Task, all: Int32Array): Labelled => ({
  learned: all,
  labels: Uint8Array.from(all, (row) => (rows.growth[row] > 1 ? 1 : 0)),
});

/** Pooled trees on the days before the year; nobody, where all rows are of one class in each phase. */
export function learnedTrees(
  task: Task,
  columns: readonly string[],
  params: Params,
  labelled: (task: Task, all: Int32Array) => Labelled,
): Member[] {
  const { store, seed, say } = task;
  const family = familyNamed('xgboost_classifier');
  const request = { params, seed, rounds: params.n_estimators };
  const { model, leftOut } = learnInPhases(family, columns, request, (phase) => {
    const { learned, labels } = labelled(task, learnedRows(task, phase));
    return { features: extract(store, learned, columns), labels };
  });
  for (const count of leftOut) {
    say(`a model is left out: of ${count} rows to learn from no two differ in their label`);
  }
  return model ? [{ artifact: shared(family.save(model)), columns }] : [];
}

/** Threads are given it without a copy. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
