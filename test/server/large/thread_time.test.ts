import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { timeOf } from '../../../src/server/large/thread_time.ts';

const start = async (program: string): Promise<Worker> => {
  const worker = new Worker(`require('node:worker_threads').parentPort.postMessage('started'); ${program}`, {
    eval: true,
  });
  await once(worker, 'message');
  return worker;
};

test('a thread is asked for the time that it took, also while it hears nothing', async () => {
  const worker = await start('for (;;);');
  const before = (await timeOf(worker)) ?? Number.NaN;
  let after = before;
  while (after - before < 20) after = (await timeOf(worker)) ?? Number.NaN;
  assert.ok(after > before);
  await worker.terminate();
});

test('one that ends while it is asked, or has ended, says nothing, and harms nobody', async () => {
  const worker = await start('setTimeout(() => process.exit(), 20);');
  let hasEnded = false;
  worker.once('exit', () => {
    hasEnded = true;
  });
  const asked: Promise<number | undefined>[] = [];
  while (!hasEnded) {
    asked.push(timeOf(worker));
    await setImmediate();
  }
  await Promise.all(asked);
  assert.equal(await timeOf(worker), undefined);
});
