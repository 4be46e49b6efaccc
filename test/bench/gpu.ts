import { type Engine, trainingFamily } from '../../src/backends/index.ts';
import { type Backend, type BackendInfo, chooseBackend } from '../../src/backends/tensorflow/backend.ts';
import { type BackendHost, sharedHost, thisHost, type WebgpuChoice } from '../../src/backends/tensorflow/host.ts';
import { closeHelpers } from '../../src/backends/threads/helpers.ts';
import type { ModelFamily, Params, TrainingData } from '../../src/learn/family.ts';
import { createTfjsFamily } from '../../src/learn/tfjs/family.ts';
import { createRandom } from '../../src/random.ts';
import { type Figures, type Measurement, rounded } from '../support/measure.ts';

/** A stock's history, and what a driver in software can do in a minute or two: there every session looked at is dear. */
const ON_HARDWARE = { rows: 2_255, cols: 183, rounds: 10, warmUp: true, gru: {} };
const IN_SOFTWARE = { rows: 32, cols: 183, rounds: 1, warmUp: false, gru: { sessions: 10 } };
const TREE_ROUNDS = 200;

const NETWORKS = ['tfjs_mlp', 'tfjs_gru'] as const;
const ENGINES: readonly Engine[] = [
  { engine: 'pgaugur', device: 'cpu' },
  { engine: 'libxgboost', device: 'cpu' },
  { engine: 'libxgboost', device: 'cuda' },
];

/** One training of each family on every backend that this host has. */
export const gpu: Measurement = {
  name: 'gpu',
  description: `a training of each family on each backend and device; PGAUGUR_WEBGPU=any for WebGPU in software`,
  async run(seed, say) {
    const { backends, absent } = await startAll(say);
    try {
      const hasGpu = backends.some(({ info }) => info.device === 'gpu');
      const size = hasGpu ? ON_HARDWARE : IN_SOFTWARE;
      if (!hasGpu) say('no hardware for networks here: nothing of what follows says how fast a GPU is');
      say(`networks: ${size.rows} rows × ${size.cols}, epochs: ${size.rounds}`);
      const data = noise(size, seed);
      return {
        gpuHardware: hasGpu ? 1 : 0,
        ...absent,
        ...Object.fromEntries(backends.map(({ info }) => [`${info.backend}Device`, deviceOf(info)])),
        ...networkFigures(backends, data, { ...size, seed }, say),
        ...(await treeFigures(noise(ON_HARDWARE, seed), seed, say)),
      };
    } finally {
      for (const { close } of backends) await close?.();
      await closeHelpers();
    }
  },
};

const deviceOf = ({ adapter, device, package: from }: BackendInfo): string =>
  adapter
    ? `${adapter.name} (${adapter.driver})${adapter.isSoftware ? ', software' : ''}`
    : `${from} on the ${device.toUpperCase()}`;

/** TensorFlow, WebGPU and WebAssembly, those that start; of the others why not. */
async function startAll(say: (text: string) => void): Promise<{ backends: Backend[]; absent: Figures }> {
  const choice = process.env.PGAUGUR_WEBGPU === 'any' ? 'any' : 'hardware';
  const wanted = [
    { backend: 'tensorflow', host: hostWith('off', true) },
    { backend: 'webgpu', host: hostWith(choice, false) },
    { backend: 'wasm', host: hostWith('off', false) },
  ];
  const backends: Backend[] = [];
  const absent: Figures = {};
  for (const { backend, host } of wanted) {
    const found = await chooseBackend(host);
    if (found.info.backend === backend) {
      backends.push(found);
    } else {
      absent[`${backend}Device`] = `none: ${whyNot(backend, found.info)}`;
      say(`no ${backend}: ${whyNot(backend, found.info)}`);
    }
  }
  return { backends, absent };
}

function hostWith(webgpu: WebgpuChoice, withTensorflow: boolean): BackendHost {
  const host = thisHost(sharedHost(webgpu));
  const importPackage = (name: string) =>
    withTensorflow || !name.startsWith('@tensorflow/tfjs-node')
      ? host.importPackage(name)
      : Promise.reject(new Error());
  return { ...host, importPackage };
}

const whyNot = (backend: string, { reasons }: BackendInfo): string =>
  reasons
    .filter(({ candidate }) => candidate.includes(backend === 'webgpu' ? 'webgpu' : 'tfjs-node'))
    .map(({ whyNot }) => whyNot)
    .join('; ');

type Fitting = { readonly rounds: number; readonly seed: number; readonly params?: Params };

/** Seconds, and the largest difference of a probability to WebAssembly's. */
function networkFigures(
  backends: readonly Backend[],
  data: TrainingData,
  { rounds, warmUp, gru, seed }: Fitting & { readonly warmUp: boolean; readonly gru: Params },
  say: (text: string) => void,
): Figures {
  const figures: Figures = {};
  for (const kind of NETWORKS) {
    const fits = backends.map(({ arithmetic, info }) => {
      const family = createTfjsFamily(kind, arithmetic, info);
      const params = { ...family.defaultGrid[0], ...(kind === 'tfjs_gru' ? gru : {}) };
      if (warmUp) fitted(family, data, { rounds: 1, seed, params }); // what is compiled and loaded at first use
      return { info, ...fitted(family, data, { rounds, seed, params }) };
    });
    const reference = fits.at(-1)?.probabilities ?? new Float64Array();
    for (const { info, seconds, probabilities } of fits) {
      const difference = probabilities.reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i])), 0);
      say(
        `${kind} on ${info.backend}, ${deviceOf(info)}: ${seconds.toFixed(2)} s, difference ${difference.toExponential(1)}`,
      );
      figures[`${kind}_${info.backend}_seconds`] = rounded(seconds, 3);
      figures[`${kind}_${info.backend}_difference`] = difference;
    }
  }
  return figures;
}

async function treeFigures(data: TrainingData, seed: number, say: (text: string) => void): Promise<Figures> {
  const figures: Figures = {};
  for (const engine of ENGINES) {
    const name = `${engine.engine} on ${engine.device}`;
    try {
      const { family } = await trainingFamily('xgboost_classifier', engine);
      const { seconds } = fitted(family, data, { rounds: TREE_ROUNDS, seed });
      say(`xgboost_classifier by ${name}: ${seconds.toFixed(2)} s`);
      figures[`xgboost_classifier_${engine.engine}_${engine.device}_seconds`] = rounded(seconds, 3);
    } catch (error) {
      say(`xgboost_classifier by ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return figures;
}

function fitted(family: ModelFamily, data: TrainingData, { rounds, seed, params = family.defaultGrid[0] }: Fitting) {
  const started = performance.now();
  const { model } = family.prepare(data)({ params, seed, rounds });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, probabilities: family.predict(model, data.features) };
}

/** Uniform columns, and labels that lean on two of them. */
function noise({ rows, cols }: { readonly rows: number; readonly cols: number }, seed: number): TrainingData {
  const { next } = createRandom(seed);
  const data = Float64Array.from({ length: rows * cols }, () => next() - 0.5);
  return {
    features: { rows, cols, data },
    labels: Uint8Array.from({ length: rows }, (_, i) => (data[i] + data[rows + i] + next() - 0.5 > 0 ? 1 : 0)),
    featureNames: Array.from({ length: cols }, (_, j) => `f${j}`),
    train: [0, rows],
  };
}
