import { counted } from '../../text.ts';
import { type FeatureEntry, featureGroup } from '../feature.ts';
import { zip } from '../kernels/core/elementwise.ts';
import { growthOver } from '../shared_series.ts';

const growth = (k: number): FeatureEntry => ({
  name: `growth_${k}d`,
  inputs: ['close'],
  warmup: k,
  doc: `c[t] / c[t−${k}]; 1 = unchanged`,
  meaning: `Shows by which factor the close grew over ${counted(k, 'session')}.`,
  compute: (s) => growthOver(s, k),
});

const acceleration = (k: number): FeatureEntry => ({
  name: `growth_acceleration_${k}d`,
  inputs: ['close'],
  warmup: 2 * k,
  doc: `growth_${k}d − growth_${2 * k}d`,
  meaning: `Compares the growth over the last ${k} sessions with that over the last ${2 * k}.`,
  compute: (s) => zip(growthOver(s, k), growthOver(s, 2 * k), (short, long) => short - long),
});

export const GROWTH = featureGroup('growth', [
  growth(1),
  growth(3),
  growth(7),
  growth(14),
  growth(30),
  growth(60),
  growth(90),
  growth(180),
  growth(365),
  acceleration(7),
  acceleration(30),
]);
