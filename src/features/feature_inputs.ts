import type { Bars } from '../bars.ts';
import type { MarketContext } from './market_context.ts';

/** Everything that the features of an instrument are computed from. */
export type FeatureInputs = {
  readonly bars: Bars;
  /** Days without a session, as ISO dates. */
  readonly holidays: ReadonlySet<string>;
  readonly context: MarketContext;
};
