import type { Bars } from '../bars.ts';
import { readBars } from '../db/bars.ts';
import type { FeatureSetRow } from '../db/feature_sets.ts';
import { readFeatures, type StoredFeatures } from '../db/features.ts';
import type { Pool } from '../db/pool.ts';
import type { StartedStep } from '../db/runs.ts';
import { futureGrowth } from '../features/index.ts';
import { HORIZON_SESSIONS } from '../horizon.ts';
import { type Matrix, sliceRows } from '../matrix.ts';
import { InputChangedError } from './step.ts';

/** Share of features a row must have to be learned from: leaves out the warm-up of the slow averages. */
export const MINIMUM_COMPLETENESS = 0.98;

/** Rows with a known label, oldest first: what a model is trained, selected and tested on. */
export type LabelledRows = {
  readonly dates: readonly string[];
  readonly features: Matrix;
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

/**
 * The labelled rows of the input that a run pinned.
 * @param isPinned false for an older feature set, whose hashes are not those that were pinned
 * @throws InputChangedError when the stored features belong to other inputs than the pinned ones
 */
export async function readLabelledRows(
  db: Pool,
  run: StartedStep,
  featureSet: Pick<FeatureSetRow, 'id' | 'names'>,
  isPinned = true,
): Promise<LabelledRows> {
  const { lastSession, contentHash } = pinnedInput(run);
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession);
  if (isPinned && (stored.dates.at(-1) !== lastSession || !stored.hashes.at(-1)?.equals(contentHash))) {
    throw new InputChangedError(lastSession);
  }
  return labelled(stored, await readBars(db, run.instrument_id, { to: lastSession }));
}

/** The labelled rows among stored ones, by the closes of these bars. */
export function labelled(stored: StoredFeatures, bars: Bars): LabelledRows {
  const growthAhead = futureGrowth(bars);
  const position = new Map(bars.dates.map((date, t) => [date, t]));
  const positions = stored.dates.map((date) => position.get(date) ?? -1);
  const growth = Float64Array.from(positions, (t) => growthAhead[t] ?? Number.NaN);

  // Completeness only grows along a history, and labels are missing only at its end: the rows are one range.
  const from = stored.completeness.findIndex((share) => share >= MINIMUM_COMPLETENESS);
  const unlabelled = growth.findIndex((value) => Number.isNaN(value));
  const to = unlabelled === -1 ? growth.length : unlabelled;
  const begin = from === -1 ? to : Math.min(from, to);
  return {
    dates: stored.dates.slice(begin, to),
    features: sliceRows(stored.values, begin, to),
    growth: growth.slice(begin, to),
    labels: Uint8Array.from(growth.subarray(begin, to), (value) => (value > 1 ? 1 : 0)),
    labelEnds: positions.slice(begin, to).map((t) => bars.dates[t + HORIZON_SESSIONS]),
    hash: stored.hashes[to - 1] ?? Buffer.alloc(0),
    labelCloses: bars.close.slice(bars.dates.indexOf(stored.dates[to - 1]) + 1),
  };
}

/** The input of a run behind step extract_stock_data. */
export function pinnedInput(run: StartedStep): { lastSession: string; contentHash: Buffer } {
  if (run.last_session === null || run.content_hash === null) {
    throw new Error('the run has not pinned its input: extract_stock_data comes first');
  }
  return { lastSession: run.last_session, contentHash: run.content_hash };
}
