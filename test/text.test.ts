import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, noun } from '../src/text.ts';

test('a noun is in the singular for one and in the plural for any other number', () => {
  assert.deepEqual(
    [0, 1, 2, 5105].map((count) => counted(count, 'session')),
    ['0 sessions', '1 session', '2 sessions', '5105 sessions'],
  );
  assert.equal(counted(2, 'index', 'indices'), '2 indices');
  assert.deepEqual([noun(1, 'has', 'have'), noun(3, 'has', 'have')], ['has', 'have']);
});
