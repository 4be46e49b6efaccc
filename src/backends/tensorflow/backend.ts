import type * as core from '@tensorflow/tfjs-core';
import { defineRemovedUtilities } from './node_utilities.ts';

/** TensorFlow.js: the functions of tfjs-core, which every package of it offers. */
export type Tf = typeof core;

/** What networks are trained on; recorded with every model. */
export type Device = {
  /** TensorFlow.js's name: tensorflow, wasm or cpu. */
  readonly backend: string;
  /** What does the arithmetic: gpu only where TensorFlow put tensors on one. */
  readonly device: 'gpu' | 'cpu';
  readonly package: string;
  readonly version: string;
};

export type BackendInfo = Device & {
  /** Every better candidate, in the order tried, and why it is not used. */
  readonly reasons: readonly { readonly candidate: string; readonly whyNot: string }[];
};

export type Backend = { readonly tf: Tf; readonly info: BackendInfo };

/** What choosing a backend needs to know of the process, and change in it. */
export type BackendHost = {
  /** For instance 22.23.3. */
  readonly nodeVersion: string;
  readonly environment: Record<string, string | undefined>;
  /** A worker thread's environment is a copy that TensorFlow's library, which asks the system, never sees. */
  readonly isMainThread: boolean;
  readonly importPackage: (name: string) => Promise<unknown>;
  /** Folder of the .wasm files, with a slash at its end. */
  readonly wasmFolder: () => string;
};

const NODE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const CORE_PACKAGE = '@tensorflow/tfjs-core';
const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';
const CPU_PACKAGE = '@tensorflow/tfjs-backend-cpu';

/** Makes TensorFlow take GPU memory as it needs it, instead of all of it at the first operation. */
const GPU_GROWTH = 'TF_FORCE_GPU_ALLOW_GROWTH';

/**
 * Bounds the GPU memory of this process and of the threads it starts later. To be called on the main thread before any
 * of them.
 *
 * TensorFlow.js offers no setting (tensorflow/tfjs#671, #2611): its binding creates TensorFlow's context with default
 * options, so a fraction per process cannot be set, and only variables of the process's environment are heard.
 * Growing on demand, a process holds what its largest batch needs, and our batches are small.
 */
export function boundGpuMemory(environment: Record<string, string | undefined>): void {
  environment[GPU_GROWTH] ??= 'true';
}

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

function requireBoundedMemory({ environment, isMainThread }: BackendHost): void {
  if (isMainThread) boundGpuMemory(environment);
  if (environment[GPU_GROWTH] !== 'true') {
    throw new Error(
      `${GPU_GROWTH} must be "true" when the process starts, got ${environment[GPU_GROWTH] ?? 'nothing'}`,
    );
  }
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
  const wasm = await importNamed(host, WASM_PACKAGE, isWasmPackage);
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
  const plain = await importNamed(host, CPU_PACKAGE, isCpuPackage);
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

const importTf = (host: BackendHost, name: string): Promise<Tf> => importNamed(host, name, isTf);

/** The package's exports: CommonJS packages have them all on `default`, and some on the namespace itself. */
async function importNamed<Package>(
  host: BackendHost,
  name: string,
  isPackage: (value: unknown) => value is Package,
): Promise<Package> {
  const imported = await host.importPackage(name);
  if (isPackage(imported)) return imported;
  if (typeof imported === 'object' && imported !== null && 'default' in imported && isPackage(imported.default)) {
    return imported.default;
  }
  throw new Error(`${name} does not offer what TensorFlow.js 4 offers`);
}

const isTf = (value: unknown): value is Tf =>
  hasFunctions(value, ['setBackend', 'getBackend', 'backend', 'tidy', 'tensor2d', 'matMul', 'transpose', 'sigmoid']);

type WasmPackage = { readonly setWasmPaths: (prefix: string) => void; readonly version_wasm: string };

const isWasmPackage = (value: unknown): value is WasmPackage =>
  hasFunctions(value, ['setWasmPaths']) && 'version_wasm' in value && typeof value.version_wasm === 'string';

const isCpuPackage = (value: unknown): value is { readonly version_cpu: string } =>
  typeof value === 'object' && value !== null && 'version_cpu' in value && typeof value.version_cpu === 'string';

function hasFunctions(value: unknown, names: readonly string[]): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => name in value && typeof Reflect.get(value, name) === 'function')
  );
}

const LONGEST_REASON = 160;

/** An error's first line, without the path of who asked. */
function shortText(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  const text = line.replace(/ imported from .*$/, '').trim();
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON - 1)}…`;
}
