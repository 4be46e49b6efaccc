import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { networks } from '../../../src/backends/networks.ts';
import { backendsOfThread } from '../../../src/backends/tensorflow/backends_of_thread.ts';
import { type BackendHost, sharedHost, thisHost } from '../../../src/backends/tensorflow/host.ts';
import { sample } from '../../learn/support.ts';
import { families, SMALL } from '../../learn/tfjs/support.ts';
import { GRAPHICS_CARD, gpuOn } from './webgpu_support.ts';

describe('a device that is lost in mid-training', () => {
  const data = { ...sample(200, 4, 21), train: [0, 200] as const };
  const request = { params: SMALL.tfjs_mlp, seed: 1, rounds: 3 };
  const engine = { engine: 'pgaugur', device: 'cpu' } as const;

  test('fails the fit, and the next one is done on another backend, in every thread of the process', async () => {
    const shared = sharedHost();
    const { start, asked } = gpuOn(GRAPHICS_CARD, 5);
    const thread = () => backendsOfThread(() => hostWith(start));
    const hostWith = (begin: typeof start): BackendHost => {
      const host = thisHost(shared);
      const importPackage = (name: string) =>
        name.startsWith('@tensorflow/tfjs-node') ? Promise.reject(new Error('none')) : host.importPackage(name);
      return { ...host, importPackage, webgpu: { ...host.webgpu, start: begin } };
    };

    const entry = networks('tfjs_mlp', thread());
    const first = await entry.training(engine);
    assert.deepEqual(
      [first.engine, first.device],
      ['@tensorflow/tfjs-backend-webgpu 4.22.0 on a card (its driver 1.2)', 'gpu'],
    );
    const lost = { name: 'LostDeviceError', message: /^the GPU was lost .*\(a card, its driver 1\.2\): .*SIGSEGV$/ };
    assert.throws(() => first.family.prepare(data)(request), lost);

    const second = await entry.training(engine);
    assert.deepEqual([second.engine, second.device], ['@tensorflow/tfjs-backend-wasm 4.22.0', 'cpu']);
    const { model } = second.family.prepare(data)(request);
    assert.deepEqual(
      second.family.save(model),
      families.tfjs_mlp.save(families.tfjs_mlp.prepare(data)(request).model),
      'and nothing of the lost one is in it',
    );
    const elsewhere = await networks('tfjs_mlp', thread()).training(engine);
    assert.equal(elsewhere.engine, '@tensorflow/tfjs-backend-wasm 4.22.0');
    assert.deepEqual(asked, [false], 'the device is not asked for again');
  });
});
