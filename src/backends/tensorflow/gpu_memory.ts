import type { BackendHost } from './host.ts';

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

/** @throws Error where the process did not start with bounded memory, and it is too late */
export function requireBoundedMemory({ environment, isMainThread }: BackendHost): void {
  if (isMainThread) boundGpuMemory(environment);
  if (environment[GPU_GROWTH] !== 'true') {
    throw new Error(
      `${GPU_GROWTH} must be "true" when the process starts, got ${environment[GPU_GROWTH] ?? 'nothing'}`,
    );
  }
}
