import type { Device, Tf } from '../../learn/tfjs/tf.ts';
import { requireBoundedMemory } from './gpu_memory.ts';
import type { BackendHost } from './host.ts';
import { defineRemovedUtilities } from './node_utilities.ts';
import { importCpu, importTf, importWasm } from './packages.ts';

export type BackendInfo = Device & {
  /** Every better candidate, in the order tried, and why it is not used. */
  readonly reasons: readonly { readonly candidate: string; readonly whyNot: string }[];
};

export type Backend = { readonly tf: Tf; readonly info: BackendInfo };

const NODE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const CORE_PACKAGE = '@tensorflow/tfjs-core';
const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';
const CPU_PACKAGE = '@tensorflow/tfjs-backend-cpu';

/**
 * The best backend that starts: TensorFlow on a GPU, TensorFlow on the CPU, WebAssembly, and plain JavaScript only
 * where nothing else starts. TensorFlow.js falls back in silence, so what it says it uses is what counts.
 * @throws Error when not even plain JavaScript starts
 */
export async function chooseBackend(host: BackendHost): Promise<Backend> {
  const reasons: { candidate: string; whyNot: string }[] = [];
  const candidates: [string, () => Promise<Backend>][] = [
    ...NODE_PACKAGES.map((name): [string, () => Promise<Backend>] => [name, () => startNode(host, name)]),
    [WASM_PACKAGE, () => startWasm(host)],
    [CPU_PACKAGE, () => startPlain(host)],
  ];
  for (const [candidate, start] of candidates) {
    try {
      const { tf, info } = await start();
      return { tf, info: { ...info, reasons: [...reasons, ...info.reasons] } };
    } catch (error) {
      reasons.push({ candidate, whyNot: shortText(error) });
    }
  }
  throw new Error(
    `TensorFlow.js: no backend starts: ${reasons.map(({ candidate, whyNot }) => `${candidate}: ${whyNot}`).join('; ')}`,
  );
}

async function startNode(host: BackendHost, name: (typeof NODE_PACKAGES)[number]): Promise<Backend> {
  if (name === '@tensorflow/tfjs-node-gpu') requireBoundedMemory(host);
  if (Number(host.nodeVersion.split('.')[0]) >= 23) defineRemovedUtilities();
  const tf = await importTf(host, name);
  await use(tf, 'tensorflow');
  const backend: unknown = tf.backend();
  const device = usesGpu(backend) ? 'gpu' : 'cpu';
  const noGpu = name === '@tensorflow/tfjs-node-gpu' && device === 'cpu';
  return {
    tf,
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
  return { tf, info: plainInfo('wasm', WASM_PACKAGE, wasm.version_wasm) };
}

async function startPlain(host: BackendHost): Promise<Backend> {
  const tf = await importTf(host, CORE_PACKAGE);
  const plain = await importCpu(host, CPU_PACKAGE);
  await use(tf, 'cpu');
  return { tf, info: plainInfo('cpu', CPU_PACKAGE, plain.version_cpu) };
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
