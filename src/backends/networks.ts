import { lookbackOf } from '../learn/tfjs/create_network.ts';
import { createTfjsFamily } from '../learn/tfjs/family.ts';
import type { Kind } from '../learn/tfjs/params.ts';
import type { FamilyEntry } from './family_entry.ts';
import type { BackendInfo } from './tensorflow/backend.ts';
import { type BackendsOfThread, backendsOfThread } from './tensorflow/backends_of_thread.ts';
import { type SharedHost, sharedHost, thisHost } from './tensorflow/host.ts';

const artifactFormat = 'pgaugur-network-json';

let shared = sharedHost();

/** For threads: what they have in common with the others of their process. To be called before a network is needed. */
export function shareHost(host: SharedHost): void {
  shared = host;
}

const ofThread = backendsOfThread(() => thisHost(shared));

/** Gives a device back at the end of a training. */
export const releaseDevice = (): Promise<void> => ofThread.release();

/** A family of networks, on the best TensorFlow.js backend that starts on this host. */
export function networks(
  kind: Kind,
  { training, reading }: Pick<BackendsOfThread, 'training' | 'reading'> = ofThread,
): FamilyEntry {
  return {
    name: kind,
    lookback: lookbackOf(kind),
    artifactFormat,
    async reading() {
      const { arithmetic, info } = await reading();
      return createTfjsFamily(kind, arithmetic, info);
    },
    async training() {
      const { arithmetic, info } = await training();
      return {
        family: createTfjsFamily(kind, arithmetic, info),
        artifactFormat,
        engine: engineOf(info),
        device: info.device,
      };
    },
  };
}

const engineOf = ({ package: from, version, adapter }: BackendInfo): string =>
  `${from} ${version}${adapter ? ` on ${adapter.name} (${adapter.driver})` : ''}`;
