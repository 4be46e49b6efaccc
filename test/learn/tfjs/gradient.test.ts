import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blockInputs, blockRows } from '../../../src/learn/tfjs/blocks.ts';
import { integratedGradients } from '../../../src/learn/tfjs/contributions.ts';
import { createNetwork } from '../../../src/learn/tfjs/create_network.ts';
import { type Batch, lossAndGradient } from '../../../src/learn/tfjs/gradient.ts';
import { initialWeights, type Network } from '../../../src/learn/tfjs/network.ts';
import { type NetworkParams, parseNetworkParams } from '../../../src/learn/tfjs/params.ts';
import { predictMargins } from '../../../src/learn/tfjs/predict.ts';
import { createRandom } from '../../../src/random.ts';
import { normals } from '../support.ts';
import { arithmetic } from './support.ts';

const COLS = 3;
const normal = normals(11);
const x = { rows: 40, cols: COLS, data: Float32Array.from({ length: 40 * COLS }, normal) };

const configs: readonly NetworkParams[] = [
  parseNetworkParams('tfjs_mlp', { hidden1: 5, hidden2: 4 }),
  parseNetworkParams('tfjs_gru', { units: 3, sessions: 6 }),
];

/** Weights away from zero, biases too. */
const weightsFor = (network: Network) =>
  initialWeights(network, createRandom(3)).map((weight) => weight + 0.3 * normal());

for (const config of configs) {
  const network = createNetwork(COLS, config);
  const weights = weightsFor(network);

  describe(`the gradient of ${config.kind}`, () => {
    for (const length of [1, 4]) {
      test(`agrees with finite differences, in blocks of ${length}`, () => {
        const blocks = { starts: [2, 17, 38], length };
        const rows = blockRows(blocks);
        const batch: Batch = {
          inputs: blockInputs(x, [0, 40], network.sessions, blocks),
          length,
          labels: Float32Array.from(rows, (row) => row % 2),
          rowWeights: Float32Array.from(rows, (row) => (row < 40 ? 1 + row / 40 : 0)),
        };
        const { gradient } = lossAndGradient(arithmetic, network, weights, batch);
        assert.equal(gradient.length, weights.length);
        // Small: a larger one steps over the kinks of rectified units.
        const step = 1e-3;
        const lossAt = (i: number, by: number) => {
          const moved = weights.slice();
          moved[i] += by;
          return lossAndGradient(arithmetic, network, moved, batch).loss;
        };
        gradient.forEach((slope, i) => {
          const difference = (lossAt(i, step) - lossAt(i, -step)) / (2 * step);
          assert.ok(
            Math.abs(slope - difference) < 0.005 + 0.005 * Math.abs(difference),
            `${i}: ${slope}, ${difference}`,
          );
        });
      });
    }

    test('is the same through dropout, for a mask that is given', () => {
      const blocks = { starts: [10, 20], length: 1 };
      const batch: Batch = {
        inputs: blockInputs(x, [0, 40], network.sessions, blocks),
        length: 1,
        labels: Float32Array.of(0, 1),
        rowWeights: Float32Array.of(1, 1),
      };
      const masks = network.dropped.map((units) =>
        Float32Array.from({ length: 2 * units }, (_, i) => (i % 3 === 0 ? 0 : 1.5)),
      );
      const masked = { ...batch, masks };
      const { gradient } = lossAndGradient(arithmetic, network, weights, masked);
      for (let i = 0; i < weights.length; i++) {
        const lossAt = (by: number) =>
          lossAndGradient(arithmetic, network, weights.with(i, weights[i] + by), masked).loss;
        const difference = (lossAt(1e-3) - lossAt(-1e-3)) / 2e-3;
        assert.ok(Math.abs(gradient[i] - difference) < 0.005, `${i}: ${gradient[i]}, ${difference}`);
      }
    });
  });

  describe(`integrated gradients of ${config.kind}`, () => {
    const rows = [0, 1, 7, 39];
    const complete = (steps: number) => {
      const found = integratedGradients(arithmetic, network, weights, x, rows, [0, 40], steps);
      return rows.map((_, i) => {
        const sum = found.values.subarray(i * COLS, (i + 1) * COLS).reduce((total, value) => total + value, 0);
        return { error: Math.abs(sum - (found.margins[i] - found.baseline)), margin: found.margins[i] };
      });
    };

    test('are complete: they sum to margin − baseline, the better the more steps', () => {
      const worst = (steps: number) => Math.max(...complete(steps).map(({ error }) => error));
      assert.ok(worst(config.kind === 'tfjs_mlp' ? 64 : 16) < 0.02, `${worst(16)}, ${worst(64)}`);
      assert.ok(worst(256) < 0.003, `${worst(256)}`);
    });

    test('explain the margins that are predicted', () => {
      const margins = predictMargins(arithmetic, network, weights, x, [0, 40], [0, 40]);
      complete(4).forEach(({ margin }, i) => {
        assert.ok(Math.abs(margin - margins[rows[i]]) < 1e-5);
      });
    });
  });
}
