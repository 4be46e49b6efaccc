import { arithmeticOn } from '../../learn/tfjs/graph.ts';
import type { Device, Tf } from '../../learn/tfjs/tf.ts';
import type { Arithmetic } from '../../learn/tfjs/work.ts';
import { requireBoundedMemory } from './gpu_memory.ts';
import type { BackendHost } from './host.ts';
import { defineRemovedUtilities } from './node_utilities.ts';
import { CORE_PACKAGE, importCpu, importTf, importWasm } from './packages.ts';
import { BACKEND_PACKAGE as WEBGPU_PACKAGE } from './webgpu/packages.ts';
import type { Adapter } from './webgpu/protocol.ts';
import { LostDeviceError } from './webgpu/webgpu.ts';

export type BackendInfo = Device & {
  /** What drives WebGPU. */
  readonly adapter?: Adapter;
  /** Every better candidate, in the order tried, and why it is not used. */
  readonly reasons: readonly { readonly candidate: string; readonly whyNot: string }[];
};

export type Backend = {
  readonly arithmetic: Arithmetic;
  readonly info: BackendInfo;
  /** TensorFlow.js itself, where it runs on this thread. */
  readonly tf?: Tf;
  /** The device is gone, and another backend is to be chosen. */
  readonly isLost?: () => boolean;
  readonly close?: () => Promise<void>;
};

const NODE_GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const NODE_PACKAGE = '@tensorflow/tfjs-node';
const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';
const CPU_PACKAGE = '@tensorflow/tfjs-backend-cpu';

/**
 * The best backend that starts: TensorFlow on a GPU, WebGPU on one, TensorFlow on the CPU, WebAssembly, and plain
 * JavaScript only where nothing else starts. TensorFlow.js falls back in silence, so what it says it uses is what counts.
 * @param use WebGPU is for training alone: to score the few rows of a day, waking it takes longer than the work
 * @throws Error when not even plain JavaScript starts
 */
export async function chooseBackend(host: BackendHost, use: 'training' | 'reading' = 'training'): Promise<Backend> {
  const reasons: { candidate: string; whyNot: string }[] = [];
  const attempt = async (candidate: string, start: () => Promise<Backend>): Promise<Backend | undefined> => {
    try {
      const found = await start();
      reasons.push(...found.info.reasons);
      return found;
    } catch (error) {
      reasons.push({ candidate, whyNot: shortText(error) });
      return undefined;
    }
  };
  const node = await attempt(NODE_GPU_PACKAGE, () => startNode(host, NODE_GPU_PACKAGE));
  const onGpu = node?.info.device === 'gpu' ? node : undefined;
  const found =
    onGpu ??
    (use === 'training' ? await attempt(WEBGPU_PACKAGE, () => startWebgpu(host)) : undefined) ??
    node ??
    (await attempt(NODE_PACKAGE, () => startNode(host, NODE_PACKAGE))) ??
    (await attempt(WASM_PACKAGE, () => startWasm(host))) ??
    (await attempt(CPU_PACKAGE, () => startPlain(host)));
  if (found) return { ...found, info: { ...found.info, reasons } };
  throw new Error(
    `TensorFlow.js: no backend starts: ${reasons.map(({ candidate, whyNot }) => `${candidate}: ${whyNot}`).join('; ')}`,
  );
}

/** Never software by itself: it is right, and slower than WebAssembly. */
async function startWebgpu({ webgpu: { choice, losses, start } }: BackendHost): Promise<Backend> {
  if (choice === 'off') throw new Error('PGAUGUR_WEBGPU is "off"');
  const avoided = losses.whyAvoid();
  if (avoided !== undefined) throw new Error(avoided);
  const { adapter, version, arithmetic, close } = await start(choice === 'any');
  let isLost = false;
  return {
    arithmetic(work) {
      try {
        return arithmetic(work);
      } catch (error) {
        if (error instanceof LostDeviceError) {
          isLost = true;
          losses.record();
        }
        throw error;
      }
    },
    info: {
      backend: 'webgpu',
      device: adapter.isSoftware ? 'cpu' : 'gpu',
      package: WEBGPU_PACKAGE,
      version,
      adapter,
      reasons: [],
    },
    isLost: () => isLost,
    close,
  };
}

async function startNode(host: BackendHost, name: typeof NODE_GPU_PACKAGE | typeof NODE_PACKAGE): Promise<Backend> {
  if (name === NODE_GPU_PACKAGE) requireBoundedMemory(host);
  if (Number(host.nodeVersion.split('.')[0]) >= 23) defineRemovedUtilities();
  const tf = await importTf(host, name);
  await use(tf, 'tensorflow');
  const backend: unknown = tf.backend();
  const device = usesGpu(backend) ? 'gpu' : 'cpu';
  const noGpu = name === NODE_GPU_PACKAGE && device === 'cpu';
  return {
    tf,
    arithmetic: arithmeticOn(tf),
    info: {
      backend: 'tensorflow',
      device,
      package: name,
      version: tf.version_core,
      reasons: noGpu ? [{ candidate: 'gpu', whyNot: `${name} is installed, but TensorFlow finds no usable GPU` }] : [],
    },
  };
}

function usesGpu(backend: unknown): boolean {
  return (
    typeof backend === 'object' &&
    backend !== null &&
    'isUsingGpuDevice' in backend &&
    backend.isUsingGpuDevice === true
  );
}

/** One thread per instance: TensorFlow.js has no threads of its own in Node. */
async function startWasm(host: BackendHost): Promise<Backend> {
  const tf = await importTf(host, CORE_PACKAGE);
  const wasm = await importWasm(host, WASM_PACKAGE);
  wasm.setWasmPaths(host.wasmFolder());
  const before = exitListeners();
  try {
    await use(tf, 'wasm');
  } finally {
    removeExitListeners(before);
  }
  return { tf, arithmetic: arithmeticOn(tf), info: plainInfo('wasm', WASM_PACKAGE, wasm.version_wasm) };
}

async function startPlain(host: BackendHost): Promise<Backend> {
  const tf = await importTf(host, CORE_PACKAGE);
  const plain = await importCpu(host, CPU_PACKAGE);
  await use(tf, 'cpu');
  return { tf, arithmetic: arithmeticOn(tf), info: plainInfo('cpu', CPU_PACKAGE, plain.version_cpu) };
}

const plainInfo = (backend: string, name: string, version: string): BackendInfo => ({
  backend,
  device: 'cpu',
  package: name,
  version,
  reasons: [],
});

/** @throws Error when TensorFlow.js uses another backend than asked for */
async function use(tf: Tf, name: string): Promise<void> {
  const started = await tf.setBackend(name);
  if (started && tf.getBackend() === name) return;
  // setBackend hides the reason behind its false: the factory itself says it.
  await tf.findBackendFactory(name)?.();
  throw new Error(`the backend "${name}" does not start`);
}

const EXIT_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

type Listener = (...args: unknown[]) => void;

function exitListeners(): ReadonlySet<unknown> {
  return new Set<unknown>(EXIT_EVENTS.flatMap((event) => process.rawListeners(event)));
}

/** Emscripten's start code listens for what ends a process; left in place, it would end ours in its own way. */
function removeExitListeners(before: ReadonlySet<unknown>): void {
  for (const event of EXIT_EVENTS) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener) && isListener(listener)) process.removeListener(event, listener);
    }
  }
}

const isListener = (value: unknown): value is Listener => typeof value === 'function';

const LONGEST_REASON = 160;

/** An error's first line, without the path of who asked. */
function shortText(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  const text = line.replace(/ imported from .*$/, '').trim();
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON - 1)}…`;
}
