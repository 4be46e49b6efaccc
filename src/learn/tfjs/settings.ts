import type { ModelFamily, Params } from '../family.ts';
import type { Kind } from './params.ts';

type Setting = Pick<ModelFamily, 'defaultGrid' | 'grids' | 'maximumRounds'>;

/** Steps of a thousand rows: a batch of 128 would hold four sessions of thirty instruments. */
const POOLED: readonly Params[] = [
  { dropout: 0.3, weight_decay: 0.1, batch_size: 1024 },
  { dropout: 0.5, weight_decay: 1, batch_size: 1024 },
];

/** Few and far apart: what decides on daily returns is how much is held back, not the shape. */
export const SETTINGS: Readonly<Record<Kind, Setting>> = {
  tfjs_mlp: {
    defaultGrid: [
      { dropout: 0.3, weight_decay: 0.1 },
      { dropout: 0.5, weight_decay: 1 },
      { dropout: 0.5, weight_decay: 1, learning_rate: 0.0003 },
    ],
    grids: { pooled: POOLED },
    maximumRounds: 60,
  },
  tfjs_gru: {
    defaultGrid: [
      { dropout: 0.3, weight_decay: 0.1 },
      { units: 8, dropout: 0.5, weight_decay: 1, learning_rate: 0.001 },
    ],
    maximumRounds: 40,
  },
};

/** Midpoints of the path that contributions are averaged over; rectified units have kinks, so they need more. */
export const STEPS: Readonly<Record<Kind, number>> = { tfjs_mlp: 64, tfjs_gru: 16 };
