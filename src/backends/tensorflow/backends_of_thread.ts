import { type Backend, chooseBackend } from './backend.ts';
import type { BackendHost } from './host.ts';

export type BackendsOfThread = {
  readonly training: () => Promise<Backend>;
  readonly reading: () => Promise<Backend>;
  /**
   * Gives a device back, at the end of a training: the next one may be days away. A thread that is ended later leaves no
   * process behind.
   */
  readonly release: () => Promise<void>;
};

/** The backends of one thread. One for training is kept until it is released or lost, or a better one may be there. */
export function backendsOfThread(host: () => BackendHost): BackendsOfThread {
  let trains: { readonly backend: Promise<Backend>; readonly withoutDevice: boolean } | undefined;
  let reads: Promise<Backend> | undefined;
  return {
    async training() {
      const withoutDevice = host().webgpu.losses.whyAvoid() !== undefined;
      if (trains?.withoutDevice !== withoutDevice || (await trains.backend).isLost?.()) trains = undefined;
      trains ??= { backend: chooseBackend(host(), 'training'), withoutDevice };
      return trains.backend;
    },
    reading() {
      reads ??= chooseBackend(host(), 'reading');
      return reads;
    },
    async release() {
      const { close } = (await trains?.backend) ?? {};
      if (!close) return;
      trains = undefined;
      await close();
    },
  };
}
