import type { TrainedModel } from '../learn/index.ts';
import { saveArtifact } from './artifacts.ts';
import { known, type Queryable } from './pool.ts';

/** Stores the artifact of a trained model. @returns what ml_models and ml_pooled_models both say of the model */
export async function saveTrainedModel(db: Queryable, trained: TrainedModel) {
  const chosen = trained.trials[trained.chosen];
  return {
    model_type: trained.family,
    hyperparameters: { ...chosen.params, n_estimators: chosen.rounds, seed: trained.seed },
    feature_names: JSON.stringify(trained.featureNames),
    validation_roc_auc: known(chosen.validationRocAuc),
    calibration: trained.calibration,
    engine: trained.engine,
    device: trained.device,
    model_file_hash: await saveArtifact(db, trained.artifact, trained.artifactFormat),
  };
}
