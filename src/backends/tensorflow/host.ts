import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { type Losses, lossesIn, lossMemory } from './webgpu/losses.ts';
import { requireWebgpuPackages } from './webgpu/packages.ts';
import { type Gpu, startGpu } from './webgpu/webgpu.ts';

/** What may drive WebGPU: a graphics card alone, a processor that plays one too, or nothing. */
export type WebgpuChoice = 'hardware' | 'any' | 'off';

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
  readonly webgpu: {
    readonly choice: WebgpuChoice;
    readonly losses: Losses;
    /** @throws Error saying why there is none */
    readonly start: (mayBeSoftware: boolean) => Promise<Gpu>;
  };
};

/** What the threads of a process have in common. */
export type SharedHost = { readonly webgpu: WebgpuChoice; readonly losses: SharedArrayBuffer };

export const sharedHost = (webgpu: WebgpuChoice = 'hardware'): SharedHost => ({ webgpu, losses: lossMemory() });

/** This process, for `chooseBackend`. Only the edge calls it: the command line and worker threads. */
export function thisHost({ webgpu, losses } = sharedHost()): BackendHost {
  return {
    nodeVersion: process.versions.node,
    environment: process.env,
    isMainThread,
    importPackage: (name) => import(name),
    wasmFolder: () => dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep,
    webgpu: {
      choice: webgpu,
      losses: lossesIn(losses, () => process.hrtime()[0]),
      async start(mayBeSoftware) {
        requireWebgpuPackages();
        return startGpu({ mayBeSoftware });
      },
    },
  };
}
