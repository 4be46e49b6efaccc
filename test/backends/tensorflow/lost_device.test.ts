import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { networks } from '../../../src/backends/networks.ts';
import { backendsOfThread } from '../../../src/backends/tensorflow/backends_of_thread.ts';
import { type BackendHost, thisHost } from '../../../src/backends/tensorflow/host.ts';
import { lossesIn, lossMemory } from '../../../src/backends/tensorflow/webgpu/losses.ts';
import { sample } from '../../learn/support.ts';
import { families, SMALL } from '../../learn/tfjs/support.ts';
import { GRAPHICS_CARD, gpuOn } from './webgpu_support.ts';

describe('a device that is lost in mid-training', () => {
  const here = thisHost();
  const data = { ...sample(200, 4, 21), train: [0, 200] as const };
  const request = { params: SMALL.tfjs_mlp, seed: 1, rounds: 3 };
  const engine = { engine: 'pgaugur', device: 'cpu' } as const;

  test('fails the fit, and the next one is done on another backend, in every thread of the process', async () => {
    const memory = lossMemory();
    let now = 1000;
    const { start, asked } = gpuOn(GRAPHICS_CARD, 5);
    const host: BackendHost = {
      ...here,
      importPackage: (name) =>
        name.startsWith('@tensorflow/tfjs-node') ? Promise.reject(new Error('none')) : here.importPackage(name),
      webgpu: { choice: 'hardware', losses: lossesIn(memory, () => now), start },
    };
    const thread = () => backendsOfThread(() => host);

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

    now += 600;
    assert.equal((await entry.training(engine)).engine, first.engine, 'until ten minutes later');
  });

  test('one that is released is closed, and started again by the next training', async () => {
    const { start, asked, closed } = gpuOn(GRAPHICS_CARD);
    const host: BackendHost = { ...here, importPackage: here.importPackage, webgpu: { ...here.webgpu, start } };
    const { training, release } = backendsOfThread(() => host);
    await release();
    const [one, other] = [await training(), await training()];
    assert.equal(one, other);
    await release();
    await release();
    assert.equal(closed(), 1);
    assert.notEqual(await training(), one);
    assert.equal(asked.length, 2);
  });
});
