import { featureSetById } from '../src/db/feature_sets.ts';
import { adoptPooledModel, newestPooledModel, takeUpPooledModel } from '../src/db/pooled_models.ts';
import { FEWEST_COMPARABLE_ROWS } from '../src/learn/index.ts';
import { pinnedInput, readLabelledRows } from '../src/steps/dataset.ts';
import type { InstrumentStep } from '../src/steps/step.ts';

/**
 * Step 4 of an adoption: the newest model of the instrument's pool becomes its candidate. It is tested on the sessions
 * of this instrument from the pool's test date on, which no member has given to the training.
 */
export const adoptPooledModelStep: InstrumentStep = {
  name: 'adopt_pooled_model',
  async work({ run, runId, db }) {
    const pooled = await newestPooledModel(db, run.instrument_id);
    if (!pooled) return { skip: 'the instrument is in no pool that has a model', lookAgain: true };
    const featureSet = await featureSetById(db, pooled.featureSetId);
    const { dates } = await readLabelledRows(db, run, featureSet);
    const from = dates.findIndex((date) => date >= pooled.testStart);
    const rows = from === -1 ? 0 : dates.length - from;
    if (rows < FEWEST_COMPARABLE_ROWS) {
      const reason = `too few labelled sessions since ${pooled.testStart} to judge the model of pool "${pooled.pool}" by: ${rows} of at least ${FEWEST_COMPARABLE_ROWS}`;
      return { skip: reason, lookAgain: true, write: (client) => takeUpPooledModel(client, runId, pooled.id) };
    }
    const { lastSession, contentHash } = pinnedInput(run);
    return {
      write: (client) =>
        adoptPooledModel(client, pooled.id, {
          instrumentId: run.instrument_id,
          symbol: run.symbol,
          runId,
          testRecords: rows,
          dataEnd: lastSession,
          dataHash: contentHash,
        }),
      summary: `model ${pooled.id} of pool "${pooled.pool}", learned from ${pooled.trainingRecords} rows of ${pooled.members} members; test ${rows} sessions`,
      output: {
        feature_set_id: featureSet.id,
        split: { test: [from, dates.length] },
        test: { first_session: dates[from], last_session: dates[dates.length - 1], rows },
        pooled_model_id: pooled.id,
        pool: pooled.pool,
        pooled_run_id: pooled.runId,
        members: pooled.members,
      },
    };
  },
};
