import { z } from 'zod';
import { lookbackOf } from '../src/backends/index.ts';
import { saveModelCard } from '../src/db/candidates.ts';
import { saveDriftReference } from '../src/db/drift.ts';
import type { Queryable } from '../src/db/pool.ts';
import { settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { pinnedInput, readPolicy, stepOutput } from '../src/db/runs.ts';
import type { DriftReference } from '../src/learn/index.ts';
import { importanceByFeature, predictionsOf, referenceRange, withIntervals } from '../src/predictions/index.ts';
import { type Holdout, readHoldout, scoreHoldout } from '../src/step_support/holdout.ts';
import { marketOfRun, readPinnedInputs } from '../src/step_support/read_feature_inputs.ts';
import { predictRows } from '../src/step_support/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/step_support/step.ts';
import { pick, tableRows } from '../src/table.ts';
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
    const { model, featureSet } = holdout;
    const scored = await scoreHoldout(context, holdout);
    const reference = await trainingReference(context, holdout);
    const policy = await readPolicy(db, run.instrument_id);
    const said = predictionsOf(model, scored, policy.probabilityThreshold);
    const { bars } = (await readPinnedInputs(context)).inputs;
    const predictions = withIntervals(said, bars, policy.intervalCoverage, await marketOfRun(context, bars));
    const importance = importanceByFeature(model.featureNames, scored.scores.importance);
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

/** Of this instrument's rows up to the last one the model learned from; a pooled model has learned from others, too. */
async function trainingReference(context: StepContext, { model, data }: Holdout): Promise<DriftReference | undefined> {
  const range = referenceRange(data.dates, model.trainingEnd, lookbackOf(model.family));
  if (!range) return undefined;
  const scores = await predictRows(context, model, data.features, range);
  const learned = pick(tableRows(data.features, ...range), model.featureNames, `model ${model.name}`);
  return context.compute.driftReference({ features: learned.matrix, scores }, context.signal);
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
