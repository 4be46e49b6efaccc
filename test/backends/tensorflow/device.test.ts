import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAdapter, watchDevice } from '../../../src/backends/tensorflow/webgpu/device.ts';

const said = (info: object) =>
  readAdapter({ info: { vendor: '', architecture: '', device: '', description: '', ...info } });

describe('what an adapter of WebGPU says of itself', () => {
  test('is its name and its driver, in one line', () => {
    assert.deepEqual(
      said({ vendor: 'nvidia', device: 'NVIDIA H100', description: 'NVIDIA: 535.1\n\u001b[31m(Vulkan)' }),
      {
        name: 'NVIDIA H100',
        driver: 'NVIDIA: 535.1 [31m(Vulkan)',
        isSoftware: false,
      },
    );
    assert.deepEqual(said({ vendor: 'intel', architecture: 'gen-12lp' }), {
      name: 'intel gen-12lp',
      driver: 'a driver without a name',
      isSoftware: false,
    });
    assert.equal(said({}).name, 'an adapter without a name');
    assert.equal(said({ device: 'x'.repeat(500) }).name.length, 80);
  });

  test('is software where the adapter says so, and where its name does', () => {
    assert.equal(said({ device: 'anything', isFallbackAdapter: true }).isSoftware, true);
    for (const info of [
      { architecture: 'swiftshader' },
      { device: 'llvmpipe (LLVM 15.0.6, 256 bits)', isFallbackAdapter: false },
      { description: 'Microsoft Basic Render Driver' },
    ]) {
      assert.equal(said(info).isSoftware, true, JSON.stringify(info));
    }
  });

  test('is refused where it says nothing', () => {
    assert.throws(() => readAdapter({}), /info/);
  });
});

describe('watching a device', () => {
  function device(lost: Promise<unknown>) {
    const events = new EventTarget();
    const told: string[] = [];
    const listeners: string[] = [];
    const addEventListener = (type: string, listener: (event: Event) => void) => {
      listeners.push(type);
      events.addEventListener(type, listener);
    };
    watchDevice({ lost, addEventListener }, (why) => told.push(why));
    return { events, told, listeners };
  }

  test('tells why it was lost', async () => {
    const lost = Promise.withResolvers<unknown>();
    const { told, listeners } = device(lost.promise);
    lost.resolve({ reason: 'unknown', message: 'the driver was reset' });
    await lost.promise;
    assert.deepEqual([listeners, told], [['uncapturederror'], ['the driver was reset']]);
  });

  test('tells of a command that the device refused: nothing else would', () => {
    const { events, told } = device(new Promise(() => {}));
    events.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message: 'out of memory' } }));
    events.dispatchEvent(new Event('uncapturederror'));
    assert.deepEqual(told, ['out of memory', 'no reason was given']);
  });
});
