import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pick, positionsOf, rowOf, type Table, tableRows } from '../src/table.ts';

/** Columns a = 1, 2, b = 3, 4 and c = 5, 6. */
const table: Table = {
  names: ['a', 'b', 'c'],
  matrix: { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
};

test('columns are picked by name, in the order they are asked for', () => {
  const { names, matrix } = pick(table, ['c', 'a'], 'the test');
  assert.deepEqual(names, ['c', 'a']);
  assert.deepEqual(matrix, { rows: 2, cols: 2, data: Float64Array.of(5, 6, 1, 2) });
});

test('what is picked is a copy', () => {
  const { matrix } = pick(table, ['a'], 'the test');
  matrix.data[0] = 9;
  assert.equal(table.matrix.data[0], 1);
});

test('names that are missing are said, with who needs them', () => {
  const message = 'model X needs features that are missing: d, e';
  assert.throws(() => pick(table, ['a', 'd', 'b', 'e'], 'model X'), { name: 'RangeError', message });
  assert.throws(() => positionsOf([], ['d'], 'model X'), /model X needs features that are missing: d$/);
});

test('a table of no row keeps its columns, and of no name it has none', () => {
  assert.deepEqual(tableRows(table, 1, 1).matrix, { rows: 0, cols: 3, data: new Float64Array() });
  assert.deepEqual(pick(table, [], 'the test').matrix, { rows: 2, cols: 0, data: new Float64Array() });
});

test('rows are cut out under the same names', () => {
  assert.deepEqual(tableRows(table, 1, 2), {
    names: table.names,
    matrix: { rows: 1, cols: 3, data: Float64Array.of(2, 4, 6) },
  });
  assert.deepEqual(rowOf(table, 1), Float64Array.of(2, 4, 6));
});
