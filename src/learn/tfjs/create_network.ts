import { createGru } from './gru.ts';
import { createMlp } from './mlp.ts';
import type { Network } from './network.ts';
import { type Kind, type NetworkParams, parseNetworkParams } from './params.ts';

export function createNetwork(inputs: number, config: NetworkParams): Network {
  return config.kind === 'tfjs_mlp' ? createMlp(inputs, config) : createGru(inputs, config);
}

/** Sessions before a row that its forecast looks at, as the default configuration has it. */
export const lookbackOf = (kind: Kind): number => createNetwork(1, parseNetworkParams(kind, {})).sessions - 1;
