import { comparableColumns, type Feature, newestFeatureSet } from '../../../src/features/index.ts';

const { features: FEATURES } = newestFeatureSet();

/** What means the same for every stock and at any time, of its own prices. A month or a weekday tells nothing of a stock. */
export const OWN_COLUMNS = comparableColumns(FEATURES, 0).own;

/** How the market stands, for so many indices. */
export const marketColumns = (indices: number): readonly string[] => comparableColumns(FEATURES, indices).market;

/** The features of these names, in their order. */
export function featuresNamed(names: readonly string[]): Feature[] {
  const known = new Map(FEATURES.map((feature) => [feature.name, feature]));
  return names.map((name) => {
    const feature = known.get(name);
    if (!feature) throw new RangeError(`no feature is called "${name}"`);
    return feature;
  });
}
