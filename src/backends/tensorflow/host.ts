import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

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

/** This process, for `chooseBackend`. Only the edge calls it: the command line and worker threads. */
export function thisHost(): BackendHost {
  return {
    nodeVersion: process.versions.node,
    environment: process.env,
    isMainThread,
    importPackage: (name) => import(name),
    wasmFolder: () => dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep,
  };
}
