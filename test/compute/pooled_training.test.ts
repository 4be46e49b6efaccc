import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import type { Engine } from '../../src/backends/index.ts';
import { openLibxgboost } from '../../src/backends/libxgboost/index.ts';
import { trainPooled } from '../../src/compute/pooled_training.ts';
import { trainRanking } from '../../src/compute/rank_training.ts';
import { predict } from '../../src/learn/gbt/model.ts';
import { loadModel } from '../../src/learn/gbt/model_json.ts';
import { addedPlaces, applyCalibration, evaluateRanks, type RawOrder } from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { pick } from '../../src/table.ts';
import { normals, sample } from '../learn/support.ts';

const MEMBERS = 20;
const SESSIONS = 900;
const day = (session: number) => new Date(Date.UTC(2015, 0, 1 + session)).toISOString().slice(0, 10);

test('a small pool is searched, and no helper thread, which would hold the memory of a fit, outlives its training', {
  skip: availableParallelism() === 1 && 'a single processor trains without helpers',
}, async () => {
  const running = new Set<Worker>();
  let started = 0;
  const watch = (worker: Worker) => {
    started++;
    running.add(worker);
    worker.on('exit', () => running.delete(worker));
  };
  process.on('worker', watch);
  const rows = MEMBERS * SESSIONS;
  // Large enough for threads to be called.
  const { features, labels, featureNames } = sample(rows, 230, 61, { strength: 0 });
  const trained = await trainPooled({
    family: 'xgboost_classifier',
    engine: { engine: 'pgaugur', device: 'cpu' },
    features: { names: featureNames, matrix: features },
    columns: { calendar: featureNames.slice(0, 2), market: featureNames.slice(-3) },
    labels,
    dates: Array.from({ length: rows }, (_, row) => day(Math.floor(row / MEMBERS))),
    labelEnds: Array.from({ length: rows }, (_, row) => day(Math.floor(row / MEMBERS) + 7)),
    folds: 1,
    grid: 'default',
    seed: 1,
  });
  process.off('worker', watch);
  assert.ok('artifact' in trained);
  assert.ok(trained.trials.length > 1);
  assert.deepEqual(trained.featureNames, featureNames.slice(0, -3));
  assert.ok(started > 0);
  assert.equal(running.size, 0);
});

/** A pool whose members rise by what the first two columns know, and more than the others by what the second knows. */
function pool(members: number, sessions: number) {
  const rows = members * sessions;
  const { features, featureNames } = sample(rows, 5, 62, { strength: 1 });
  const normal = normals(5);
  const growth = Float64Array.from(
    { length: rows },
    (_, row) => 1 + 0.01 * (features.data[row] + features.data[rows + row]) + 0.03 * normal(),
  );
  return {
    features: { names: featureNames, matrix: features },
    dates: Array.from({ length: rows }, (_, row) => day(Math.floor(row / members))),
    labelEnds: Array.from({ length: rows }, (_, row) => day(Math.floor(row / members) + 7)),
    ranks: {
      members: Int32Array.from({ length: rows }, (_, row) => row % members),
      growth,
      reversal: new Float64Array(rows),
    },
  };
}

/** What a large pool is trained by without its rows; the first column is the calendar's, the last is the market's. */
async function directionOf(change?: (label: number, session: number) => number, engine: Engine = REQUEST.engine) {
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  const labels = Uint8Array.from(ranks.growth, (growth, row) => {
    const label = growth > 1 ? 1 : 0;
    return change ? change(label, Math.floor(row / 20)) : label;
  });
  const matrix = { ...features.matrix, data: features.matrix.data.slice() };
  const [calendar, market] = [features.names.slice(0, 1), features.names.slice(-1)];
  const trained = await trainPooled({
    ...REQUEST,
    engine,
    folds: 2,
    features: { names: features.names, matrix },
    columns: { calendar, market },
    labels,
    dates,
    labelEnds,
    grid: 'pooled',
  });
  assert.ok('artifact' in trained, JSON.stringify(trained));
  return { ...trained, labels, all: features };
}

const REQUEST = {
  family: 'xgboost_classifier',
  engine: { engine: 'pgaugur', device: 'cpu' },
  folds: 1,
  seed: 1,
} as const;

test('the direction of a large pool is not searched: both trees in one artifact, a quarter of them believed', async () => {
  const { labels, all, split, ...trained } = await directionOf();
  assert.deepEqual(trained.featureNames, ['f1', 'f2', 'f3', 'f4']);
  const [{ params, rounds, foldScores, validationRocAuc }, ...others] = trained.trials;
  assert.deepEqual(
    [params.max_depth, params.min_child_weight, params.market_max_depth, params.market_min_child_weight, params.phases],
    [4, 100, 6, 50, 3],
  );
  assert.deepEqual([others, trained.chosen, rounds, foldScores.length], [[], 0, 100, 2]);
  assert.ok(validationRocAuc > 0.6, 'it finds what one column of its own knows');
  const known = labels.subarray(...split.trainAndValidation);
  const rises = known.filter((label) => label === 1).length;
  assert.deepEqual(trained.calibration, {
    method: 'platt',
    slope: 0.25,
    intercept: 0.75 * Math.log((rises + 1) / (known.length - rises + 1)),
  });
  const model = loadModel(new TextDecoder().decode(trained.artifact));
  assert.equal(model.trees.length, 600);
  const { matrix } = pick(all, trained.featureNames, 'the test');
  const tested = sliceRows(matrix, ...split.test);
  assert.ok(rocAuc(labels.subarray(...split.test), predict(model, tested)) > 0.6);
  // Only some trees see the last column, the market's, and some do.
  const ofMarket = model.trees.filter(({ size, left, feature }) =>
    Array.from({ length: size }).some((_, node) => left[node] >= 0 && feature[node] === 3),
  );
  assert.ok(ofMarket.length > 0 && ofMarket.every((tree) => model.trees.indexOf(tree) >= 300));
});

