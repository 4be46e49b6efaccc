import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOpenSession, probabilitiesOn, rangeToScore, rowsFrom } from '../../src/predictions/index.ts';

/** Days from 2024-01-01 on. */
const days = (count: number) =>
  Array.from({ length: count }, (_, t) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10));

test('scoring begins 63 sessions before the end, so that drift can be measured, or at an earlier wanted one', () => {
  const dates = days(200);
  assert.deepEqual(rangeToScore(dates, new Set([dates[199]]), 0), { readFrom: 137, scoreFrom: 137 });
  assert.deepEqual(rangeToScore(dates, new Set([dates[199], dates[40]]), 0), { readFrom: 40, scoreFrom: 40 });
});

test('sessions before the first scored one are read as far as the family looks back, and as there are', () => {
  const dates = days(200);
  assert.deepEqual(rangeToScore(dates, new Set([dates[199]]), 20), { readFrom: 117, scoreFrom: 137 });
  assert.deepEqual(rangeToScore(dates, new Set([dates[5]]), 20), { readFrom: 0, scoreFrom: 5 });
  assert.deepEqual(rangeToScore(days(10), new Set(['2024-01-10']), 20), { readFrom: 0, scoreFrom: 0 });
});

test('nothing is scored when no session is wanted', () => {
  assert.equal(rangeToScore(days(10), new Set(), 0), undefined);
});

test('the last seven sessions have an open outcome; of a shorter history its last one', () => {
  assert.equal(firstOpenSession(days(10)), '2024-01-04');
  assert.equal(firstOpenSession(days(7)), '2024-01-01');
  assert.equal(firstOpenSession(days(6)), '2024-01-06');
});

test('the rows from a session on begin with it, or with the next, and are none when all are older', () => {
  const dates = ['2024-01-02', '2024-01-04'];
  assert.deepEqual(rowsFrom(dates, '2024-01-02'), [0, 2]);
  assert.deepEqual(rowsFrom(dates, '2024-01-03'), [1, 2]);
  assert.deepEqual(rowsFrom(dates, '2024-01-05'), [2, 2]);
  assert.deepEqual(rowsFrom([], '2024-01-05'), [0, 0]);
});

test('probabilities stand at their sessions, NaN where nothing was predicted', () => {
  const predictions = [
    { date: '2024-01-03', probability: 0.7, baseRate: null },
    { date: '2023-12-31', probability: 0.1, baseRate: null },
  ];
  assert.deepEqual(probabilitiesOn(days(3), predictions), Float64Array.of(Number.NaN, Number.NaN, 0.7));
});
