import type { Bars } from '../bars.ts';
import type { MarketContext } from './market_context.ts';
import type { SourceColumns } from './source_columns.ts';

/** The groups of the feature sets, in the order of their columns. */
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
  | 'supplement'
  | 'context'
  | 'sources';

/** What one run computes from: bars of one instrument, the holidays of its exchange, and the indices of its market. */
export type Series = Bars & {
  readonly holidays: ReadonlySet<string>;
  readonly context: MarketContext;
  readonly sources: SourceColumns;
  /**
   * The first bar that a value is wanted for; those before it are there to be looked back on. A measure that would
   * cost much for each of them may leave them out.
   */
  readonly firstWanted: number;
};

/** What a value is computed from: a field of the bars, the market's indices, or the user's own tables. */
export type FeatureSource = keyof Bars | 'context' | 'sources';

/** One value per bar of a series. */
export type FeatureCompute = (series: Series) => Float64Array;

/** One column of the feature matrix. */
export type Feature = {
  readonly name: string;
  readonly group: FeatureGroup;
  /**
   * The first feature set that has it: 2 for v2. Sets are stored by position, so one that was released never changes: a
   * new feature begins the next set, and a changed one is a second entry of that name, where the first one ends.
   */
  readonly since: number;
  /** The last feature set that has it; the newest one has it when left out. */
  readonly until?: number;
  /** What the value depends on, directly or through other features. */
  readonly inputs: readonly FeatureSource[];
  /**
   * Number of leading bars without a value. From then on it is finite, whatever the data; a feature that reads the
   * context is NaN where its index is absent.
   */
  readonly warmup: number;
  /**
   * Number of the instrument's bars, the last of them its own, that a value depends on; bars of an index do not
   * count. Computed from these bars alone it is the same bit for bit, so that a new bar costs one window and not the history. 'history' for what remembers the first
   * stored bar: running sums and recursive averages.
   */
  readonly memory: number | 'history';
  /** Formula, units and edge answer in one line. */
  readonly doc: string;
  /** What it tells, in one short sentence for people who know no formula; with its window. */
  readonly meaning: string;
  /** Set where multiplying all prices by a constant changes the value by design. */
  readonly priceScaled?: true;
  /** Set where multiplying all volumes by a constant changes the value by design. */
  readonly volumeScaled?: true;
  /** Set where a value names a stretch of history: one seen by then never comes again. */
  readonly dated?: true;
  /**
   * One value per bar, from bars at or before it. Values during the warm-up are ignored. The array may be shared with
   * other features: it is not to be written to.
   */
  readonly compute: FeatureCompute;
};

/** A feature as its group's file writes it: without the repeated group name, and what is usual left out. */
export type FeatureEntry = Omit<Feature, 'group' | 'memory' | 'since'> & Partial<Pick<Feature, 'memory' | 'since'>>;

/**
 * The features of one group, in column order. A value mostly depends on the bars of its warm-up and its own.
 * @param began the first feature set that has the group, and all of it that says nothing else
 */
export function featureGroup(group: FeatureGroup, entries: readonly FeatureEntry[], began = 1): readonly Feature[] {
  // Written out, so that all features are objects of one shape and the engine keeps one version of what reads them.
  return entries.map(
    ({
      name,
      since = began,
      until,
      inputs,
      warmup,
      memory = warmup + 1,
      doc,
      meaning,
      priceScaled,
      volumeScaled,
      dated,
      compute,
    }) => ({
      name,
      group,
      since,
      until,
      inputs,
      warmup,
      memory,
      doc,
      meaning,
      priceScaled,
      volumeScaled,
      dated,
      compute,
    }),
  );
}
