import { lookbackOf } from '../src/backends/index.ts';
import { currentFeatureSet } from '../src/db/feature_sets.ts';
import { lastSessionOf, trainableMembers } from '../src/db/pooled_models.ts';
import { readPolicy } from '../src/db/runs.ts';
import { FEWEST_MEMBERS } from '../src/step_support/pool_rows.ts';
import type { PoolStep } from '../src/step_support/step.ts';
import type { PreparedPool } from '../src/step_support/step_outputs.ts';
import { noun } from '../src/text.ts';

/** Step 4 of a pool: which members the model learns from, and up to which session. */
export const preparePooledData: PoolStep = {
  name: 'prepare_pooled_data',
  of: 'pool',
  async work({ run, db }) {
    const { modelFamily } = await readPolicy(db, null);
    if (lookbackOf(modelFamily) > 0) {
      return {
        skip: `${modelFamily} reads consecutive sessions of one instrument and cannot learn from a pool: choose another model_family in ml_pipeline_defaults`,
      };
    }
    const members = await trainableMembers(db, run.pool);
    const lastSession = await lastSessionOf(db, members);
    if (members.length < FEWEST_MEMBERS || lastSession === undefined) {
      return {
        skip: `${members.length} of the pool's members ${noun(members.length, 'has', 'have')} the sessions that a training needs and features of today, and a pool needs ${FEWEST_MEMBERS}`,
      };
    }
    const featureSet = await currentFeatureSet(db);
    const prepared: PreparedPool = { feature_set_id: featureSet.id, members, last_session: lastSession };
    return { summary: `${members.length} members, sessions to ${lastSession}`, output: prepared };
  },
};
