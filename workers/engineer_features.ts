import { type FeatureSetRow, featureSetsInUse } from '../src/db/feature_sets.ts';
import { deleteFeatures, writeFeatures } from '../src/db/features.ts';
import { reopenPredictions } from '../src/db/predictions.ts';
import {
  CONTEXT_SLOTS,
  type FeatureInputs,
  featureSetOfRow,
  readsContext,
  readsSources,
} from '../src/features/index.ts';
import { renewalOf } from '../src/step_support/feature_renewal.ts';
import { readPinnedInputs } from '../src/step_support/read_feature_inputs.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

/**
 * Step 3: computes the feature sets in use and writes the rows that are missing or stale. A row is stale when the hash
 * of the inputs up to its session is not the stored one, so a new bar costs one row, a corrected one renews every row
 * from its session on, and predictions made from the old rows are marked.
 */
export const engineerFeatures: InstrumentStep = {
  name: 'engineer_features',
  async work(context) {
    const { run, db } = context;
    const pinned = await readPinnedInputs(context);
    const { inputs } = pinned;
    const sessions = inputs.bars.dates.length;
    const sets = await featureSetsInUse(db, run.instrument_id);
    const renewals = await Promise.all(sets.map((set) => renewalOf(context, pinned, set)));
    const current = renewals.at(-1);
    if (!current) throw new Error('no feature set is current. Run: pgaugur migrate');

    return {
      async write(client) {
        for (const { set, rows, renewed, gone, firstNews } of renewals) {
          await deleteFeatures(client, run.instrument_id, set.id, gone);
          await writeFeatures(client, run.instrument_id, set.id, rows, renewed);
          if (firstNews !== undefined) await reopenPredictions(client, run.instrument_id, firstNews, set.id);
        }
      },
      summary: `${columnsInWords(current.set, inputs)}, ${current.renewed.length} of ${sessions} rows written`,
      output: {
        feature_set: current.set.version,
        features: current.set.names.length,
        rows: sessions,
        rows_written: current.renewed.length,
        first_changed_session: current.firstChange ?? null,
        older_feature_sets: renewals.slice(0, -1).map(({ set }) => set.version),
      },
    };
  },
};

/** "190 features, 18 of each of 2 indices": slots without an index are not counted. */
function columnsInWords(set: FeatureSetRow, { context }: FeatureInputs): string {
  const { features } = featureSetOfRow(set);
  const ofContext = features.filter(readsContext).length;
  const ofSources = features.filter(readsSources).length;
  const fromSources = ofSources === 0 ? '' : `, ${ofSources} of own tables`;
  const own = `${features.length - ofContext - ofSources} features${fromSources}`;
  const indices = context.filter((index) => index !== undefined).length;
  if (indices === 0) return own;
  return `${own}, ${ofContext / CONTEXT_SLOTS} of ${indices === 1 ? 'an index' : `each of ${indices} indices`}`;
}
