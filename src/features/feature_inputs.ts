import type { Bars } from '../bars.ts';
import type { MarketContext } from './market_context.ts';
import type { SourceColumns } from './source_columns.ts';

/** Everything that the features of an instrument are computed from. */
export type FeatureInputs = {
  readonly bars: Bars;
  /** Days without a session, as ISO dates. */
  readonly holidays: ReadonlySet<string>;
  readonly context: MarketContext;
  /** What the user's own tables say, by bar; left out where there is none. */
  readonly sources?: SourceColumns;
};
