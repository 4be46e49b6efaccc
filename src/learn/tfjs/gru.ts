import type { Tensor } from '@tensorflow/tfjs-core';
import { bias, dropOut, gradientOfBias, gradientOfLeft, gradientOfRight, marginMatrix, matrix } from './dense.ts';
import type { Network } from './network.ts';
import type { GruParams } from './params.ts';
import { readsAtOnce, type Tf } from './tf.ts';

/**
 * A gated recurrent unit over the last sessions, then a linear layer on its last state. The variant of cuDNN and Keras
 * (reset_after): with gates z (keep) and r (reset),
 *
 *   z, r = σ(x·W + b + h·U),  n = tanh(x·Wₙ + bₙ + r ∘ q),  q = h·Uₙ + c,  h′ = n + z ∘ (h − n)
 *
 * Source: Cho et al. (2014), arXiv:1406.1078v1. Columns of W in the order z, r, n. The gate z starts more than half
 * open (bias 1), so that a state lasts long enough to learn from.
 *
 * The three parts are tensors of their own throughout, and a session's inputs are cut out in JavaScript: the WASM
 * backend copies a whole tensor to slice it. Where a tensor cannot be read at once, it is sliced after all.
 */
export function createGru(inputs: number, config: GruParams): Network {
  const { units, sessions } = config.params;
  return {
    shape: { inputs, config },
    sessions,
    trainingBlock: 16,
    predictionBlock: 256,
    weights: [
      matrix('input', inputs, 3 * units),
      bias('input_bias', 3 * units, (column) => (column < units ? 1 : 0)),
      matrix('keep', units, units),
      matrix('reset', units, units),
      matrix('new', units, units),
      bias('new_bias', units),
      marginMatrix(units),
      bias('margin_bias', 1),
    ],
    dropped: [units],
    head(tf, [, inputBias, keep, reset, fresh, freshBias, marginKernel, marginBias], projected, length, [mask] = []) {
      const [span, blocks] = projected.shape;
      const rows = length * blocks;
      const recurrent = { keep, reset, fresh, freshBias };
      const inputOf = cutBySession(tf, tf.add(projected, inputBias), rows, units);
      const before: Tensor[] = [];
      const cells: Cell[] = [];
      let state: Tensor = tf.zeros([rows, units]);
      for (let k = 0; k < sessions; k++) {
        before.push(state);
        cells.push(tf.tidy(() => forwardCell(tf, inputOf(k), state, recurrent)));
        state = cells[k].state;
      }
      const last = dropOut(tf, state, mask);
      return {
        margins: tf.reshape(tf.add(tf.matMul(last.output, marginKernel), marginBias), [-1]),
        backward(slopes) {
          const d = tf.reshape(slopes, [-1, 1]);
          const transposed = { keep: tf.transpose(keep), reset: tf.transpose(reset), fresh: tf.transpose(fresh) };
          const found: CellGradient[] = [];
          let toState = last.gradient(gradientOfLeft(tf, d, marginKernel));
          for (let k = sessions - 1; k >= 0; k--) {
            found[k] = tf.tidy(() => backwardCell(tf, toState, cells[k], transposed));
            toState = found[k].h;
          }
          const all = (part: 'z' | 'r' | 'n' | 'q') => tf.concat(found.map((gradient) => gradient[part]));
          const [z, r, n, q] = [all('z'), all('r'), all('n'), all('q')];
          const states = tf.transpose(tf.concat(before));
          const toProjected = overlapping(tf, [z, r, n], { span, blocks, length, sessions, units });
          return {
            projected: toProjected,
            weights: [
              gradientOfBias(tf, tf.reshape(toProjected, [-1, 3 * units])),
              tf.matMul(states, z),
              tf.matMul(states, r),
              tf.matMul(states, q),
              gradientOfBias(tf, q),
              gradientOfRight(tf, last.output, d),
              gradientOfBias(tf, d),
            ],
          };
        },
      };
    },
  };
}

type Gates = { readonly z: Tensor; readonly r: Tensor; readonly n: Tensor };
type Recurrent = { readonly keep: Tensor; readonly reset: Tensor; readonly fresh: Tensor; readonly freshBias: Tensor };

