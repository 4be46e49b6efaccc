import type { Bars } from '../bars.ts';

/** The groups of the feature set, in the order of its columns. */
export type FeatureGroup =
  | 'calendar'
  | 'growth'
  | 'price'
  | 'volume'
  | 'indicators'
  | 'transforms'
  | 'spectral'
  | 'chaos'
  | 'thermodynamics'
  | 'waves'
  | 'brownian'
  | 'supplement';

/** What one run computes from: the whole stored history of one instrument and the holidays of its exchange. */
export type Series = Bars & { readonly holidays: ReadonlySet<string> };

/** One column of the feature matrix. */
export type Feature = {
  readonly name: string;
  readonly group: FeatureGroup;
  /** The bar fields the value depends on, directly or through other features. */
  readonly inputs: readonly (keyof Bars)[];
  /** Number of leading bars without a value; from then on the value is finite, whatever the data. */
  readonly warmup: number;
  /** Formula, units and edge answer in one line. */
  readonly doc: string;
  /** Set where multiplying all prices by a constant changes the value by design. */
  readonly priceScaled?: true;
  /**
   * One value per bar, from bars at or before it. Values during the warm-up are ignored. The array may be shared with
   * other features: it is not to be written to.
   */
  readonly compute: (series: Series) => Float64Array;
};

/** A feature as its group's file writes it, without the repeated group name. */
export type FeatureEntry = Omit<Feature, 'group'>;

/** The features of one group, in column order. */
export function featureGroup(group: FeatureGroup, entries: readonly FeatureEntry[]): readonly Feature[] {
  return entries.map((entry) => ({ ...entry, group }));
}
