import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FeatureRows, labelledRows } from '../../src/features/index.ts';

const dates = Array.from({ length: 12 }, (_, t) => `2024-01-${String(t + 1).padStart(2, '0')}`);
/** Closes 100, 99, … 94 and then 101, 102, …: the label of the first sessions is a rise. */
const close = Float64Array.from(dates, (_, t) => (t < 7 ? 100 - t : 94 + t));
const bars = { dates, open: close, high: close, low: close, close, volume: close };
const stored: FeatureRows = {
  dates,
  features: { names: ['a'], matrix: { rows: 12, cols: 1, data: Float64Array.from(dates, (_, t) => t) } },
  completeness: Float64Array.from(dates, (_, t) => (t < 2 ? 0.97 : 0.98)),
  hashes: dates.map((_, t) => Buffer.of(t)),
};

test('labelled are the rows that are complete enough and whose seventh session has come', () => {
  const rows = labelledRows(stored, bars);
  assert.deepEqual(rows.dates, ['2024-01-03', '2024-01-04', '2024-01-05']);
  assert.deepEqual(rows.features.matrix.data, Float64Array.of(2, 3, 4));
  assert.deepEqual(rows.growth, Float64Array.of(103 / 98, 104 / 97, 105 / 96));
  assert.deepEqual(rows.labels, Uint8Array.of(1, 1, 1));
  assert.deepEqual(rows.labelEnds, ['2024-01-10', '2024-01-11', '2024-01-12']);
});

test('they know the hash of their inputs, and the closes behind them that labels look at', () => {
  const rows = labelledRows(stored, bars);
  assert.deepEqual(rows.hash, Buffer.of(4));
  assert.deepEqual(rows.labelCloses, close.slice(5));
});

test('a history without a complete row, or shorter than the horizon, has none', () => {
  assert.equal(labelledRows({ ...stored, completeness: new Float64Array(12) }, bars).dates.length, 0);
  const short = { ...bars, dates: dates.slice(0, 7), close: close.slice(0, 7) };
  assert.equal(labelledRows({ ...stored, dates: dates.slice(0, 7) }, short).labels.length, 0);
});
