import type { FeatureSetRow } from '../db/feature_sets.ts';
import { type ComputedRows, readFeatureHashes } from '../db/features.ts';
import { type FeatureInputs, featureSetOfVersion, inputHashes, inputsReadBy } from '../features/index.ts';
import type { StepContext } from './step.ts';

/** What has to be done to the stored rows of one feature set. */
export type Renewal = {
  readonly set: FeatureSetRow;
  /** Rows from the first one to renew on. */
  readonly rows: ComputedRows;
  /** Which of them are missing or stale. */
  readonly renewed: readonly number[];
  /** Sessions that no longer exist. */
  readonly gone: readonly string[];
  /** The first session whose stored row was not right any more. */
  readonly firstChange: string | undefined;
  /**
   * The first session that is written or gone; absent for a set that had no rows. An outcome may have been read from a
   * bar that had no row yet, and that has been corrected since.
   */
  readonly firstNews: string | undefined;
};

/**
 * Compares the stored rows of a set with the inputs and computes those that are missing or whose hash differs.
 * @param existingSessions all sessions of today, also those that came after the inputs were pinned
 */
export async function renewalOf(
  { run, db, compute, signal }: StepContext,
  inputs: FeatureInputs,
  set: FeatureSetRow,
  existingSessions: ReadonlySet<string>,
): Promise<Renewal> {
  const read = inputsReadBy(featureSetOfVersion(set.version), inputs);
  const hashes = inputHashes(read);
  const { dates } = inputs.bars;
  const stored = await readFeatureHashes(db, run.instrument_id, set.id);
  const renewed = [...dates.keys()].filter((t) => !stored.get(dates[t])?.equals(hashes[t]));
  const from = renewed[0] ?? dates.length;
  const computed = await compute.engineerFeatures({ inputs: read, version: set.version, from }, signal);

  const gone = [...stored.keys()].filter((date) => !existingSessions.has(date));
  const news = [...renewed.map((t) => dates[t]), ...gone].sort();
  const changed = news.filter((date) => stored.has(date));
  return {
    set,
    rows: { ...computed, dates: dates.slice(from), hashes: hashes.slice(from) },
    renewed: renewed.map((t) => t - from),
    gone,
    firstChange: changed[0],
    firstNews: stored.size > 0 ? news[0] : undefined,
  };
}
