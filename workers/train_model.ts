import { saveCandidate } from '../src/db/candidates.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { readPolicy, stepOutput } from '../src/db/runs.ts';
import { saveTrials } from '../src/db/trials.ts';
import { selectColumns } from '../src/matrix.ts';
import { pinnedInput, readLabelledRows } from '../src/steps/dataset.ts';
import { preparedData } from '../src/steps/outputs.ts';
import { searchGridOf } from '../src/steps/search_grid.ts';
import type { InstrumentStep } from '../src/steps/step.ts';
import { ledgerOf } from '../src/steps/trial_ledger.ts';
import { counted } from '../src/text.ts';

/** The same snapshot trained again gives the same artifact. */
const SEED = 1;

/** Step 5, the only long one (pg-boss): searches the grid in a thread, fits the candidate, stores its artifact. */
export const trainModel: InstrumentStep = {
  name: 'train_model',
  async work({ run, runId, db, compute, signal }) {
    const prepared = await stepOutput(db, runId, 'prepare_training_data', preparedData);
    const featureSet = await featureSetById(db, prepared.feature_set_id);
    const data = await readLabelledRows(db, run, featureSet);
    const policy = await readPolicy(db, run.instrument_id);
    const { split, folds, features: featureNames } = prepared;
    const columns = featureNames.map((name) => featureSet.names.indexOf(name));
    const trained = await compute.trainModel(
      {
        family: policy.modelFamily,
        engine: { engine: policy.engine, device: policy.device },
        features: selectColumns(data.features, columns),
        labels: data.labels,
        featureNames,
        split,
        folds,
        grid: searchGridOf(policy),
        seed: SEED,
      },
      signal,
    );
    if ('untrainable' in trained) return { skip: trained.untrainable };

    const { lastSession, contentHash } = pinnedInput(run);
    const chosen = trained.trials[trained.chosen];
    return {
      async write(client) {
        await saveCandidate(client, {
          instrumentId: run.instrument_id,
          symbol: run.symbol,
          runId,
          family: policy.modelFamily,
          hyperparameters: { ...chosen.params, n_estimators: chosen.rounds, seed: SEED },
          featureSetId: featureSet.id,
          featureNames,
          validationRocAuc: chosen.validationRocAuc,
          trainingRecords: split.trainAndValidation[1] - split.trainAndValidation[0],
          validationRecords: split.validation[1] - split.validation[0],
          testRecords: split.test[1] - split.test[0],
          trainingStart: data.dates[split.train[0]],
          trainingEnd: data.dates[split.trainAndValidation[1] - 1],
          dataEnd: lastSession,
          dataHash: contentHash,
          labelEnd: data.dates[data.dates.length - 1],
          labelHash: data.hash,
          labelCloses: [...data.labelCloses],
          artifact: trained.artifact,
          artifactFormat: trained.artifactFormat,
          engine: trained.engine,
          device: trained.device,
          calibration: trained.calibration,
          trainingSeconds: trained.seconds,
        });
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
