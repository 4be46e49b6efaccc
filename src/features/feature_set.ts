import type { Feature } from './feature.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import { sourceFeature } from './source_feature.ts';

/** What stored feature values mean: values of different versions never mix. */
export type FeatureSet = {
  readonly version: string;
  readonly features: readonly Feature[];
  readonly names: readonly string[];
  /** Whether any of its features looks at the market's indices. */
  readonly readsContext: boolean;
};

/**
 * The feature sets that entries describe, oldest first: set k has those that began with it or before, and have not ended.
 * So an entry that begins a new set makes that set, and leaves the older ones as they are.
 */
export function featureSetsOf(features: readonly Feature[]): FeatureSet[] {
  const newest = Math.max(...features.map(({ since }) => since));
  return Array.from({ length: newest }, (_, i) =>
    featureSetOf(
      `v${i + 1}`,
      features.filter(({ since, until = newest }) => since <= i + 1 && i + 1 <= until),
    ),
  );
}

function featureSetOf(version: string, features: readonly Feature[]): FeatureSet {
  return {
    version,
    features,
    names: features.map((feature) => feature.name),
    readsContext: features.some(readsContext),
  };
}

/** A set and columns of the user's own tables behind it. They are one by one the last of its names. */
export function withSources(base: FeatureSet, version: string, names: readonly string[]): FeatureSet {
  return featureSetOf(version, [...base.features, ...names.map(sourceFeature)]);
}

/** Whether a feature is a column of a user's table. */
export function readsSources({ inputs }: Feature): boolean {
  return inputs.includes('sources');
}

/** Whether a feature looks at the market's indices. */
export function readsContext({ inputs }: Feature): boolean {
  return inputs.includes('context');
}

/** What a set is computed from: one that looks at no index, or no source, does not change with one. */
export function inputsReadBy({ readsContext, features }: FeatureSet, inputs: FeatureInputs): FeatureInputs {
  const { sources = [] } = inputs;
  const wanted = new Set(features.filter(readsSources).map(({ name }) => name));
  const read = sources.filter(({ name }) => wanted.has(name));
  if (readsContext && read.length === sources.length) return inputs;
  return { ...inputs, context: readsContext ? inputs.context : [], sources: read };
}

/**
 * Whether a value means the same for every instrument and at any time, so that a model of many instruments may learn
 * from it: not in units of one price or of shares, and no date. A tree that splits on a price tells instruments apart
 * and not states of the market; one that splits on the year knows no year that comes after.
 */
export function isComparable({ priceScaled, volumeScaled, dated }: Feature): boolean {
  return !priceScaled && !volumeScaled && !dated;
}

/** Which columns of a set a model of many instruments may learn from, each list in the order of the set. */
export type ComparableColumns = {
  /** The day in the week, the month, the year: the same for all instruments of a session. */
  readonly calendar: readonly string[];
  /** Of the instrument's own prices, and of the user's tables. */
  readonly own: readonly string[];
  /** Of the indices beside it. */
  readonly market: readonly string[];
};

/** @param slots of the market's indices that are in use; what the others say is not known anyway */
export function comparableColumns(features: readonly Feature[], slots: number): ComparableColumns {
  const inUse = Array.from({ length: slots }, (_, i) => `index_${i + 1}_`);
  const named = (isWanted: (feature: Feature) => boolean) =>
    features.filter((feature) => isComparable(feature) && isWanted(feature)).map(({ name }) => name);
  return {
    calendar: named((feature) => feature.group === 'calendar'),
    own: named((feature) => feature.group !== 'calendar' && !readsContext(feature)),
    market: named((feature) => readsContext(feature) && inUse.some((slot) => feature.name.startsWith(slot))),
  };
}
