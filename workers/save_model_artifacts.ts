import { z } from 'zod';
import { lookbackOf } from '../src/backends/index.ts';
import { saveModelCard } from '../src/db/candidates.ts';
import { saveDriftReference } from '../src/db/drift.ts';
import type { Queryable } from '../src/db/pool.ts';
import { settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { readPolicy, stepOutput } from '../src/db/runs.ts';
import type { DriftReference } from '../src/learn/index.ts';
import { selectColumns, sliceRows } from '../src/matrix.ts';
import { pinnedInput } from '../src/steps/dataset.ts';
import { type Holdout, readHoldout, scoreHoldout } from '../src/steps/holdout.ts';
import { asPredictions, predictRows } from '../src/steps/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/steps/step.ts';
import { counted } from '../src/text.ts';

const anyOutput = z.record(z.string(), z.unknown());
const adoption = z.looseObject({ pooled_run_id: z.number().int().nullable() });

/**
 * Step 7: model card, importances, what later sessions are compared with to find drift, and a prediction for every
 * session of the holdout, with its known outcome.
 */
export const saveModelArtifacts: InstrumentStep = {
  name: 'save_model_artifacts',
  async work(context) {
    const { run, runId, db } = context;
    const holdout = await readHoldout(context);
    const { model, featureSet, dates, features } = holdout;
    const scores = await scoreHoldout(context, holdout);
    const reference = await trainingReference(context, holdout);
    const policy = await readPolicy(db, run.instrument_id);
    const predictions = asPredictions(model, dates, features, featureSet.names, scores, policy.probabilityThreshold);
    const importance = Object.fromEntries(
      model.featureNames
        .map((name, j): [string, number] => [name, scores.importance[j]])
        .filter(([, gain]) => gain > 0)
        .sort((a, b) => b[1] - a[1]),
    );
    const card = {
      model: model.name,
      family: model.family,
      data: { last_session: run.last_session, content_hash: pinnedInput(run).contentHash.toString('hex') },
      feature_set: featureSet.version,
      artifact_sha256: model.artifact,
      scope: model.scope,
      ...(model.scope === 'own' ? await ownOrigin(db, runId) : await pooledOrigin(db, runId)),
      validation: await stepOutput(db, runId, 'validate_model', anyOutput),
    };
    const [strongest] = Object.keys(importance);
    return {
      async write(client) {
        await saveModelCard(client, model.id, importance, card);
        if (reference) await saveDriftReference(client, model.id, reference);
        await writePredictions(
          client,
          { instrumentId: run.instrument_id, modelId: model.id, runId, symbol: run.symbol, origin: 'holdout' },
          predictions,
        );
        await settlePredictions(client, run.instrument_id);
      },
      summary: `${counted(predictions.length, 'holdout prediction')}; the feature that decides most is ${strongest ?? 'none'}`,
      output: { holdout_predictions: predictions.length, model_id: model.id },
    };
  },
};

/** Half a year: bins of fewer rows say little of what is usual. An instrument younger than its pool's test has none. */
const FEWEST_REFERENCE_ROWS = 126;

/** Of this instrument's rows up to the last one the model learned from; a pooled model has learned from others, too. */
async function trainingReference(
  { db, compute, signal }: StepContext,
  { model, featureSet, data }: Holdout,
): Promise<DriftReference | undefined> {
  const rows = data.dates.filter((date) => date <= model.trainingEnd).length;
  const leading = Math.min(lookbackOf(model.family), rows);
  if (rows - leading < FEWEST_REFERENCE_ROWS) return undefined;
  const scores = await predictRows(db, compute, model, featureSet.names, data.features, [leading, rows], signal);
  const columns = model.featureNames.map((name) => featureSet.names.indexOf(name));
  const training = sliceRows(data.features, leading, rows);
  return compute.driftReference({ features: selectColumns(training, columns), scores }, signal);
}

async function ownOrigin(db: Queryable, runId: number) {
  return {
    preparation: await stepOutput(db, runId, 'prepare_training_data', anyOutput),
    training: await stepOutput(db, runId, 'train_model', anyOutput),
  };
}

/** What the run of the pool said, as far as that run is kept. */
async function pooledOrigin(db: Queryable, runId: number) {
  const pool = await stepOutput(db, runId, 'adopt_pooled_model', adoption);
  const { pooled_run_id: poolRun } = pool;
  return { pool, training: poolRun === null ? null : await stepOutput(db, poolRun, 'train_pooled_model', anyOutput) };
}
