import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { droppedColumns, keptColumns } from '../../../src/learn/rows/columns.ts';

const NONE = Number.NaN;

function matrixOf(...columns: number[][]) {
  return { rows: columns[0].length, cols: columns.length, data: Float64Array.from(columns.flat()) };
}

describe('droppedColumns', () => {
  test('drops columns that are missing, constant or repeated in the training rows, with the reason', () => {
    const matrix = matrixOf(
      [1, 2, 3, 4],
      [NONE, NONE, NONE, 5],
      [7, 7, 7, 8],
      [1, 2, 3, 9],
      [1, NONE, 3, 4],
      [1, NONE, 3, 0],
      [1, NONE, 1, 1],
    );
    const dropped = droppedColumns(matrix, [0, 3]);
    assert.deepEqual(dropped, [
      { column: 1, reason: 'all_missing' },
      { column: 2, reason: 'constant' },
      { column: 3, reason: 'duplicate', duplicateOf: 0 },
      { column: 5, reason: 'duplicate', duplicateOf: 4 },
    ]);
    assert.deepEqual(keptColumns(matrix, dropped), [0, 4, 6], 'a constant that is sometimes missing says something');
  });

  test('drops what is known on fewer than half of the training rows: it would tell the date', () => {
    const matrix = matrixOf([NONE, NONE, NONE, 5, 6], [NONE, NONE, 4, 5, 6]);
    assert.deepEqual(droppedColumns(matrix, [0, 5]), [{ column: 0, reason: 'mostly_missing' }]);
    assert.deepEqual(droppedColumns(matrix, [1, 5]), [], 'half is enough');
  });

  test('judges by the given rows only', () => {
    const matrix = matrixOf([7, 7, 7, 8], [1, 2, 3, 4]);
    assert.deepEqual(droppedColumns(matrix, [0, 4]), []);
    assert.equal(droppedColumns(matrix, [0, 3]).length, 1);
  });
});
