import { sliceBars } from '../src/bars.ts';
import { readBars } from '../src/db/bars.ts';
import { currentFeatureSet } from '../src/db/feature_sets.ts';
import { deleteFeatures, readFeatureHashes, writeFeatures } from '../src/db/features.ts';
import { readHolidays } from '../src/db/instruments.ts';
import { reopenPredictions } from '../src/db/predictions.ts';
import { pinnedInput } from '../src/pipeline/dataset.ts';
import { InputChangedError, type Step } from '../src/pipeline/step.ts';

/**
 * Step 3: computes the feature set and writes the rows that are missing or stale. A row is stale when the hash of the
 * bars up to its session is not the stored one, so a corrected bar renews every row from its session on, and
 * predictions made from the old rows are marked.
 */
export const engineerFeatures: Step = {
  name: 'engineer_features',
  async work({ run, db, compute, signal }) {
    const { lastSession, contentHash } = pinnedInput(run);
    const featureSet = await currentFeatureSet(db);
    const all = await readBars(db, run.instrument_id);
    const bars = sliceBars(all, 0, all.dates.lastIndexOf(lastSession) + 1);
    const holidays = await readHolidays(db, run.instrument_id);
    const computed = await compute.engineerFeatures(bars, holidays, signal);
    if (!contentHash.equals(computed.hashes.at(-1) ?? new Uint8Array())) {
      throw new InputChangedError(`prices up to ${lastSession} changed after the run had pinned them`);
    }

    const stored = await readFeatureHashes(db, run.instrument_id, featureSet.id);
    const renewed = [...bars.dates.keys()].filter((t) => !stored.get(bars.dates[t])?.equals(computed.hashes[t]));
    const sessions = new Set(all.dates);
    const gone = [...stored.keys()].filter((date) => !sessions.has(date));
    const changed = [...renewed.map((t) => bars.dates[t]).filter((date) => stored.has(date)), ...gone].sort();
    const completeness = computed.completeness.at(-1) ?? 0;

    return {
      async write(client) {
        await deleteFeatures(client, run.instrument_id, featureSet.id, gone);
        await writeFeatures(client, run.instrument_id, featureSet.id, bars.dates, computed, renewed);
        if (changed[0] !== undefined) await reopenPredictions(client, run.instrument_id, changed[0]);
      },
      summary:
        `${featureSet.names.length} features, ${renewed.length} of ${bars.dates.length} rows written, ` +
        `latest ${(100 * completeness).toFixed(1)} % complete`,
      output: {
        feature_set: featureSet.version,
        features: featureSet.names.length,
        rows: bars.dates.length,
        rows_written: renewed.length,
        first_changed_session: changed[0] ?? null,
        completeness,
      },
    };
  },
};
