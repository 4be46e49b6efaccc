import { sliceBars } from '../bars.ts';
import type { FeatureSetRow } from '../db/feature_sets.ts';
import { readFeatures } from '../db/features.ts';
import type { Pool } from '../db/pool.ts';
import { pinnedInput } from '../db/runs.ts';
import { featureSetOfRow, inputHashes, inputsReadBy, type LabelledRows, labelledRows } from '../features/index.ts';
import { readFeatureInputs, readPinnedInputs } from './read_feature_inputs.ts';
import { InputChangedError, type StepContext } from './step.ts';

/**
 * The labelled rows of the input that a run pinned: features and labels of the same bars, also where one is deleted or
 * corrected while the step reads.
 * @param isPinned false for an older feature set, whose hashes are not those that were pinned
 * @throws InputChangedError when the bars of this moment, or the stored features, are not those of the pinned input
 */
export async function readLabelledRows(
  context: StepContext,
  featureSet: Pick<FeatureSetRow, 'id' | 'names'>,
  isPinned = true,
): Promise<LabelledRows> {
  const { run, db } = context;
  const { lastSession, contentHash } = pinnedInput(run);
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession);
  if (isPinned && (stored.dates.at(-1) !== lastSession || !stored.hashes.at(-1)?.equals(contentHash))) {
    throw new InputChangedError(lastSession);
  }
  const { inputs } = await readPinnedInputs(context);
  return labelledRows(stored, inputs.bars);
}

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
  const read = inputsReadBy(featureSetOfRow(featureSet), inputs);
  const { dates } = inputs.bars;
  const position = dates.lastIndexOf(session);
  const isCurrent = stored.dates.length === position + 1 && inputHashes(read)[position]?.equals(hash);
  if (!isCurrent) return { staleAt: { session, hash } };
  return labelledRows(stored, sliceBars(inputs.bars, 0, dates.findLastIndex((date) => date <= lastSession) + 1));
}
