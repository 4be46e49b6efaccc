import { type Feature, isComparable, newestFeatureSet, readsContext } from '../../../src/features/index.ts';

const { features: FEATURES } = newestFeatureSet();

const namesOf = (features: readonly Feature[]) => features.map(({ name }) => name);

/** What means the same for every stock and at any time, of its own prices. A month or a weekday tells nothing of a stock. */
export const OWN_COLUMNS = namesOf(
  FEATURES.filter((feature) => isComparable(feature) && !readsContext(feature) && feature.group !== 'calendar'),
);

/** How the market stands, for so many indices. */
export function marketColumns(indices: number): string[] {
  const slots = Array.from({ length: indices }, (_, i) => `index_${i + 1}_`);
  return namesOf(
    FEATURES.filter((feature) => readsContext(feature) && slots.some((slot) => feature.name.startsWith(slot))),
  );
}

/** The features of these names, in their order. */
export function featuresNamed(names: readonly string[]): Feature[] {
  const known = new Map(FEATURES.map((feature) => [feature.name, feature]));
  return names.map((name) => {
    const feature = known.get(name);
    if (!feature) throw new RangeError(`no feature is called "${name}"`);
    return feature;
  });
}
