import assert from 'node:assert/strict';
import { chooseBackend } from '../../../src/backends/tensorflow/backend.ts';
import { thisHost } from '../../../src/backends/tensorflow/host.ts';
import type { FitRequest, TrainingData } from '../../../src/learn/family.ts';
import type { Params } from '../../../src/learn/index.ts';
import { createTfjsFamily } from '../../../src/learn/tfjs/family.ts';
import type { TfjsModel } from '../../../src/learn/tfjs/model.ts';
import type { Kind } from '../../../src/learn/tfjs/params.ts';
import { normals, type Sample, sample } from '../support.ts';

/** WebAssembly, whatever else is installed: tests compare bits. */
const host = thisHost();
const wasm = await chooseBackend({
  ...host,
  importPackage: (name) =>
    name.startsWith('@tensorflow/tfjs-node') ? Promise.reject(new Error('not in tests')) : host.importPackage(name),
  webgpu: { ...host.webgpu, choice: 'off' },
});
assert.ok(wasm.tf);
export const { tf, arithmetic, info } = { ...wasm, tf: wasm.tf };

export const families = {
  tfjs_mlp: createTfjsFamily('tfjs_mlp', arithmetic, info),
  tfjs_gru: createTfjsFamily('tfjs_gru', arithmetic, info),
};

export const KINDS: readonly Kind[] = ['tfjs_mlp', 'tfjs_gru'];

/** Networks that a test can afford. */
export const SMALL: Readonly<Record<Kind, Params>> = {
  tfjs_mlp: { hidden1: 16, hidden2: 8, learning_rate: 0.01, batch_size: 64, weight_decay: 0.01, dropout: 0.2 },
  tfjs_gru: { units: 6, sessions: 12, learning_rate: 0.01, batch_size: 64, weight_decay: 0.01, dropout: 0.2 },
};

export function fit(kind: Kind, data: TrainingData, request: Partial<FitRequest> = {}) {
  return families[kind].prepare(data)({ params: SMALL[kind], seed: 1, rounds: 5, ...request });
}

/** Labels that turn on the sign of the product of two columns: no straight line tells them apart. */
export function crossed(rows: number, seed: number): Sample {
  const { features, featureNames } = sample(rows, 5, seed);
  const { data } = features;
  const normal = normals(seed + 1000);
  const labels = Uint8Array.from({ length: rows }, (_, i) => (data[i] * data[rows + i] + 0.3 * normal() > 0 ? 1 : 0));
  return { features, labels, featureNames };
}

/** Labels that turn on the sum of the first column over the last 10 rows: a row alone says little. */
export function remembered(rows: number, seed: number): Sample {
  const { features, featureNames } = sample(rows, 3, seed);
  const labels = Uint8Array.from({ length: rows }, (_, i) => {
    const past = features.data.subarray(Math.max(0, i - 9), i + 1);
    return past.reduce((sum, value) => sum + value, 0) > 0 ? 1 : 0;
  });
  return { features, labels, featureNames };
}

export const weightsOf = (model: object): TfjsModel['weights'] => {
  if ('weights' in model && model.weights instanceof Float32Array) return model.weights;
  throw new TypeError('no network');
};
