import type { Feature } from './feature.ts';
import { type FeatureSet, featureSetsOf, readsContext, withSources } from './feature_set.ts';
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
 * The feature sets this package computes, oldest first; new models learn from the last. An older one stays for as long
 * as models that were trained on it score. The entries of the groups, in column order, are the registry: sets, columns,
 * names, warm-ups, documentation and tests all derive from them.
 */
export const FEATURE_SETS: readonly FeatureSet[] = featureSetsOf([
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
  ...CONTEXT,
]);

/** The feature set that new models learn from. */
export function newestFeatureSet(): FeatureSet {
  return FEATURE_SETS[FEATURE_SETS.length - 1];
}

/** The features of an instrument's own history, as the newest set has them. */
export const FEATURES: readonly Feature[] = newestFeatureSet().features.filter((feature) => !readsContext(feature));

export const FEATURE_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);

/** Between the version of a set and the number of the sources behind it: v2+3. */
const SOURCES_MARK = '+';

/** What is stored of a set: sets with sources are the database's, and their columns the last of its names. */
export type StoredFeatureSet = { readonly version: string; readonly names: readonly string[] };

/** @throws RangeError for a set that this package does not compute */
export function featureSetOfRow({ version, names }: StoredFeatureSet): FeatureSet {
  const [base] = version.split(SOURCES_MARK);
  const own = featureSetOfVersion(base);
  return version === base ? own : withSources(own, version, names.slice(own.names.length));
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
