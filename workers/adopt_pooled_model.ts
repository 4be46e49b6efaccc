import { featureSetById } from '../src/db/feature_sets.ts';
import { adoptPooledModel as adopt, newestPooledModel, takeUpPooledModel } from '../src/db/pooled_models.ts';
import { FEWEST_COMPARABLE_ROWS } from '../src/learn/index.ts';
import { rowsFrom } from '../src/predictions/index.ts';
import { readLabelledRows } from '../src/step_support/read_labelled_rows.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

/**
 * Step 4 of an adoption: the newest model of the instrument's pool becomes its candidate. It is tested on the sessions
 * of this instrument from the pool's test date on, which no member has given to the training.
 */
export const adoptPooledModel: InstrumentStep = {
  name: 'adopt_pooled_model',
  async work(context) {
    const { run, runId, db } = context;
    const pooled = await newestPooledModel(db, run.instrument_id);
    if (!pooled) return { skip: 'the instrument is in no pool that has a model', lookAgain: true };
    const featureSet = await featureSetById(db, pooled.featureSetId);
    const { dates } = await readLabelledRows(context, featureSet);
    const [from, to] = rowsFrom(dates, pooled.testStart);
    const rows = to - from;
    if (rows < FEWEST_COMPARABLE_ROWS) {
      const reason = `too few labelled sessions since ${pooled.testStart} to judge the model of pool "${pooled.pool}" by: ${rows} of at least ${FEWEST_COMPARABLE_ROWS}`;
      return { skip: reason, lookAgain: true, write: (client) => takeUpPooledModel(client, runId, pooled.id) };
    }
    return {
      write: (client) => adopt(client, runId, pooled.id, rows),
      summary: `model ${pooled.id} of pool "${pooled.pool}", learned from ${pooled.trainingRecords} rows of ${pooled.members} members; test ${rows} sessions`,
      output: {
        feature_set_id: featureSet.id,
        split: { test: [from, to] },
        test: { first_session: dates[from], last_session: dates[to - 1], rows },
        pooled_model_id: pooled.id,
        pool: pooled.pool,
        pooled_run_id: pooled.runId,
        members: pooled.members,
      },
    };
  },
};
