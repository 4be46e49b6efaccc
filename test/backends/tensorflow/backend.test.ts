import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { chooseBackend } from '../../../src/backends/tensorflow/backend.ts';
import { type BackendHost, thisHost } from '../../../src/backends/tensorflow/host.ts';
import { lossesIn, lossMemory } from '../../../src/backends/tensorflow/webgpu/losses.ts';
import { createTfjsFamily } from '../../../src/learn/tfjs/family.ts';
import { sample } from '../../learn/support.ts';
import { families, fit, SMALL, tf } from '../../learn/tfjs/support.ts';
import { GRAPHICS_CARD, gpuOn, SOFTWARE } from './webgpu_support.ts';

const here = thisHost();

/** A host on which some packages are something else. */
function hostWith(packages: Record<string, () => unknown>, more: Partial<BackendHost> = {}): BackendHost {
  return {
    ...here,
    environment: {},
    webgpu: { ...here.webgpu, start: () => Promise.reject(new Error('not installed')) },
    importPackage: async (name) => {
      if (packages[name]) return packages[name]();
      if (name.startsWith('@tensorflow/tfjs-node'))
        throw new Error(`Cannot find package '${name}' imported from /x.ts`);
      return here.importPackage(name);
    },
    ...more,
  };
}

const broken = (message: string) => () => {
  throw new Error(message);
};

/** tfjs-node as far as choosing goes: its backend is tfjs-core's, under TensorFlow's name. */
const node = (isUsingGpuDevice: boolean) => () => ({
  ...tf,
  setBackend: async () => true,
  getBackend: () => 'tensorflow',
  backend: () => ({ isUsingGpuDevice }),
});

const GPU = '@tensorflow/tfjs-node-gpu';
const WEBGPU = '@tensorflow/tfjs-backend-webgpu';
const NODE = '@tensorflow/tfjs-node';
const WASM = '@tensorflow/tfjs-backend-wasm';

