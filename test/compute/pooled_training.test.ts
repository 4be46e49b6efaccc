import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { openLibxgboost } from '../../src/backends/libxgboost/index.ts';
import { trainPooled } from '../../src/compute/pooled_training.ts';
import { trainRanking } from '../../src/compute/rank_training.ts';
import { predict } from '../../src/learn/gbt/model.ts';
import { loadModel } from '../../src/learn/gbt/model_json.ts';
import { addedPlaces, applyCalibration, evaluateRanks, type RawOrder } from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { pick } from '../../src/table.ts';
import { normals, sample } from '../learn/support.ts';

const MEMBERS = 20;
const SESSIONS = 900;
const day = (session: number) => new Date(Date.UTC(2015, 0, 1 + session)).toISOString().slice(0, 10);

test('no helper thread, which would hold the memory of its last fit, outlives a pooled training', {
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
    columns: { calendar: [], market: [] },
    labels,
    dates: Array.from({ length: rows }, (_, row) => day(Math.floor(row / MEMBERS))),
    labelEnds: Array.from({ length: rows }, (_, row) => day(Math.floor(row / MEMBERS) + 7)),
    folds: 1,
    grid: 'default',
    seed: 1,
  });
  process.off('worker', watch);
  assert.ok('artifact' in trained);
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

const REQUEST = {
  family: 'xgboost_classifier',
  engine: { engine: 'pgaugur', device: 'cpu' },
  folds: 1,
  seed: 1,
} as const;

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

test('both sets of trees are of the engine that was asked for', {
  skip: 'unavailable' in openLibxgboost() && 'XGBoost is not on this host',
}, async () => {
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