/** Gives the inputs of the k-th session that each row looks at, rows × units for each gate. */
function cutBySession(tf: Tf, gates: Tensor, rows: number, units: number): (k: number) => Gates {
  const [span, blocks] = gates.shape;
  const byGate = tf.transpose(tf.reshape(gates, [span * blocks, 3, units]), [1, 0, 2]);
  const values = readsAtOnce(tf) ? byGate.dataSync() : undefined;
  const flat = tf.reshape(byGate, [3 * span * blocks, units]);
  const cut = (gate: number, k: number) => {
    const from = (gate * span + k) * blocks;
    return values
      ? tf.tensor2d(values.subarray(from * units, (from + rows) * units), [rows, units])
      : tf.slice(flat, [from, 0], [rows, units]);
  };
  return (k) => ({ z: cut(0, k), r: cut(1, k), n: cut(2, k) });
}

/** A session's results that its gradient needs. */
type Cell = Gates & {
  readonly state: Tensor;
  readonly q: Tensor;
  /** h − n. */
  readonly gap: Tensor;
};

function forwardCell(tf: Tf, x: Gates, h: Tensor, { keep, reset, fresh, freshBias }: Recurrent): Cell {
  const z = tf.sigmoid(tf.add(x.z, tf.matMul(h, keep)));
  const r = tf.sigmoid(tf.add(x.r, tf.matMul(h, reset)));
  const q = tf.add(tf.matMul(h, fresh), freshBias);
  const n = tf.tanh(tf.add(x.n, tf.mul(r, q)));
  const gap = tf.sub(h, n);
  return { state: tf.add(n, tf.mul(z, gap)), z, r, q, n, gap };
}

/** Gradients before the gates' functions, for q, and for the state before. */
type CellGradient = Gates & { readonly q: Tensor; readonly h: Tensor };

function backwardCell(tf: Tf, dy: Tensor, { z, r, q, n, gap }: Cell, transposed: Omit<Recurrent, 'freshBias'>) {
  const kept = tf.mul(dy, z);
  const toN = tf.sub(dy, kept);
  const dn = tf.sub(toN, tf.mul(toN, tf.square(n)));
  // z (1 − z) = z − z²
  const dz = tf.mul(tf.mul(dy, gap), tf.sub(z, tf.square(z)));
  const dq = tf.mul(dn, r);
  // r (1 − r) q dn = (q dq)(1 − r)
  const qdq = tf.mul(q, dq);
  const dr = tf.sub(qdq, tf.mul(qdq, r));
  const h = tf.addN([
    kept,
    tf.matMul(dz, transposed.keep),
    tf.matMul(dr, transposed.reset),
    tf.matMul(dq, transposed.fresh),
  ]);
  return { z: dz, r: dr, n: dn, q: dq, h };
}

type Layout = {
  readonly span: number;
  readonly blocks: number;
  readonly length: number;
  readonly sessions: number;
  readonly units: number;
};

/**
 * Gradients per projected input from those per row and session, (session, row of block, block) × units for each gate:
 * rows of a block share inputs, each at another distance.
 */
function overlapping(tf: Tf, gates: readonly Tensor[], { span, blocks, length, sessions, units }: Layout): Tensor {
  const perInput = gates.map((gate) => {
    if (length === 1) return gate;
    if (!readsAtOnce(tf)) return shiftedSum(tf, gate, { span, blocks, length, sessions, units });
    const values = gate.dataSync();
    const sums = new Float32Array(span * blocks * units);
    const step = blocks * units;
    for (let k = 0; k < sessions; k++) {
      const part = values.subarray(k * length * step, (k + 1) * length * step);
      const from = k * step;
      for (let i = 0; i < part.length; i++) sums[from + i] += part[i];
    }
    return tf.tensor2d(sums, [span * blocks, units]);
  });
  // [gate, input, unit] to [input, gate, unit].
  const stacked = tf.reshape(tf.concat(perInput), [3, span * blocks, units]);
  return tf.reshape(tf.transpose(stacked, [1, 0, 2]), [span, blocks, 3 * units]);
}

/** The same sums as one product, with a matrix that is 1 where a row at some distance meets an input. */
function shiftedSum(tf: Tf, gate: Tensor, { span, blocks, length, sessions, units }: Layout): Tensor {
  const meets = new Float32Array(span * sessions * length);
  for (let k = 0; k < sessions; k++) {
    for (let row = 0; row < length; row++) meets[(k + row) * sessions * length + k * length + row] = 1;
  }
  const sums = tf.matMul(
    tf.tensor2d(meets, [span, sessions * length]),
    tf.reshape(gate, [sessions * length, blocks * units]),
  );
  return tf.reshape(sums, [span * blocks, units]);
}
