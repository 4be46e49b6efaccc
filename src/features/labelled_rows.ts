import type { Bars } from '../bars.ts';
import { HORIZON_SESSIONS } from '../horizon.ts';
import { type Table, tableRows } from '../table.ts';
import { futureGrowth } from './growth_target.ts';

/** Share of features a row must have to be learned from: leaves out the warm-up of the slow averages. */
export const MINIMUM_COMPLETENESS = 0.98;

/** Feature rows of one instrument and feature set, oldest first. */
export type FeatureRows = {
  readonly dates: readonly string[];
  readonly features: Table;
  /** Share of the features of each row that are known. */
  readonly completeness: Float64Array;
  /** Hash of all inputs up to and including each session (see `inputHashes`). */
  readonly hashes: readonly Buffer[];
};

/** Rows with a known label, oldest first: what a model is trained, selected and tested on. */
export type LabelledRows = {
  readonly dates: readonly string[];
  readonly features: Table;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
  /** 1 where the close seven sessions ahead is higher. */
  readonly labels: Uint8Array;
  /** The session whose close each label looks at. */
  readonly labelEnds: readonly string[];
  /** Hash of all inputs up to the last row. */
  readonly hash: Buffer;
  /** Closes of the sessions after the last row, which its label and those before it look at. */
  readonly labelCloses: Float64Array;
};

/** The rows that have a label by the closes of these bars, and enough features to be learned from. */
export function labelledRows(rows: FeatureRows, bars: Bars): LabelledRows {
  const growthAhead = futureGrowth(bars);
  const position = new Map(bars.dates.map((date, t) => [date, t]));
  const positions = rows.dates.map((date) => position.get(date) ?? -1);
  const growth = Float64Array.from(positions, (t) => growthAhead[t] ?? Number.NaN);

  // Completeness only grows along a history, and labels are missing only at its end: the rows are one range.
  const from = rows.completeness.findIndex((share) => share >= MINIMUM_COMPLETENESS);
  const unlabelled = growth.findIndex((value) => Number.isNaN(value));
  const to = unlabelled === -1 ? growth.length : unlabelled;
  const begin = from === -1 ? to : Math.min(from, to);
  return {
    dates: rows.dates.slice(begin, to),
    features: tableRows(rows.features, begin, to),
    growth: growth.slice(begin, to),
    labels: Uint8Array.from(growth.subarray(begin, to), (value) => (value > 1 ? 1 : 0)),
    labelEnds: positions.slice(begin, to).map((t) => bars.dates[t + HORIZON_SESSIONS]),
    hash: rows.hashes[to - 1] ?? Buffer.alloc(0),
    labelCloses: bars.close.slice(bars.dates.indexOf(rows.dates[to - 1]) + 1),
  };
}
