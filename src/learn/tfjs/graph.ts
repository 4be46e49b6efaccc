import type { Tensor } from '@tensorflow/tfjs-core';
import { attribution } from './contributions.ts';
import { createNetwork } from './create_network.ts';
import { gradient } from './gradient.ts';
import { weightTensors } from './network.ts';
import { margins } from './predict.ts';
import type { Tf } from './tf.ts';
import type { Arithmetic, Work } from './work.ts';

/** The tensors that hold a work's results. The caller's tidy releases what is made besides. */
function results(tf: Tf, work: Work): Tensor[] {
  const network = createNetwork(work.shape.inputs, work.shape.config);
  const weights = weightTensors(tf, network, work.weights);
  const { inputs } = work.shape;
  const x = tf.tensor2d(work.inputs, [work.inputs.length / inputs, inputs]);
  if (work.what === 'gradient') return [gradient(tf, network, weights, x, work)];
  if (work.what === 'margins') return [margins(tf, network, weights, x, work)];
  return attribution(tf, network, weights, x, work);
}

/** On a backend of this thread that can be read at once. */
export function arithmeticOn(tf: Tf): Arithmetic {
  return (work) => {
    let found: Float32Array[] = [];
    // Not returned from tidy, which would look at every number for tensors.
    tf.tidy(() => {
      found = results(tf, work).map((tensor) => Float32Array.from(tensor.dataSync()));
    });
    return found;
  };
}

/** The same on a backend whose results have to be waited for. */
export async function computeOn(tf: Tf, work: Work): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => results(tf, work));
  try {
    return await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    tf.dispose(tensors);
  }
}
