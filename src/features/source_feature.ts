import type { Feature } from './feature.ts';

/** Names of the package's own features have no point. */
export const isFromSource = (feature: string): boolean => feature.includes('.');

/** The feature that shows a column of a source. The join by time is the database's: here it is only looked up. */
export function sourceFeature(name: string): Feature {
  const [source, column] = name.split('.');
  return {
    name,
    group: 'sources',
    since: 1,
    until: undefined,
    inputs: ['sources'],
    warmup: 0,
    memory: 1,
    doc: `Column ${column} of source ${source}: the newest value known at the close of the session; NaN without one`,
    meaning: `Tells the newest ${column} that was known from ${source}.`,
    priceScaled: undefined,
    volumeScaled: undefined,
    dated: undefined,
    compute({ sources, dates }) {
      const found = sources.find((one) => one.name === name);
      if (!found) throw new RangeError(`feature ${name}: no source gives it`);
      if (found.values.length < dates.length) {
        throw new RangeError(
          `feature ${name}: one value per session is needed, got ${found.values.length} of ${dates.length}`,
        );
      }
      return found.values;
    },
  };
}
