import util from 'node:util';

/**
 * Defines what tfjs-node 4.22.0 (src/nodejs_kernel_backend.ts) still calls and Node 23 and later lack
 * (tensorflow/tfjs#8609; mended upstream, not released).
 */
export function defineRemovedUtilities(): void {
  const removed = {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, test] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: test, configurable: true });
  }
}
