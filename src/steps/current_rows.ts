import { sliceBars } from '../bars.ts';
import type { FeatureSetRow } from '../db/feature_sets.ts';
import { readFeatures } from '../db/features.ts';
import type { Pool } from '../db/pool.ts';
import { featureSetOfVersion, inputHashes, inputsReadBy } from '../features/index.ts';
import { type LabelledRows, labelled } from './dataset.ts';
import { readFeatureInputs } from './inputs.ts';

/** The newest stored row of an instrument whose features are not those of its inputs any more; absent without a row. */
export type StaleRows = { readonly staleAt: { readonly session: string; readonly hash: Buffer } | undefined };

/**
 * The labelled rows of an instrument up to a session, outside a run that has pinned its input: only if the stored
 * features are those of its prices, calendar and indices of this moment, or rows and labels would not belong together.
 */
export async function readCurrentRows(
  db: Pool,
  instrumentId: number,
  featureSet: FeatureSetRow,
  lastSession: string,
): Promise<LabelledRows | StaleRows> {
  const stored = await readFeatures(db, instrumentId, featureSet, lastSession);
  const [session, hash] = [stored.dates.at(-1), stored.hashes.at(-1)];
  if (session === undefined || hash === undefined) return { staleAt: undefined };
  const inputs = await readFeatureInputs(db, instrumentId);
  const read = inputsReadBy(featureSetOfVersion(featureSet.version), inputs);
  const { dates } = inputs.bars;
  const position = dates.lastIndexOf(session);
  const isCurrent = stored.dates.length === position + 1 && inputHashes(read)[position]?.equals(hash);
  if (!isCurrent) return { staleAt: { session, hash } };
  return labelled(stored, sliceBars(inputs.bars, 0, dates.findLastIndex((date) => date <= lastSession) + 1));
}
