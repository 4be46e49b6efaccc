import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { binMatrix } from '../../../src/learn/gbt/bins.ts';
import { quantileCuts } from '../../../src/learn/gbt/quantile_cuts.ts';
import { matrixOf, NONE, normals } from '../support.ts';

describe('quantileCuts', () => {
  test('few distinct values get a bin each, the last cut above them all', () => {
    const { cuts, floor } = quantileCuts(Float32Array.of(1, 2, 2, 5), 256);
    assert.deepEqual([...cuts.subarray(0, 2)], [2, 5]);
    assert.ok(cuts[2] > 5 && cuts.length === 3);
    assert.ok(floor < 1);
  });

  test('many values share bins of nearly equal size', () => {
    const normal = normals(1);
    const values = Float32Array.from({ length: 10_000 }, normal).sort();
    const { cuts } = quantileCuts(values, 20);
    assert.equal(cuts.length, 20);
    let from = 0;
    for (const cut of cuts) {
      const to = values.findIndex((value) => value >= cut);
      const size = (to < 0 ? values.length : to) - from;
      assert.ok(Math.abs(size - 500) <= 2, `a bin holds ${size} of 10,000 values`);
      from += size;
    }
  });

  test('a value that fills several bins gets one', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i)).sort();
    const { cuts } = quantileCuts(values, 10);
    assert.ok(cuts[0] > 0, 'the first bin is the frequent value');
    assert.equal(new Set(cuts).size, cuts.length);
    assert.deepEqual(cuts, cuts.slice().sort());
  });

  test('no value gives one bin', () => {
    assert.equal(quantileCuts(new Float32Array(0), 256).cuts.length, 1);
  });
});

describe('binMatrix', () => {
  test('codes are the bins, the number of bins stands for missing', () => {
    const binned = binMatrix(matrixOf([10, NONE, 30, 20], [NONE, NONE, NONE, NONE]), { maxBin: 256 });
    assert.deepEqual([...binned.codes], [0, 3, 2, 1, 1, 1, 1, 1]);
    assert.deepEqual([...binned.hasMissing], [1, 1]);
  });

  test('cuts come from the given rows; values beyond them fall into the outer bins', () => {
    const binned = binMatrix(matrixOf([1, 2, 3, -50, 50]), { maxBin: 256, cutRows: [0, 3] });
    assert.deepEqual([...binned.codes], [0, 1, 2, 0, 2]);
    assert.deepEqual(binned.cuts, binMatrix(matrixOf([1, 2, 3, 7, 8]), { maxBin: 256, cutRows: [0, 3] }).cuts);
  });

  test('an infinite value is refused by the name of its column', () => {
    const matrix = matrixOf([1, 2], [3, Number.POSITIVE_INFINITY]);
    assert.throws(
      () => binMatrix(matrix, { maxBin: 256, names: ['rsi_14', 'price_to_sales'] }),
      /features: price_to_sales must be NaN or a finite float32, got Infinity at row 1/,
    );
    assert.throws(() => binMatrix(matrixOf([1e39]), { maxBin: 256 }), /column 0 must be .* got 1e\+39 at row 0/);
  });
});
