import type { Feature } from './feature.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import { BROWNIAN } from './groups/brownian.ts';
import { CALENDAR } from './groups/calendar.ts';
import { CHAOS } from './groups/chaos.ts';
import { CONTEXT } from './groups/context.ts';
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
 * The features of an instrument's own history, in column order. These arrays are the registry: columns, names,
 * warm-ups, documentation and tests all derive from them.
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

export const FEATURE_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);

/** What stored feature values mean: values of different versions never mix. */
export type FeatureSet = {
  readonly version: string;
  readonly features: readonly Feature[];
  readonly names: readonly string[];
  /** Whether any of its features looks at the market's indices. */
  readonly readsContext: boolean;
};

/**
 * The feature sets this package computes, oldest first; new models learn from the last. A new version is due whenever
 * a name, the order or a definition changes. An older one stays for as long as models that were trained on it score.
 */
export const FEATURE_SETS: readonly FeatureSet[] = [
  featureSetOf('v1', FEATURES),
  featureSetOf('v2', [...FEATURES, ...CONTEXT]),
];

function featureSetOf(version: string, features: readonly Feature[]): FeatureSet {
  return {
    version,
    features,
    names: features.map((feature) => feature.name),
    readsContext: features.some(readsContext),
  };
}

/** The feature set that new models learn from. */
export function newestFeatureSet(): FeatureSet {
  return FEATURE_SETS[FEATURE_SETS.length - 1];
}

/** Whether a feature looks at the market's indices. */
export function readsContext({ inputs }: Feature): boolean {
  return inputs.includes('context');
}

/**
 * Whether a value means the same for every instrument and at any time, so that a model of many instruments may learn
 * from it: not in units of one price or of shares, and no date. A tree that splits on a price tells instruments apart
 * and not states of the market; one that splits on the year knows no year that comes after.
 */
export function isComparable({ priceScaled, volumeScaled, dated }: Feature): boolean {
  return !priceScaled && !volumeScaled && !dated;
}

/** @throws RangeError for a version that this package does not compute */
export function featureSetOfVersion(version: string): FeatureSet {
  const found = FEATURE_SETS.find((set) => set.version === version);
  if (!found) {
    const known = FEATURE_SETS.map((set) => set.version).join(', ');
    throw new RangeError(`feature set "${version}" is not one of those this package computes: ${known}`);
  }
  return found;
}

/** What a set is computed from: one that looks at no index does not change with one. */
export function inputsReadBy({ readsContext }: FeatureSet, inputs: FeatureInputs): FeatureInputs {
  return readsContext ? inputs : { ...inputs, context: [] };
}
