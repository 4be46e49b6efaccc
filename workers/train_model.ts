import { saveCandidate } from '../src/db/candidates.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { readPolicy, stepOutput } from '../src/db/runs.ts';
import { saveTrials } from '../src/db/trials.ts';
import { notTrainedAlone } from '../src/step_support/own_training.ts';
import { readLabelledRows } from '../src/step_support/read_labelled_rows.ts';
import { searchGridOf } from '../src/step_support/search_grid.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { preparedData } from '../src/step_support/step_outputs.ts';
import { ledgerOf } from '../src/step_support/trial_ledger.ts';
import { pick } from '../src/table.ts';
import { counted } from '../src/text.ts';

/** The same snapshot trained again gives the same artifact. */
const SEED = 1;

/** Step 5, the only long one (pg-boss): searches the grid in a thread, fits the candidate, stores its artifact. */
export const trainModel: InstrumentStep = {
  name: 'train_model',
  async work(context) {
    const { run, runId, db, compute, signal } = context;
    const policy = await readPolicy(db, run.instrument_id);
    const ended = notTrainedAlone(policy);
    if (ended) return ended;
    const prepared = await stepOutput(db, runId, 'prepare_training_data', preparedData);
    const featureSet = await featureSetById(db, prepared.feature_set_id);
    const data = await readLabelledRows(context, featureSet);
    const { split, folds } = prepared;
    const trained = await compute.trainModel(
      {
        family: policy.modelFamily,
        engine: { engine: policy.engine, device: policy.device },
        features: pick(data.features, prepared.features, `the training by feature set ${featureSet.version}`),
        labels: data.labels,
        split,
        folds,
        grid: searchGridOf(policy),
        seed: SEED,
      },
      signal,
    );
    if ('untrainable' in trained) return { skip: trained.untrainable };

    const chosen = trained.trials[trained.chosen];
    return {
      async write(client) {
        await saveCandidate(client, { runId, run, featureSetId: featureSet.id, split, data, trained });
        await saveTrials(client, runId, ledgerOf(trained));
      },
      summary:
        `best of ${counted(trained.trials.length, 'configuration')}: ${modelInWords(policy.modelFamily, chosen)}, ` +
        `validation AUC ${chosen.validationRocAuc.toFixed(3)} over ${counted(chosen.foldScores.length, 'fold')}`,
      output: {
        engine: trained.engine,
        device: trained.device,
        seed: SEED,
        trials: trained.trials.length,
        validation_roc_auc: chosen.validationRocAuc,
        seconds: trained.seconds,
      },
    };
  },
};

function modelInWords(family: string, { rounds, params }: { rounds: number; params: Record<string, number> }): string {
  return family === 'xgboost_classifier'
    ? `${counted(rounds, 'tree')} of depth ${params.max_depth}`
    : `${family}, ${counted(rounds, 'epoch')}`;
}
