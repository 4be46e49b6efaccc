import { type Backend, chooseBackend } from './backend.ts';
import type { BackendHost } from './host.ts';

export type BackendsOfThread = {
  readonly training: () => Promise<Backend>;
  readonly reading: () => Promise<Backend>;
};

/** The backends of one thread, each started once; after a device is lost, another is chosen. */
export function backendsOfThread(host: () => BackendHost): BackendsOfThread {
  let trains: Promise<Backend> | undefined;
  let reads: Promise<Backend> | undefined;
  return {
    async training() {
      if ((await trains)?.isLost?.()) trains = undefined;
      trains ??= chooseBackend(host(), 'training');
      return trains;
    },
    reading() {
      reads ??= chooseBackend(host(), 'reading');
      return reads;
    },
  };
}
