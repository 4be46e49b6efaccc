import type { FeatureSetRow } from '../db/feature_sets.ts';
import { type ComputedRows, newestFeatureHash, readFeatureHashes } from '../db/features.ts';
import type { Pool } from '../db/pool.ts';
import { featureSetOfRow, inputHashes, inputsReadBy } from '../features/index.ts';
import type { PinnedInputs } from './read_feature_inputs.ts';
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

/** Compares the stored rows of a set with the inputs and computes those that are missing or whose hash differs. */
export async function renewalOf(context: StepContext, pinned: PinnedInputs, set: FeatureSetRow): Promise<Renewal> {
  const { run, db, compute, signal } = context;
  const { inputs } = pinned;
  const read = inputsReadBy(featureSetOfRow(set), inputs);
  const hashes = read === inputs ? pinned.hashes : inputHashes(read);
  const { dates } = inputs.bars;
  const { renewed, gone, firstChange, firstNews } =
    (await appended(db, run.instrument_id, set.id, dates, hashes)) ??
    compared(await readFeatureHashes(db, run.instrument_id, set.id), dates, hashes, pinned.existingSessions);
  const from = renewed[0] ?? dates.length;
  const computed = await compute.engineerFeatures({ inputs: read, set, from }, signal);
  return {
    set,
    rows: { ...computed, dates: dates.slice(from), hashes: hashes.slice(from) },
    renewed: renewed.map((t) => t - from),
    gone,
    firstChange,
    firstNews,
  };
}

/** `renewed` by the place of a session. */
type Comparison = Pick<Renewal, 'renewed' | 'gone' | 'firstChange' | 'firstNews'>;

/**
 * The daily case, without reading the hash of every stored row: rows of all sessions through the newest stored one are
 * there, and its hash is right. Then all of them are: a hash covers all sessions before its own, and whoever wrote that
 * row wrote in the same transaction each row before it that was not right. Undefined where it is not so.
 */
async function appended(
  db: Pool,
  instrumentId: number,
  featureSetId: number,
  dates: readonly string[],
  hashes: readonly Buffer[],
): Promise<Comparison | undefined> {
  const newest = await newestFeatureHash(db, instrumentId, featureSetId);
  const at = newest ? dates.lastIndexOf(newest.session) : -1;
  if (!newest || at < 0 || newest.rows !== at + 1 || !newest.hash.equals(hashes[at])) return undefined;
  const renewed = Array.from({ length: dates.length - at - 1 }, (_, i) => at + 1 + i);
  return { renewed, gone: [], firstChange: undefined, firstNews: dates[at + 1] };
}

/** @param existingSessions all sessions of today, also those that came after the inputs were pinned */
function compared(
  stored: ReadonlyMap<string, Buffer>,
  dates: readonly string[],
  hashes: readonly Buffer[],
  existingSessions: ReadonlySet<string>,
): Comparison {
  const renewed = [...dates.keys()].filter((t) => !stored.get(dates[t])?.equals(hashes[t]));
  const gone = [...stored.keys()].filter((date) => !existingSessions.has(date));
  const news = [...renewed.map((t) => dates[t]), ...gone].sort();
  const changed = news.filter((date) => stored.has(date));
  return { renewed, gone, firstChange: changed[0], firstNews: stored.size > 0 ? news[0] : undefined };
}
