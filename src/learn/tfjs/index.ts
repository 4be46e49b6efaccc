import { type Backend, chooseBackend } from '../../backends/tensorflow/backend.ts';
import { thisHost } from '../../backends/tensorflow/host.ts';
import { createTfjsFamily, type TfjsFamily } from './family.ts';
import { type Kind, networkParams } from './params.ts';

export {
  type Backend,
  type BackendHost,
  type BackendInfo,
  boundGpuMemory,
  chooseBackend,
  type Device,
} from '../../backends/tensorflow/backend.ts';
export { thisHost } from '../../backends/tensorflow/host.ts';
export { TfjsArtifactError } from './artifact.ts';
export { createTfjsFamily, type TfjsFamily } from './family.ts';
export type { TfjsModel } from './model.ts';
export type { Kind } from './params.ts';

let chosen: Promise<Backend> | undefined;

/** The backend of this thread, started once. */
export function prepareBackend(): Promise<Backend> {
  chosen ??= chooseBackend(thisHost());
  return chosen;
}

export const isTfjsFamily = (name: string): name is Kind => Object.hasOwn(networkParams, name);

/** A TensorFlow.js family on this thread's backend. */
export async function tfjsFamily(kind: Kind): Promise<TfjsFamily> {
  const { tf, info } = await prepareBackend();
  return createTfjsFamily(kind, tf, info);
}
