import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { trainPooled } from '../../src/compute/pooled_training.ts';
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
