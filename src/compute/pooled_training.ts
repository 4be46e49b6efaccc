import { type Engine, releaseSharedMemory } from '../backends/index.ts';
import type { ComparableColumns } from '../features/index.ts';
import {
  droppedColumns,
  type GridName,
  keptColumns,
  mostFolds,
  poolFolds,
  type RankingOutcome,
  type RankRows,
  requireBothClassesInFolds,
  type TrainedPooledModel,
  UntrainableError,
} from '../learn/index.ts';
import { column, type Matrix } from '../matrix.ts';
import { columnRange, type Table } from '../table.ts';
import { trainDirection } from './direction_training.ts';
import { type PoolTable, trainRanking } from './rank_training.ts';
import { isDeclared, train } from './training.ts';

export type PooledTrainingRequest = {
  readonly family: string;
  readonly engine: Engine;
  /**
   * Rows of all members by session, in memory that threads share. It belongs to the training: columns are moved in it.
   * Those of the calendar come first, those of the market last.
   */
  readonly features: Table;
  readonly columns: Pick<ComparableColumns, 'calendar' | 'market'>;
  readonly labels: Uint8Array;
  /** Each row's session, and the session whose close its label looks at. */
  readonly dates: readonly string[];
  readonly labelEnds: readonly string[];
  /** How many are wanted; fewer where there are too few sessions. */
  readonly folds: number;
  readonly grid: GridName;
  readonly seed: number;
  /** A second model is trained, that ranks the members of a day. Default: none. */
  readonly ranks?: RankRows;
};

export type PooledTrainingOutcome =
  | (TrainedPooledModel & { readonly ranking?: RankingOutcome })
  | { readonly untrainable: string };

/** Everything a pooled training does between reading rows and storing the model. */
export async function trainPooled(request: PooledTrainingRequest): Promise<PooledTrainingOutcome> {
  const { labels, dates, labelEnds } = request;
  const { names, matrix } = request.features;
  try {
    const split = mostFolds(request.folds, (folds) => poolFolds({ dates, labelEnds }, { folds }));
    requireBothClassesInFolds(labels, split);
    const dropped = droppedColumns(matrix, split.folds[0].train);
    const kept = keptColumns(matrix, dropped);
    const { folds, test, trainAndValidation } = split;
    const features = tableOf(request, kept);
    const grid = gridFor(request.grid, trainAndValidation[1]);
    const { family, engine, seed } = request;
    const shared = {
      family,
      engine,
      labels,
      split: { ...folds[folds.length - 1], test, trainAndValidation },
      folds,
      seed,
    };
    const trained = await (isDeclared({ family, grid })
      ? trainDirection({ ...shared, features, dates })
      : train({ ...shared, features: columnRange(features, 0, kept.length - features.market), grid }));
    if ('untrainable' in trained) return trained;
    const droppedNames = dropped.map(({ column: j, reason }) => ({ feature: names[j], reason }));
    const ranking = request.ranks && (await trainRanking({ ...request, grid }, features, request.ranks));
    return { ...trained, split, dropped: droppedNames, ranking };
  } catch (error) {
    if (error instanceof UntrainableError) return { untrainable: error.message };
    throw error;
  } finally {
    // Of a pool it is hundreds of megabytes, and this thread goes on to score single instruments.
    await releaseSharedMemory();
  }
}

/** Of fewer rows a pool is not much more than one instrument, and the leaves of its own grid would not fill. */
const FEWEST_ROWS_OF_A_POOL = 20_000;

function gridFor(wanted: GridName, rows: number): GridName {
  return wanted === 'default' && rows >= FEWEST_ROWS_OF_A_POOL ? 'pooled' : wanted;
}

function tableOf({ features: { names, matrix }, columns }: PooledTrainingRequest, kept: readonly number[]): PoolTable {
  const left = kept.map((j) => names[j]);
  const howMany = (of: readonly string[]) => left.filter((name) => of.includes(name)).length;
  return {
    names: left,
    matrix: movedTogether(matrix, kept),
    calendar: howMany(columns.calendar),
    market: howMany(columns.market),
  };
}

/** The kept columns, moved to the front of the same memory: a copy of a pool's matrix would be another gigabyte. */
function movedTogether(matrix: Matrix, kept: readonly number[]): Matrix {
  const { rows, data } = matrix;
  kept.forEach((from, to) => {
    if (from !== to) data.set(column(matrix, from), to * rows);
  });
  return { rows, cols: kept.length, data: data.subarray(0, rows * kept.length) };
}
