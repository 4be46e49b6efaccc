import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../src/server/requests/turns.ts';

test('work that blocks is done one at a time, with what else has come in between', async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  const work = ['a', 'b', 'c'].map((name) => inTurn(() => void done.push(name)));
  const other = () =>
    new Promise<void>((next) => {
      setImmediate(() => {
        done.push('other');
        next();
      });
    });
  await other();
  await other();
  await Promise.all(work);
  assert.deepEqual(done, ['a', 'other', 'b', 'other', 'c']);
  assert.equal(await inTurn(async () => 'later'), 'later');
  await assert.rejects(
    inTurn(() => Promise.reject(new Error('no'))),
    /no/,
  );
});