test('the direction of a large pool is the same, whatever became of its test days', async () => {
  const { split, ...first } = await directionOf();
  const from = split.test[0] / 20;
  const later = await directionOf((label, session) => (session >= from ? 1 - label : label));
  assert.deepEqual([later.artifact, later.calibration], [first.artifact, first.calibration]);
});

test('of a pool that is one the order is not searched for, and both labels have a vote; a small one is searched', async () => {
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  const rankedBy = async (grid: 'pooled' | 'default') => {
    const matrix = { ...features.matrix, data: features.matrix.data.slice() };
    // The last column is the market's, the first the calendar's: only the trees on the raw label see the one, none the other.
    const table = { names: features.names, matrix, calendar: 1, market: 1 };
    const ranking = await trainRanking({ ...REQUEST, dates, labelEnds, grid }, table, ranks);
    assert.ok('artifact' in ranking, JSON.stringify(ranking));
    return ranking;
  };
  const { trials, chosen, evaluation, ...order } = await rankedBy('pooled');
  assert.deepEqual([trials.length, trials[chosen].rounds, trials[chosen].params.phases], [1, 100, 3]);
  assert.deepEqual(order.featureNames, ['f1', 'f2', 'f3']);
  assert.deepEqual(order.raw?.featureNames, ['f1', 'f2', 'f3', 'f4']);
  assert.ok(evaluation.rankIc.lower > 0.1);
  const searched = await rankedBy('default');
  assert.ok(searched.trials.length > 1);
  assert.deepEqual([searched.featureNames, searched.raw], [['f0', 'f1', 'f2', 'f3'], undefined]);
});

test('what an order by both labels is worth is that of its stored trees, places of the test days added', async () => {
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  const matrix = { ...features.matrix, data: features.matrix.data.slice() };
  const ranking = await trainRanking(
    { ...REQUEST, dates, labelEnds, grid: 'pooled' },
    { names: features.names, matrix, calendar: 0, market: 2 },
    ranks,
  );
  assert.ok('raw' in ranking && ranking.raw);
  const from = dates.indexOf(ranking.testFrom);
  const said = ({ artifact, featureNames }: Pick<RawOrder, 'artifact' | 'featureNames'>) => {
    const read = pick(features, featureNames, 'the test').matrix;
    const model = loadModel(new TextDecoder().decode(artifact));
    assert.equal(model.trees.length, 300);
    return predict(model, sliceRows(read, from, read.rows));
  };
  const tested = dates.slice(from);
  const relative = applyCalibration(ranking.calibration, said(ranking));
  const raw = said(ranking.raw);
  assert.equal(ranking.calibration.method, 'platt', 'a correction that ties nobody');
  const rows = {
    dates: tested,
    members: ranks.members.slice(from),
    growth: ranks.growth.slice(from),
    reversal: ranks.reversal.slice(from),
  };
  const expected = evaluateRanks({ ...rows, scores: addedPlaces(tested, relative, raw) }, { seed: 1 });
  assert.deepEqual(ranking.evaluation, expected);
  assert.notDeepEqual(ranking.evaluation, evaluateRanks({ ...rows, scores: relative }, { seed: 1 }));
});

test('no order learns from a day whose median an outcome of the test has a part in', async () => {
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  // One member's outcomes come five days after those of the others: none of a day is known before that one.
  const late = labelEnds.map((end, row) => (row % 20 === 0 ? day(Math.floor(row / 20) + 12) : end));
  const ranking = await trainRanking(
    { ...REQUEST, dates, labelEnds: late, grid: 'pooled' },
    { ...features, calendar: 0, market: 0 },
    ranks,
  );
  assert.ok('artifact' in ranking);
  const boundary = dates.indexOf(ranking.testFrom) / 20;
  assert.equal(ranking.trainingEnd, day(boundary - 13));
  assert.equal(ranking.trainingRows, (boundary - 12) * 20);
});

test('where prices always rose there is nothing to learn of a rise, and the relative label orders alone', async () => {
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  const ranking = await trainRanking(
    { ...REQUEST, dates, labelEnds, grid: 'pooled' },
    { ...features, calendar: 0, market: 1 },
    { ...ranks, growth: ranks.growth.map((growth) => growth + 1) },
  );
  assert.ok('artifact' in ranking);
  assert.equal(ranking.raw, undefined);
  assert.ok(ranking.evaluation.rankIc.lower > 0.1);
});

test('both sets of trees, of a direction and of an order, are of the engine that was asked for', {
  skip: 'unavailable' in openLibxgboost() && 'XGBoost is not on this host',
}, async () => {
  const direction = await directionOf(undefined, { engine: 'libxgboost', device: 'cpu' });
  assert.match(direction.engine, /^libxgboost /);
  assert.equal(loadModel(new TextDecoder().decode(direction.artifact)).trees.length, 600);
  const { features, dates, labelEnds, ranks } = pool(20, 400);
  const ranking = await trainRanking(
    { ...REQUEST, engine: { engine: 'libxgboost', device: 'cpu' }, dates, labelEnds, grid: 'pooled' },
    { ...features, calendar: 0, market: 1 },
    ranks,
  );
  assert.ok('raw' in ranking && ranking.raw);
  assert.match(ranking.engine, /^libxgboost /);
  for (const { artifact } of [ranking, ranking.raw]) {
    assert.equal(loadModel(new TextDecoder().decode(artifact)).trees.length, 300);
  }
  assert.ok(ranking.evaluation.rankIc.lower > 0.1);
});
