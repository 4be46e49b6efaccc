import { reconcileSources as askForRuns } from '../src/db/feature_sources.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Every quarter of an hour: asks for a run wherever rows changed in a source that no trigger tells of. */
export const reconcileSources: ScheduledJob = {
  name: 'reconcile_sources',
  work: async (db) => `${counted(await askForRuns(db), 'run')} requested for changed sources`,
};
