import { readingFamily } from '../backends/index.ts';
import {
  addedPlaces,
  applyCalibration,
  countedDays,
  DEEP,
  evaluateRanks,
  FEWEST_RANKED,
  latestLabelEnds,
  mostFolds,
  type PooledWalkForward,
  poolFolds,
  type RankingOutcome,
  type RankRows,
  type RowRange,
  rankGate,
  relativeLabels,
  requireBothClassesInFolds,
  UntrainableError,
} from '../learn/index.ts';
import { keepRows, sliceRows } from '../matrix.ts';
import { columnRange, type Table } from '../table.ts';
import { isDeclared, type TrainingRequest, train, trainInPhases } from './training.ts';

/** How it is trained; rows in the order of their sessions. */
type RankTraining = Pick<TrainingRequest, 'family' | 'engine' | 'grid' | 'seed'> & {
  readonly dates: readonly string[];
  readonly labelEnds: readonly string[];
  readonly folds: number;
};

/** Columns of the pool, those of the calendar first, then those of the instruments' own, then those of the market. */
export type PoolTable = Table & { readonly calendar: number; readonly market: number };

/** Rows of days that can be ranked. */
type Ranked = {
  readonly features: PoolTable;
  readonly dates: readonly string[];
  readonly labels: Uint8Array;
  readonly growth: Float64Array;
  readonly split: PooledWalkForward;
};

/** What orders the members of a day. */
type Order = Pick<Extract<RankingOutcome, { artifact: unknown }>, 'raw'> & {
  readonly trained: Extract<Awaited<ReturnType<typeof train>>, { artifact: unknown }>;
  /** Of the test rows. */
  readonly scores: Float64Array;
};

/**
 * A further training over the rows of a pool: which members will do better than the others of their day? Judged on the
 * last dates, which no training row's label has looked at.
 * @param features what is learned from; rows of days that cannot be ranked are taken out of it, in place
 */
export async function trainRanking(
  request: RankTraining,
  features: PoolTable,
  ranks: RankRows,
): Promise<RankingOutcome> {
  const { kept, labels } = relativeLabels(request.dates, ranks.growth, ranks.groups);
  if (kept.length === 0) return { untrainable: `on no day ${FEWEST_RANKED} members give a row` };
  const dates = Array.from(kept, (row) => request.dates[row]);
  const labelEnds = latestLabelEnds(
    dates,
    Array.from(kept, (row) => request.labelEnds[row]),
  );
  const growth = Float64Array.from(kept, (row) => ranks.growth[row]);
  try {
    const split = mostFolds(request.folds, (n) => poolFolds({ dates, labelEnds }, { folds: n }));
    requireBothClassesInFolds(labels, split);
    const matrix = keepRows(features.matrix, kept);
    const ranked: Ranked = { features: { ...features, matrix }, dates, labels, growth, split };
    const found = await (isDeclared(request) ? orderByBoth(request, ranked) : searchedOrder(request, ranked));
    if ('untrainable' in found) return found;
    const { trained, raw, scores } = found;
    const { test, testFrom, trainAndValidation } = split;
    const rows = kept.subarray(...test);
    const evaluation = evaluateRanks(
      {
        dates: dates.slice(...test),
        members: Int32Array.from(rows, (row) => ranks.members[row]),
        growth: growth.slice(...test),
        reversal: Float64Array.from(rows, (row) => ranks.reversal[row]),
        scores,
      },
      { seed: request.seed },
    );
    const [, learnedTo] = trainAndValidation;
    return {
      ...trained,
      raw,
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

type Found = Order | { readonly untrainable: string };

/** By the relative label alone, from all that the pool's own model learns from, by the same search. */
async function searchedOrder(request: RankTraining, ranked: Ranked): Promise<Found> {
  const { features } = ranked;
  const own = columnRange(features, 0, features.names.length - features.market);
  const trained = await train({ ...setting(request, ranked), features: own, grid: request.grid });
  if ('untrainable' in trained) return trained;
  return { trained, scores: await scored(trained, own, ranked.split.test) };
}

/**
 * The declared order of a pool that is one: by trees on the relative label and own prices, and by trees on whether prices
 * rose that know the market, too. The places by both are added. Nothing is searched: it does not help an order.
 */
async function orderByBoth(request: RankTraining, ranked: Ranked): Promise<Found> {
  const { features, dates, growth, split } = ranked;
  const days = countedDays(dates);
  const all = features.names.length;
  const own = columnRange(features, features.calendar, all - features.market);
  const trained = await train({
    ...setting(request, ranked),
    features: own,
    grid: [DEEP],
    stopsEarly: false,
    // A correction with level stretches would tie members that the trees have an order for.
    calibrated: 'platt',
    inPhasesOf: days,
  });
  if ('untrainable' in trained) return trained;
  const relative = await scored(trained, own, split.test);
  const withMarket = columnRange(features, features.calendar, all);
  const raw = await trainInPhases({
    ...request,
    features: withMarket,
    labels: Uint8Array.from(growth, (value) => (value > 1 ? 1 : 0)),
    train: split.trainAndValidation,
    params: DEEP,
    inPhasesOf: days,
  });
  if ('untrainable' in raw) return { trained, scores: relative };
  const rose = await scored(raw, withMarket, split.test);
  return { trained, raw, scores: addedPlaces(dates.slice(...split.test), relative, rose) };
}

/** What all trainings of an order share. */
function setting({ family, engine, seed }: RankTraining, { labels, split }: Ranked) {
  const { folds, test, trainAndValidation } = split;
  return { family, engine, seed, labels, folds, split: { ...folds[folds.length - 1], test, trainAndValidation } };
}

type Scored = Pick<Order['trained'], 'family' | 'artifact'> & Partial<Pick<Order['trained'], 'calibration'>>;

async function scored({ family, artifact, calibration }: Scored, { matrix }: Table, rows: RowRange) {
  const reading = await readingFamily(family);
  const probabilities = reading.predict(reading.load(artifact), sliceRows(matrix, ...rows));
  return calibration ? applyCalibration(calibration, probabilities) : probabilities;
}
