import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { BackendHost } from './backend.ts';

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
