import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { RowRange } from '../rows/split.ts';
import { blockInputs, coveringStarts } from './blocks.ts';
import { type Network, project } from './network.ts';
import type { RowMajor } from './standardise.ts';
import type { Tf } from './tf.ts';
import type { Arithmetic, MarginWork } from './work.ts';

/**
 * Margins of the rows of a range, block after block, so that memory does not grow with their number.
 * @param known rows that may be looked back on; the first is repeated for those before it
 */
export function predictMargins(
  arithmetic: Arithmetic,
  network: Network,
  weights: Float32Array,
  x: RowMajor,
  range: RowRange,
  known: RowRange,
): Float64Array {
  const { shape, sessions, predictionBlock } = network;
  const out = new Float64Array(range[1] - range[0]);
  for (const start of coveringStarts(range, predictionBlock)) {
    const length = Math.min(predictionBlock, range[1] - start);
    const inputs = blockInputs(x, known, sessions, { starts: [start], length });
    const [found] = arithmetic({ what: 'margins', shape, weights, inputs, length });
    out.set(found, start - range[0]);
  }
  return out;
}

export function margins(
  tf: Tf,
  network: Network,
  weights: readonly Tensor[],
  x: Tensor2D,
  { length }: MarginWork,
): Tensor {
  return network.head(tf, weights, project(tf, network, x, weights[0], length), length).margins;
}