describe('chooseBackend', () => {
  after(() => tf.setBackend('wasm'));

  test('takes WebAssembly where TensorFlow is not installed, and says so of both packages', async () => {
    const { info, tf: found } = await chooseBackend(hostWith({}));
    assert.equal(found?.getBackend(), 'wasm');
    assert.deepEqual(info, {
      backend: 'wasm',
      device: 'cpu',
      package: WASM,
      version: '4.22.0',
      reasons: [
        { candidate: GPU, whyNot: `Cannot find package '${GPU}'` },
        { candidate: WEBGPU, whyNot: 'not installed' },
        { candidate: NODE, whyNot: `Cannot find package '${NODE}'` },
      ],
    });
  });

  test('leaves no listeners of WebAssembly on the process', async () => {
    const before = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    await chooseBackend(hostWith({}));
    assert.equal(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection'), before);
  });

  test('takes a GPU where TensorFlow uses one, with its memory bounded', async () => {
    const host = hostWith({ [GPU]: node(true) });
    const { info } = await chooseBackend(host);
    assert.deepEqual([info.backend, info.device, info.package, info.reasons], ['tensorflow', 'gpu', GPU, []]);
    assert.equal(host.environment.TF_FORCE_GPU_ALLOW_GROWTH, 'true');
  });

  test('never claims a GPU that TensorFlow does not use', async () => {
    const { info } = await chooseBackend(hostWith({ [GPU]: node(false) }));
    assert.deepEqual([info.backend, info.device], ['tensorflow', 'cpu']);
    assert.match(info.reasons[0].whyNot, /TensorFlow finds no usable GPU/);
  });

  test('a worker thread, which cannot bound the memory any more, leaves an unbounded GPU alone', async () => {
    const packages = { [GPU]: node(true), [NODE]: node(false) };
    const unbounded = await chooseBackend(hostWith(packages, { isMainThread: false }));
    assert.equal(unbounded.info.package, NODE);
    assert.match(unbounded.info.reasons[0].whyNot, /TF_FORCE_GPU_ALLOW_GROWTH must be "true".*got nothing/);
    const environment = { TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
    const bounded = await chooseBackend(hostWith(packages, { isMainThread: false, environment }));
    assert.equal(bounded.info.device, 'gpu');
  });

  test('takes WebGPU on hardware before TensorFlow on the CPU, and says what drives it', async () => {
    const started = gpuOn(GRAPHICS_CARD);
    const { info, arithmetic } = await chooseBackend(
      hostWith({ [GPU]: node(false), [NODE]: node(false) }, { webgpu: { ...here.webgpu, start: started.start } }),
    );
    assert.deepEqual(info, {
      backend: 'webgpu',
      device: 'gpu',
      package: WEBGPU,
      version: '4.22.0',
      adapter: GRAPHICS_CARD,
      reasons: [{ candidate: 'gpu', whyNot: `${GPU} is installed, but TensorFlow finds no usable GPU` }],
    });
    assert.deepEqual(started.asked, [false], 'for hardware alone');
    const { model } = createTfjsFamily('tfjs_mlp', arithmetic, info).prepare({ ...sample(60, 3, 1), train: [0, 60] })({
      params: SMALL.tfjs_mlp,
      seed: 1,
      rounds: 1,
    });
    const { trained_on } = JSON.parse(new TextDecoder().decode(families.tfjs_mlp.save(model)));
    assert.deepEqual(trained_on, { backend: 'webgpu', device: 'gpu', package: WEBGPU, version: '4.22.0' });
  });

  test('prefers a GPU that TensorFlow uses, and scores without waking WebGPU', async () => {
    const webgpu = { ...here.webgpu, start: () => assert.fail('started') };
    assert.equal((await chooseBackend(hostWith({ [GPU]: node(true) }, { webgpu }))).info.package, GPU);
    assert.equal((await chooseBackend(hostWith({}, { webgpu }), 'reading')).info.package, WASM);
  });

  test('takes software for WebGPU when that is asked for, never calls it a GPU, and leaves it alone when told', async () => {
    const { start, asked } = gpuOn(SOFTWARE);
    const found = async (choice: 'hardware' | 'any' | 'off') => {
      const { info } = await chooseBackend(hostWith({}, { webgpu: { ...here.webgpu, choice, start } }));
      return [info.backend, info.device, info.reasons.find(({ candidate }) => candidate === WEBGPU)?.whyNot];
    };
    assert.deepEqual(await found('any'), ['webgpu', 'cpu', undefined]);
    assert.deepEqual(await found('hardware'), ['wasm', 'cpu', 'a driver in software is software']);
    assert.deepEqual(await found('off'), ['wasm', 'cpu', 'PGAUGUR_WEBGPU is "off"']);
    assert.deepEqual(asked, [true, false]);
  });

  test('leaves WebGPU alone for ten minutes after a device was lost', async () => {
    let now = 100;
    const losses = lossesIn(lossMemory(), () => now);
    const { start } = gpuOn(GRAPHICS_CARD);
    const found = async () => (await chooseBackend(hostWith({}, { webgpu: { ...here.webgpu, losses, start } }))).info;
    assert.equal((await found()).backend, 'webgpu');
    losses.record();
    now += 599;
    const { backend, reasons } = await found();
    assert.equal(backend, 'wasm');
    assert.equal(reasons[1].whyNot, 'the device was lost 599 s ago; it is used again after 600 s');
    now++;
    assert.equal((await found()).backend, 'webgpu');
  });

  test('passes over a package that is broken, or something else', async () => {
    const long = `libcudart.so.11.0: cannot open shared object file ${'x'.repeat(300)}\n at line 2`;
    const { info } = await chooseBackend(hostWith({ [GPU]: broken(long), [NODE]: () => ({ default: {} }) }));
    assert.equal(info.backend, 'wasm');
    assert.ok(info.reasons[0].whyNot.startsWith('libcudart.so.11.0') && info.reasons[0].whyNot.length === 160);
    assert.match(info.reasons[2].whyNot, /does not offer what TensorFlow\.js 4 offers/);
  });

  test('does not believe a backend that another one stands in for', async () => {
    const pretender = () => ({ ...node(true)(), getBackend: () => 'cpu', findBackendFactory: () => undefined });
    const { info } = await chooseBackend(hostWith({ [GPU]: pretender }));
    assert.match(info.reasons[0].whyNot, /the backend "tensorflow" does not start/);
  });

  test('defines what tfjs-node misses on Node 23', async () => {
    const { default: util } = await import('node:util');
    const kept = Object.getOwnPropertyDescriptor(util, 'isNullOrUndefined');
    assert.ok(Reflect.deleteProperty(util, 'isNullOrUndefined'));
    try {
      await chooseBackend(hostWith({ [NODE]: node(false) }, { nodeVersion: '23.1.0' }));
      const defined: unknown = Reflect.get(util, 'isNullOrUndefined');
      assert.ok(typeof defined === 'function' && defined(null) === true && defined(0) === false);
    } finally {
      if (kept) Object.defineProperty(util, 'isNullOrUndefined', kept);
    }
  });

  test('comes to plain JavaScript only without WebAssembly, and records why', async () => {
    const { info, tf: found } = await chooseBackend(hostWith({ [WASM]: broken('WebAssembly is disabled') }));
    assert.equal(found?.getBackend(), 'cpu');
    assert.equal(info.package, '@tensorflow/tfjs-backend-cpu');
    assert.deepEqual(info.reasons.at(-1), { candidate: WASM, whyNot: 'WebAssembly is disabled' });
    await tf.setBackend('wasm');
  });

  test('a model trained on one backend predicts the same on another', async () => {
    const data = sample(200, 3, 13);
    for (const kind of ['tfjs_mlp', 'tfjs_gru'] as const) {
      const { model } = fit(kind, { ...data, train: [0, 200] }, { rounds: 2 });
      const artifact = families[kind].save(model);
      const onWasm = families[kind].predict(model, data.features);
      const plain = await chooseBackend(hostWith({ [WASM]: broken('off') }));
      const family = createTfjsFamily(kind, plain.arithmetic, plain.info);
      const onPlain = family.predict(family.load(artifact), data.features);
      assert.ok(onPlain.every((probability, i) => Math.abs(probability - onWasm[i]) < 1e-5));
      assert.deepEqual(family.save(family.load(artifact)), artifact, 'and stays what it was');
      await tf.setBackend('wasm');
    }
  });

  test('says what failed when nothing starts', async () => {
    const packages = { '@tensorflow/tfjs-core': broken('gone') };
    await assert.rejects(chooseBackend(hostWith(packages)), /no backend starts: .*tfjs-backend-cpu: gone/);
  });
});
