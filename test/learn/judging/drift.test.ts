import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { driftReference, measureDrift } from '../../../src/learn/index.ts';
import { createMatrix, type Matrix, sliceRows } from '../../../src/matrix.ts';
import { normals } from '../support.ts';

const NAMES = ['quick', 'slow', 'unused'];
const ROWS = 3000;

/** One column without memory, one that is an average of 100 rows, and one without memory that no tree looks at. */
function columns(seed: number, shift = 0): Matrix {
  const normal = normals(seed);
  const matrix = createMatrix(ROWS, 3);
  const noise = Array.from({ length: ROWS + 100 }, () => normal());
  for (let t = 0; t < ROWS; t++) {
    matrix.data[t] = normal() + shift;
    matrix.data[ROWS + t] = noise.slice(t, t + 100).reduce((sum, value) => sum + value, 0);
    matrix.data[2 * ROWS + t] = normal() + 10 * shift;
  }
  return matrix;
}
const scoresOf = ({ data }: Matrix) => data.slice(0, ROWS);
const newest = (matrix: Matrix) => sliceRows(matrix, ROWS - 63, ROWS);
const importance = [3, 1, 0];

describe('drift', () => {
  const past = columns(1);
  const reference = driftReference(past, scoresOf(past));

  test('a slow feature is noisier than a quick one: its noise is what its own past did', () => {
    const [quick, slow] = reference.features;
    // Ten bins and 63 rows without memory: 0.269 in one case of twenty by the chi-squared law, a little more at 6 rows a bin.
    assert.ok(quick.noise > 0.2 && quick.noise < 0.38, `noise ${quick.noise}`);
    assert.ok(slow.noise > 1, `noise ${slow.noise}`);
  });

  test('more of the same is no drift, although a slow feature passes 0.25', () => {
    const more = columns(2);
    const found = measureDrift(reference, NAMES, newest(more), scoresOf(more).slice(-63), importance);
    assert.equal(found.majorShare, 0.5);
    assert.equal(found.driftedShare, 0);
    assert.deepEqual(found.drifted, []);
    assert.ok(found.scorePsi < 2 * found.scoreNoise);
  });

  test('a shifted feature drifts by its name, with its share of the gain; one that no tree looks at does not count', () => {
    const shifted = columns(2, 2);
    const found = measureDrift(reference, NAMES, newest(shifted), scoresOf(shifted).slice(-63), importance);
    assert.equal(found.driftedShare, 0.5);
    assert.deepEqual(
      found.drifted.map(({ feature, share }) => [feature, share]),
      [['quick', 0.75]],
    );
    assert.ok(found.scorePsi > 2 * found.scoreNoise);
  });

  test('a training range shorter than a window has no noise, so nothing is called drift', () => {
    const short = sliceRows(past, 0, 40);
    const { features } = driftReference(short, scoresOf(past).slice(0, 40));
    assert.ok(features.every(({ noise }) => noise === Number.POSITIVE_INFINITY));
  });

  test('rows of another model are refused', () => {
    const other = createMatrix(63, 2);
    assert.throws(() => measureDrift(reference, ['a', 'b'], other, new Float64Array(63), [1, 1]), {
      message: 'measureDrift: the reference has 3 features, the rows have 2, named are 2',
    });
  });
});
