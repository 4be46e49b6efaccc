import { readingFamily } from '../backends/index.ts';
import {
  applyCalibration,
  evaluateRanks,
  FEWEST_RANKED,
  mostFolds,
  poolFolds,
  RANKED,
  type RankingOutcome,
  type RankRows,
  rankGate,
  relativeLabels,
  requireBothClassesInFolds,
  UntrainableError,
} from '../learn/index.ts';
import { keepRows, sliceRows } from '../matrix.ts';
import type { Table } from '../table.ts';
import { type TrainingRequest, train } from './training.ts';

/** How it is trained; rows in the order of their sessions. */
type RankTraining = Pick<TrainingRequest, 'family' | 'engine' | 'grid' | 'seed'> & {
  readonly dates: readonly string[];
  readonly labelEnds: readonly string[];
  readonly folds: number;
};

/**
 * A further training over the rows of a pool: which members will do better than the others of their day? Judged on the
 * last dates, which no training row's label has looked at.
 * @param features what is learned from; rows of days that cannot be ranked are taken out of it, in place
 */
export async function trainRanking(request: RankTraining, features: Table, ranks: RankRows): Promise<RankingOutcome> {
  const { kept, labels } = relativeLabels(request.dates, ranks.growth, ranks.groups);
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
      ...howSearched(family, grid),
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

/** The trees of a pool with enough rows are not searched for, nor is their number: it does not help an order. */
function howSearched(family: string, grid: TrainingRequest['grid']): Pick<TrainingRequest, 'grid' | 'stopsEarly'> {
  return family === 'xgboost_classifier' && grid === 'pooled' ? { grid: [RANKED], stopsEarly: false } : { grid };
}
