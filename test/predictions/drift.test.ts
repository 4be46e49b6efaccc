import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftReference, measureDrift } from '../../src/learn/index.ts';
import { newestDrift, referenceRange } from '../../src/predictions/index.ts';

const days = (count: number) =>
  Array.from({ length: count }, (_, t) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10));

test('the reference is what was learned from, without the first rows that are only looked back on', () => {
  const dates = days(300);
  assert.deepEqual(referenceRange(dates, dates[199], 0), [0, 200]);
  assert.deepEqual(referenceRange(dates, dates[199], 20), [20, 200]);
});

test('fewer rows than half a year are no reference', () => {
  const dates = days(300);
  assert.deepEqual(referenceRange(dates, dates[125], 0), [0, 126]);
  assert.equal(referenceRange(dates, dates[124], 0), undefined);
  assert.equal(referenceRange(dates, dates[125], 1), undefined);
  assert.equal(referenceRange(dates, '2023-01-01', 20), undefined);
});

test('drift is that of the newest sessions, by the columns of the model', () => {
  const ROWS = 400;
  // Every quarter of a year has as much of each decile.
  const column = () => Float64Array.from({ length: ROWS }, (_, t) => (t * 7) % 10);
  const [a, b, probabilities] = [column(), column(), column()];
  // The newest 63 sessions of b are another market.
  b.fill(50, ROWS - 63);
  const both = (from: number, to: number) => ({
    rows: to - from,
    cols: 2,
    data: Float64Array.of(...b.subarray(from, to), ...a.subarray(from, to)),
  });
  const reference = driftReference(both(0, 300), probabilities.subarray(0, 300));
  const rows = {
    dates: days(ROWS),
    features: { names: ['a', 'b'], matrix: { rows: ROWS, cols: 2, data: Float64Array.of(...a, ...b) } },
    scores: {
      probabilities,
      contributions: { rows: 0, cols: 0, data: new Float64Array() },
      importance: Float64Array.of(1, 1),
    },
  };
  const found = newestDrift(reference, { name: 'X', featureNames: ['b', 'a'] }, rows);
  assert.equal(found.sessions, 63);
  assert.equal(found.driftedShare, 0.5);
  assert.deepEqual(
    found.drifted.map(({ feature }) => feature),
    ['b'],
  );
  const newest = measureDrift(reference, ['b', 'a'], both(337, 400), probabilities.subarray(337), [1, 1]);
  assert.deepEqual(found, newest);
});
