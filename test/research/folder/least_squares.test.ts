import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leastSquares } from './least_squares.ts';

/** Brownlee, Statistical Theory and Methodology in Science and Engineering (1965): plant oxidising ammonia, 21 days. */
const STACK_LOSS = {
  airFlow: [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70],
  water: [27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20],
  acid: [89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91],
  loss: [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15],
};

describe('least squares', () => {
  test('find the published weights of the stack loss data', () => {
    const { airFlow, water, acid, loss } = STACK_LOSS;
    const fit = leastSquares(4);
    loss.forEach((one, i) => {
      fit.add([1, airFlow[i], water[i], acid[i]], one);
    });
    const weights = fit.weights();
    // As in Brownlee (1965), and R's lm(stack.loss ~ .).
    [-39.9197, 0.7156, 1.2953, -0.1521].forEach((published, i) => {
      assert.ok(Math.abs(weights[i] - published) < 5e-5, `weight ${i} is ${weights[i]}, published ${published}`);
    });
  });

  test('solve a small case as by hand', () => {
    // Points (0, 1), (1, 3), (2, 4), (3, 4): mean of x 1.5, of y 3; sum of (x − 1.5)(y − 3) 5, of (x − 1.5)² 5.
    const fit = leastSquares(2);
    for (const [x, y] of [
      [0, 1],
      [1, 3],
      [2, 4],
      [3, 4],
    ])
      fit.add([1, x], y);
    const [constant, slope] = fit.weights();
    assert.ok(Math.abs(slope - 1) < 1e-12 && Math.abs(constant - 1.5) < 1e-12, `${constant}, ${slope}`);
  });

  test('give no weight to what the inputs before tell already, and the others what they have without it', () => {
    const [with3, with2] = [leastSquares(4), leastSquares(3)];
    for (let i = 0; i < 30; i++) {
      const [x, z] = [Math.sin(i), Math.cos(3 * i)];
      const y = 2 - x + 0.5 * z + 0.1 * Math.sin(17 * i);
      with3.add([1, x, 3 * x - 2, z], y);
      with2.add([1, x, z], y);
    }
    const [constant, x, z] = with2.weights();
    const found = with3.weights();
    assert.equal(found[2], 0);
    [constant, x, 0, z].forEach((wanted, i) => {
      assert.ok(Math.abs(found[i] - wanted) < 1e-9, `weight ${i} is ${found[i]}, without it ${wanted}`);
    });
  });
});
