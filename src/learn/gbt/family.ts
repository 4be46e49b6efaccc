import type { Model, ModelFamily } from '../family.ts';
import { type BinnedMatrix, binMatrix } from './bins.ts';
import type { EarlyStopping } from './early_stopping.ts';
import { fitGbt } from './fit.ts';
import { DEFAULT, FULL, POOLED, QUICK } from './grids.ts';
import { ONE_THREAD, type Threads } from './helpers.ts';
import { importance } from './importance.ts';
import { meanModel } from './mean_model.ts';
import { type GbtModel, predict } from './model.ts';
import { loadModel, saveModel } from './model_json.ts';
import { parseGbtParams } from './params.ts';
import { contributions } from './tree_shap.ts';

/** When a fit with validation rows ends, whoever's engine grows the trees. */
export const EARLY_STOPPING: EarlyStopping = { metric: 'logloss', patience: 30, minimumRounds: 20 };

/**
 * Gradient-boosted trees as XGBoost defines them, by our own histogram learner, stored in XGBoost's JSON format.
 * @param threads what a large fit may use; they change no bit of a model
 */
export const createXgboostClassifier = (threads: Threads = ONE_THREAD): ModelFamily => ({
  name: 'xgboost_classifier',
  defaultGrid: DEFAULT,
  grids: { quick: QUICK, full: FULL, pooled: POOLED },
  maximumRounds: 300,
  prepare({ features, labels, featureNames, train }) {
    const binnedBy = new Map<number, BinnedMatrix>();
    const binned = (maxBin: number) => {
      const known = binnedBy.get(maxBin) ?? binMatrix(features, { maxBin, cutRows: train, names: featureNames });
      binnedBy.set(maxBin, known);
      return known;
    };
    return ({ params: given, seed, rounds, validation, onRound }) => {
      const params = parseGbtParams(given);
      const fit = fitGbt({
        binned: binned(params.max_bin),
        labels,
        featureNames,
        params,
        train,
        validation,
        earlyStopping: validation && {
          ...EARLY_STOPPING,
          minimumRounds: Math.min(EARLY_STOPPING.minimumRounds, rounds),
        },
        rounds,
        seed,
        threads,
        onProgress: onRound,
      });
      return { model: fit.model, rounds: fit.bestRound };
    };
  },
  save: (model) => new TextEncoder().encode(saveModel(boosted(model))),
  load: (bytes) => loadModel(new TextDecoder().decode(bytes)),
  predict: (model, features) => predict(boosted(model), features),
  contributions: (model, features) => contributions(boosted(model), features),
  importance: (model, type) => importance(boosted(model), type),
  mean: (models) => meanModel(models.map(boosted)),
});

function boosted(model: Model): GbtModel {
  if (isBoosted(model)) return model;
  throw new TypeError(`xgboost_classifier: cannot read a model of family ${model.family}`);
}

function isBoosted(model: Model): model is GbtModel {
  return model.family === 'xgboost_classifier';
}
