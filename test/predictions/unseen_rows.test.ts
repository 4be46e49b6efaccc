import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOfTheirs, rowsUnseenBy } from '../../src/predictions/index.ts';

/** The other model's rows: day 1 to 9 without day 6, each label two days ahead. */
const day = (d: number) => `2024-01-0${d}`;
const theirs = [1, 2, 3, 4, 5, 7, 8, 9];
const rows = { dates: theirs.map(day), labelEnds: theirs.map((d) => day(Math.min(9, d + 2))) };
const ours = [4, 5, 6, 7, 8].map(day);

test('a session is unseen once it lies behind the last label that was learned from', () => {
  // Learned up to day 3, whose label looks at day 5.
  const shared = rowsUnseenBy({ trainingEnd: day(3), unseenFrom: null }, rows, ours);
  assert.deepEqual(shared, [
    { ours: 3, theirs: 5 },
    { ours: 4, theirs: 6 },
  ]);
  assert.deepEqual(rangeOfTheirs(shared), [5, 7]);
});

test('of a pooled model it is unseen from the session that is stated, by whichever calendar', () => {
  const shared = rowsUnseenBy({ trainingEnd: day(3), unseenFrom: day(5) }, rows, ours);
  assert.deepEqual(
    shared.map((row) => row.ours),
    [1, 3, 4],
  );
});

test('a model that was trained before these rows began has seen none of them', () => {
  assert.equal(rowsUnseenBy({ trainingEnd: '2023-01-01', unseenFrom: null }, rows, ours).length, 4);
});

test('where all is seen nothing is shared, and the range is empty', () => {
  const shared = rowsUnseenBy({ trainingEnd: day(8), unseenFrom: null }, rows, ours);
  assert.deepEqual(shared, []);
  assert.deepEqual(rangeOfTheirs(shared), [0, 0]);
});
