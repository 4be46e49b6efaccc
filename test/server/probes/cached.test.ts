import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cached } from '../../../src/server/probes/cached.ts';

test('who asks at the same time, or soon after, gets one answer; later it is worked out again', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  let asked = 0;
  const ask = cached(1000, async () => ++asked);
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [1, 1, 1]);
  now = 999;
  assert.equal(await ask(), 1);
  now = 1001;
  assert.equal(await ask(), 2);
});

test('an error is nobody’s but that of those who waited for it', async () => {
  let asked = 0;
  const ask = cached(1000, async () => {
    asked++;
    if (asked === 1) throw new Error('the database is away');
    return asked;
  });
  const [first, second] = await Promise.allSettled([ask(), ask()]);
  assert.deepEqual([first.status, second.status], ['rejected', 'rejected']);
  assert.equal(await ask(), 2);
});
