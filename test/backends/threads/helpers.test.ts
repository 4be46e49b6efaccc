import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, describe, test } from 'node:test';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { releaseSharedMemory } from '../../../src/backends/index.ts';
import { closeHelpers, hostThreads } from '../../../src/backends/threads/helpers.ts';
import { saveModel } from '../../../src/learn/gbt/model_json.ts';
import { fitOn, sample } from '../../learn/support.ts';

describe('helper threads of fits', () => {
  // Large enough for threads to be called.
  const { features, labels } = sample(70_000, 60, 41);
  const fit = (count = 2) =>
    saveModel(fitOn(features, labels, { params: { max_depth: 3 }, rounds: 2, threads: hostThreads(count) }).model);
  const alone = fit(1);

  const started: Worker[] = [];
  const remember = (worker: Worker) => void started.push(worker);
  process.on('worker', remember);
  /** Threads that were started since the last time this was asked. */
  async function newlyStarted(): Promise<Worker[]> {
    await turnOfEventLoop();
    return started.splice(0);
  }

  afterEach(async () => {
    await closeHelpers();
    await newlyStarted();
  });
  after(() => process.off('worker', remember));

  test('serve one fit after the other', async () => {
    for (let i = 0; i < 3; i++) assert.equal(fit(), alone);
    assert.equal((await newlyStarted()).length, 1);
  });

  test('one that died between fits is replaced, once', async () => {
    fit();
    const [helper] = await newlyStarted();
    await helper.terminate();
    for (let i = 0; i < 3; i++) assert.equal(fit(), alone);
    assert.equal((await newlyStarted()).length, 1);
  });

  test('one that died while nobody listens to events is replaced, once', async () => {
    fit();
    const [helper] = await newlyStarted();
    const exit = once(helper, 'exit');
    void helper.terminate();
    // The first of these calls the dead one, the second misses it.
    for (let i = 0; i < 4; i++) assert.equal(fit(), alone);
    await exit;
    assert.equal((await newlyStarted()).length, 1);
    fit();
    assert.equal((await newlyStarted()).length, 0);
  });

  test('end with the shared memory, and the next fit starts another', async () => {
    fit();
    const [helper] = await newlyStarted();
    const exit = once(helper, 'exit');
    await releaseSharedMemory();
    await exit;
    assert.equal(fit(), alone);
    assert.equal((await newlyStarted()).length, 1);
  });
});
