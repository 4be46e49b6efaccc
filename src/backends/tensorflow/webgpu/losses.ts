/**
 * When this process last lost a device of WebGPU. All its threads share it: after a loss, networks are trained on
 * something else here for a while, and a step that is tried again does not come back to the same broken device.
 */
export type Losses = { readonly record: () => void; readonly whyAvoid: () => string | undefined };

const AVOIDED_SECONDS = 600;

export const lossMemory = (): SharedArrayBuffer => new SharedArrayBuffer(4);

/** @param clock seconds, the same for all threads that share the memory */
export function lossesIn(memory: SharedArrayBuffer, clock: () => number): Losses {
  const word = new Int32Array(memory);
  return {
    record: () => void Atomics.store(word, 0, Math.max(1, Math.floor(clock()))),
    whyAvoid() {
      const at = Atomics.load(word, 0);
      const since = Math.max(0, Math.floor(clock()) - at);
      return at === 0 || since >= AVOIDED_SECONDS
        ? undefined
        : `the device was lost ${since} s ago; it is used again after ${AVOIDED_SECONDS} s`;
    },
  };
}
