import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createColumnSorter } from '../../../src/learn/gbt/sort_column.ts';

const refuse = (row: number): never => {
  throw new RangeError(`row ${row}`);
};

describe('a sorted column', () => {
  test('holds the known values in float32, ascending, with the rows they came from', () => {
    const value = fc.oneof(fc.float({ noDefaultInfinity: true }), fc.constantFrom(0, -0, 1, 1, Number.NaN));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (list) => {
        const { values, rows } = createColumnSorter(list.length)(Float64Array.from(list), refuse);
        const known = Float32Array.from(list).filter((entry) => !Number.isNaN(entry));
        assert.deepEqual(values, known.sort());
        values.forEach((entry, i) => void assert.ok(Object.is(Math.fround(list[rows[i]]), entry)));
        assert.equal(new Set(rows).size, rows.length);
      }),
    );
  });

  test('keeps equal values in the order of their rows', () => {
    assert.deepEqual([...createColumnSorter(5)(Float64Array.of(2, 1, 2, 1, 2), refuse).rows], [1, 3, 0, 2, 4]);
  });

  test('is refused where a value is infinite or overflows float32', () => {
    const sort = createColumnSorter(2);
    assert.throws(() => sort(Float64Array.of(0, Number.NEGATIVE_INFINITY), refuse), /row 1/);
    assert.throws(() => sort(Float64Array.of(1e39, 0), refuse), /row 0/);
  });
});
