import type { Feature } from './feature.ts';
import { BROWNIAN } from './groups/brownian.ts';
import { CALENDAR } from './groups/calendar.ts';
import { CHAOS } from './groups/chaos.ts';
import { GROWTH } from './groups/growth.ts';
import { INDICATORS } from './groups/indicators.ts';
import { PRICE } from './groups/price.ts';
import { SPECTRAL } from './groups/spectral.ts';
import { SUPPLEMENT } from './groups/supplement.ts';
import { THERMODYNAMICS } from './groups/thermodynamics.ts';
import { TRANSFORMS } from './groups/transforms.ts';
import { VOLUME } from './groups/volume.ts';
import { WAVES } from './groups/waves.ts';

/**
 * Every feature, in column order. This array is the registry: columns, names, warm-ups, documentation and tests all
 * derive from it.
 */
export const FEATURES: readonly Feature[] = [
  ...CALENDAR,
  ...GROWTH,
  ...PRICE,
  ...VOLUME,
  ...INDICATORS,
  ...TRANSFORMS,
  ...SPECTRAL,
  ...CHAOS,
  ...THERMODYNAMICS,
  ...WAVES,
  ...BROWNIAN,
  ...SUPPLEMENT,
];

/**
 * What stored feature values mean. A new version is due whenever a name, the order or a definition changes: values of
 * different versions never mix.
 */
export const FEATURE_SET: { readonly version: string; readonly names: readonly string[] } = {
  version: 'v1',
  names: FEATURES.map((feature) => feature.name),
};
