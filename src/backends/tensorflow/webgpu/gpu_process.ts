import { z } from 'zod';
import { computeOn } from '../../../learn/tfjs/graph.ts';
import type { Work } from '../../../learn/tfjs/work.ts';
import { CORE_PACKAGE, importTf } from '../packages.ts';
import { readAdapter, watchDevice } from './device.ts';
import { BACKEND_PACKAGE, DAWN_PACKAGE } from './packages.ts';
import type { Answer, Start, Started } from './protocol.ts';

/*
 * A process of its own that holds a device of WebGPU: a driver that crashes, or hangs, takes no worker along, and all
 * memory of the device goes with the process. It ends when whoever started it ends, or closes the channel.
 */

const dawn = z.object({
  create: z.custom<(options: string[]) => unknown>((value) => typeof value === 'function'),
  globals: z.record(z.string(), z.unknown()),
});

const asksForAdapters = z.looseObject({
  requestAdapter: z.custom<(options: object) => Promise<unknown>>((value) => typeof value === 'function'),
});

const withDevice = z.looseObject({ device: z.unknown() });

const tf = await importTf({ importPackage: (name) => import(name) }, CORE_PACKAGE);
let whyLost: string | undefined;

process.on('disconnect', () => process.exit());
process.once('message', (start: Start) => {
  startDevice(start).then(
    (started) => {
      process.on('message', (work: Work) => {
        void answer(work).then(send);
      });
      send(started);
    },
    (error: unknown) => send({ refused: error instanceof Error ? error.message : String(error) }),
  );
});

function send(message: Started | Answer): void {
  process.send?.(message);
}

/** @throws Error saying why not */
async function startDevice({ mayBeSoftware }: Start): Promise<Started> {
  const { create, globals } = dawn.parse(await import(DAWN_PACKAGE));
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const { requestAdapter } = asksForAdapters.parse(gpu);
  const found: unknown = await Reflect.apply(requestAdapter, gpu, [{ powerPreference: 'high-performance' }]);
  if (!found) throw new Error('no adapter: there is no driver of Vulkan, Metal or Direct3D that Dawn takes');
  const adapter = readAdapter(found);
  if (adapter.isSoftware && !mayBeSoftware) {
    throw new Error(`${adapter.name} (${adapter.driver}) is software, and PGAUGUR_WEBGPU is not "any"`);
  }
  // The backend asks the navigator of a browser, and gets the adapter that was looked at. Dawn itself lasts only as long
  // as somebody holds what it created.
  const navigator = { gpu: { requestAdapter: async () => found, dawn: gpu }, userAgent: 'node' };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  await import(BACKEND_PACKAGE);
  if (!(await tf.setBackend('webgpu')) || tf.getBackend() !== 'webgpu') {
    throw new Error(`TensorFlow.js does not start on ${adapter.name} (${adapter.driver})`);
  }
  watchDevice(withDevice.parse(tf.backend()).device, (why) => {
    whyLost ??= why;
  });
  await requireRightNumbers(`${adapter.name} (${adapter.driver})`);
  return { adapter, version: tf.version_core };
}

/** @throws Error where a product of matrices is not what it has to be */
async function requireRightNumbers(adapter: string): Promise<void> {
  const [rows, inner, columns] = [70, 90, 65];
  const left = Float32Array.from({ length: rows * inner }, (_, i) => (i % 7) - 3);
  const right = Float32Array.from({ length: inner * columns }, (_, i) => (i % 5) - 2);
  const tensor = tf.tidy(() => tf.matMul(tf.tensor2d(left, [rows, inner]), tf.tensor2d(right, [inner, columns])));
  const found = await tensor.data();
  tensor.dispose();
  const isRight = found.every((value, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += left[row * inner + k] * right[k * columns + column];
    return value === sum; // small whole numbers
  });
  if (!isRight) throw new Error(`${adapter} gives wrong numbers: ${whyLost ?? 'a product of matrices is not right'}`);
}

async function answer(work: Work): Promise<Answer> {
  try {
    if (whyLost !== undefined) return { lost: whyLost };
    const results = await computeOn(tf, work);
    if (whyLost !== undefined) return { lost: whyLost };
    const { numTensors } = tf.memory();
    if (numTensors > 0) return { failed: `${work.what}: ${numTensors} tensors are left on the device` };
    return { results, bytesHeld: bytesHeld(tf.memory()) };
  } catch (error) {
    if (whyLost !== undefined) return { lost: whyLost };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

const bytesHeld = (memory: object): number =>
  z.object({ numBytesAllocatedInGPU: z.number() }).parse(memory).numBytesAllocatedInGPU;
