import { lookbackOf } from '../learn/tfjs/create_network.ts';
import { createTfjsFamily } from '../learn/tfjs/family.ts';
import type { Kind } from '../learn/tfjs/params.ts';
import type { FamilyEntry } from './family_entry.ts';
import { type Backend, chooseBackend } from './tensorflow/backend.ts';
import { thisHost } from './tensorflow/host.ts';

const artifactFormat = 'pgaugur-network-json';

let chosen: Promise<Backend> | undefined;

/** The backend of this thread, started once. */
function backendOfThread(): Promise<Backend> {
  chosen ??= chooseBackend(thisHost());
  return chosen;
}

/** A family of networks, on the best TensorFlow.js backend that starts on this host. */
export function networks(kind: Kind): FamilyEntry {
  const reading = async () => {
    const { tf, info } = await backendOfThread();
    return createTfjsFamily(kind, tf, info);
  };
  return {
    name: kind,
    lookback: lookbackOf(kind),
    artifactFormat,
    reading,
    async training() {
      const { info } = await backendOfThread();
      return {
        family: await reading(),
        artifactFormat,
        engine: `${info.package} ${info.version}`,
        device: info.device,
      };
    },
  };
}
