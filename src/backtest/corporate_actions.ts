import type { Bars } from '../bars.ts';

/**
 * Splits and dividends of an instrument, one entry per bar.
 *
 * A factor other than 1 says that the basis of the *prices in the bars* changes with that session's open: a share held
 * over the close before becomes so many shares (2 in a two-for-one split, 0.1 where ten become one), and prices from
 * then on are per new share. In a series that is split-adjusted already, as most downloads are, the basis never
 * changes: its factors are all 1.
 */
export type CorporateActions = {
  readonly splitFactor: Float64Array;
  /**
   * Cash per share, on its ex-session, per share as it is after that session's split: who held the share over the close
   * before receives it, who was short owes it. 0 on all others, and throughout in dividend-adjusted prices.
   */
  readonly dividend: Float64Array;
};

/** @throws RangeError naming the session and the value */
export function checkActions({ dates }: Bars, { splitFactor, dividend }: CorporateActions): void {
  for (const [name, values] of Object.entries({ splitFactor, dividend })) {
    if (values.length !== dates.length) {
      throw new RangeError(`${name} must have one entry per bar (${dates.length}), got ${values.length}`);
    }
  }
  for (let t = 0; t < dates.length; t++) {
    if (!(splitFactor[t] > 0 && splitFactor[t] < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`split factor of ${dates[t]} must be above 0, got ${splitFactor[t]}`);
    }
    if (!(dividend[t] >= 0 && dividend[t] < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`dividend of ${dates[t]} must be at least 0, got ${dividend[t]}`);
    }
  }
}
