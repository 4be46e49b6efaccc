import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRows, UntrainableError, walkForwardFolds } from '../../../src/learn/index.ts';

const ROWS = 600;
/** A column that varies, one that is constant, and one that repeats the first. */
const varied = Array.from({ length: ROWS }, (_, t) => (t * 7) % 11);
const features = { rows: ROWS, cols: 3, data: Float64Array.of(...varied, ...varied.map(() => 1), ...varied) };
const labels = Uint8Array.from(varied, (value) => value % 2);

test('rows are cut into the wanted folds, and the model is fitted by the newest of them', () => {
  const { split, folds, test, trainAndValidation } = prepareRows(features, labels, 3);
  assert.deepEqual({ folds, test, trainAndValidation }, walkForwardFolds(ROWS, { folds: 3 }));
  assert.deepEqual(split, { ...folds[2], test, trainAndValidation });
});

test('columns that say nothing are left out, with the reason', () => {
  const { kept, dropped } = prepareRows(features, labels, 3);
  assert.deepEqual(kept, [0]);
  assert.deepEqual(dropped, [
    { column: 1, reason: 'constant' },
    { column: 2, reason: 'duplicate', duplicateOf: 0 },
  ]);
});

test('where there is no room for the wanted folds there are fewer, and where for none it is said', () => {
  const short = (rows: number) => prepareRows({ rows, cols: 0, data: new Float64Array() }, labels.slice(0, rows), 5);
  assert.ok(short(300).folds.length < 5);
  assert.throws(() => short(40), UntrainableError);
});

test('one class alone cannot be learned from', () => {
  assert.throws(() => prepareRows(features, new Uint8Array(ROWS), 3), UntrainableError);
});
