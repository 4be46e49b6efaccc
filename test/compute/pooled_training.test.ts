import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { trainPooled } from '../../src/compute/pooled_training.ts';
import { trainRanking } from '../../src/compute/rank_training.ts';
import { sample } from '../learn/support.ts';

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

test('of a pool that is one the order is not searched for: a hundred trees of one configuration; a small one is searched', async () => {
  const [members, sessions] = [20, 400];
  const rows = members * sessions;
  const { features, labels, featureNames } = sample(rows, 5, 62, { strength: 1 });
  const dates = Array.from({ length: rows }, (_, row) => day(Math.floor(row / members)));
  const labelEnds = Array.from({ length: rows }, (_, row) => day(Math.floor(row / members) + 7));
  const rankedBy = async (grid: 'pooled' | 'default') => {
    const ranking = await trainRanking(
      {
        family: 'xgboost_classifier',
        engine: { engine: 'pgaugur', device: 'cpu' },
        dates,
        labelEnds,
        folds: 1,
        grid,
        seed: 1,
      },
      { names: featureNames, matrix: { ...features, data: features.data.slice() }, calendar: 0, market: 2 },
      {
        members: Int32Array.from({ length: rows }, (_, row) => row % members),
        growth: Float64Array.from(labels, (label, row) => 1 + 0.01 * label + 1e-4 * (row % members)),
        reversal: new Float64Array(rows),
      },
    );
    assert.ok('artifact' in ranking, JSON.stringify(ranking));
    return ranking;
  };
  const { trials, chosen, evaluation } = await rankedBy('pooled');
  assert.deepEqual([trials.length, trials[chosen].rounds], [1, 100]);
  assert.ok(evaluation.rankIc.lower > 0.1);
  assert.ok((await rankedBy('default')).trials.length > 1);
});
