import type { RowRange } from '../rows/split.ts';
import { blockInputs, coveringStarts } from './blocks.ts';
import { type Network, project, weightTensors } from './network.ts';
import type { RowMajor } from './standardise.ts';
import type { Tf } from './tf.ts';

/**
 * Margins of the rows of a range, block after block, so that memory does not grow with their number.
 * @param known rows that may be looked back on; the first is repeated for those before it
 */
export function predictMargins(
  tf: Tf,
  network: Network,
  weights: Float32Array,
  x: RowMajor,
  range: RowRange,
  known: RowRange,
): Float64Array {
  const length = network.predictionBlock;
  const out = new Float64Array(range[1] - range[0]);
  for (const start of coveringStarts(range, length)) {
    const rows = Math.min(length, range[1] - start);
    const inputs = blockInputs(x, known, network.sessions, { starts: [start], length: rows });
    tf.tidy(() => {
      const tensors = weightTensors(tf, network, weights);
      const projected = project(tf, network, tf.tensor2d(inputs, [inputs.length / x.cols, x.cols]), tensors[0], rows);
      out.set(network.head(tf, tensors, projected, rows).margins.dataSync(), start - range[0]);
    });
  }
  return out;
}
