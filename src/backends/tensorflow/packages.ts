import type { Tf } from '../../learn/tfjs/tf.ts';
import type { BackendHost } from './host.ts';

export const CORE_PACKAGE = '@tensorflow/tfjs-core';

type Importer = Pick<BackendHost, 'importPackage'>;

export const importTf = (host: Importer, name: string): Promise<Tf> => importNamed(host, name, isTf);

export const importWasm = (host: Importer, name: string): Promise<WasmPackage> =>
  importNamed(host, name, isWasmPackage);

export const importCpu = (host: Importer, name: string): Promise<CpuPackage> => importNamed(host, name, isCpuPackage);

/** The package's exports: CommonJS packages have them all on `default`, and some on the namespace itself. */
async function importNamed<Package>(
  host: Importer,
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

type CpuPackage = { readonly version_cpu: string };

const isCpuPackage = (value: unknown): value is CpuPackage =>
  typeof value === 'object' && value !== null && 'version_cpu' in value && typeof value.version_cpu === 'string';

function hasFunctions(value: unknown, names: readonly string[]): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => name in value && typeof Reflect.get(value, name) === 'function')
  );
}
