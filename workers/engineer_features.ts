import { readBars } from '../src/db/bars.ts';
import { currentFeatureSet } from '../src/db/feature_sets.ts';
import { deleteFeatures, type FeatureRow, readFeatureHashes, writeFeatures } from '../src/db/features.ts';
import { readHolidays } from '../src/db/instruments.ts';
import { markStale } from '../src/db/predictions.ts';
import { column } from '../src/matrix.ts';
import { pinnedInput } from '../src/pipeline/dataset.ts';
import { InputChangedError, type Step } from '../src/pipeline/step.ts';
import type { EngineeredBars } from '../src/threads/compute_thread.ts';

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
    const bars = await readBars(db, run.instrument_id, lastSession);
    const holidays = await readHolidays(db, run.instrument_id);
    const computed = await compute.engineerFeatures(bars, holidays, signal);
    if (!contentHash.equals(computed.hashes.at(-1) ?? new Uint8Array())) {
      throw new InputChangedError(`prices up to ${lastSession} changed after the run had pinned them`);
    }

    const stored = await readFeatureHashes(db, run.instrument_id, featureSet.id);
    const written = bars.dates.flatMap((date, t) =>
      stored.get(date)?.equals(computed.hashes[t]) ? [] : [featureRow(computed, date, t)],
    );
    const sessions = new Set(bars.dates);
    const gone = [...stored.keys()].filter((date) => !sessions.has(date) && date <= lastSession);
    const changed = [...written.map((row) => row.date).filter((date) => stored.has(date)), ...gone].sort();
    const completeness = computed.completeness.at(-1) ?? 0;

    return {
      async write(client) {
        await deleteFeatures(client, run.instrument_id, featureSet.id, gone);
        await writeFeatures(client, run.instrument_id, featureSet.id, written);
        if (changed[0] !== undefined) await markStale(client, run.instrument_id, changed[0]);
      },
      summary:
        `${featureSet.names.length} features, ${written.length} of ${bars.dates.length} rows written, ` +
        `latest ${(100 * completeness).toFixed(1)} % complete`,
      output: {
        feature_set: featureSet.version,
        features: featureSet.names.length,
        rows: bars.dates.length,
        rows_written: written.length,
        first_changed_session: changed[0] ?? null,
        completeness,
      },
    };
  },
};

function featureRow(computed: EngineeredBars, date: string, t: number): FeatureRow {
  const { cols } = computed.features;
  return {
    date,
    values: Float64Array.from({ length: cols }, (_, j) => column(computed.features, j)[t]),
    hash: computed.hashes[t],
    completeness: computed.completeness[t],
    qualityScore: computed.quality[t],
  };
}
