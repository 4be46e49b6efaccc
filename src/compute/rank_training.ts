import { readingFamily } from '../backends/index.ts';
import {
  applyCalibration,
  evaluateRanks,
  FEWEST_RANKED,
  type GateVerdict,
  mostFolds,
  poolFolds,
  type RankEvaluation,
  rankGate,
  relativeLabels,
  requireBothClassesInFolds,
  type TrainedModel,
  UntrainableError,
} from '../learn/index.ts';
import { keepRows, sliceRows } from '../matrix.ts';
import type { Table } from '../table.ts';
import type { PooledTrainingRequest } from './pooled_training.ts';
import { train } from './training.ts';

/** What a training of ranks needs of each row beside what the pool's model learns from. */
export type RankRows = {
  readonly members: Int32Array;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
  /** Less the log growth of the seven sessions before. */
  readonly reversal: Float64Array;
};

export type TrainedRanking = TrainedModel & {
  readonly trainingRows: number;
  readonly trainingEnd: string;
  readonly testFrom: string;
  readonly evaluation: RankEvaluation;
  readonly gate: GateVerdict;
};
export type RankingOutcome = TrainedRanking | { readonly untrainable: string };

/**
 * A further training over the rows of a pool: which members will do better than the others of their day? Judged on the
 * last dates, which no training row's label has looked at.
 * @param features what is learned from; rows of days that cannot be ranked are taken out of it, in place
 */
export async function trainRanking(
  request: Omit<PooledTrainingRequest, 'features' | 'ranks'>,
  features: Table,
  ranks: RankRows,
): Promise<RankingOutcome> {
  const { kept, labels } = relativeLabels(request.dates, ranks.growth);
  if (kept.length === 0) return { untrainable: `on no day ${FEWEST_RANKED} members give a row` };
  const dates = Array.from(kept, (row) => request.dates[row]);
  const labelEnds = Array.from(kept, (row) => request.labelEnds[row]);
  try {
    const { folds, test, trainAndValidation, testFrom } = mostFolds(request.folds, (n) =>
      poolFolds({ dates, labelEnds }, { folds: n }),
    );
    const split = { ...folds[folds.length - 1], test, trainAndValidation };
    requireBothClassesInFolds(labels, { ...split, folds });
    const matrix = keepRows(features.matrix, kept);
    const { family, engine, grid, seed } = request;
    const trained = await train({
      family,
      engine,
      features: { names: features.names, matrix },
      labels,
      split,
      folds,
      grid,
      seed,
    });
    if ('untrainable' in trained) return trained;
    const reading = await readingFamily(family);
    const raw = reading.predict(reading.load(trained.artifact), sliceRows(matrix, ...test));
    const rows = kept.subarray(...test);
    const evaluation = evaluateRanks(
      {
        dates: dates.slice(...test),
        members: Int32Array.from(rows, (row) => ranks.members[row]),
        growth: Float64Array.from(rows, (row) => ranks.growth[row]),
        reversal: Float64Array.from(rows, (row) => ranks.reversal[row]),
        scores: applyCalibration(trained.calibration, raw),
      },
      { seed },
    );
    const [, learnedTo] = trainAndValidation;
    return {
      ...trained,
      trainingRows: learnedTo,
      trainingEnd: dates[learnedTo - 1],
      testFrom,
      evaluation,
      gate: rankGate(evaluation),
    };
  } catch (error) {
    if (error instanceof UntrainableError) return { untrainable: error.message };
    throw error;
  }
}
