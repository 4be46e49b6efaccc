import type { Fit, FitRequest, ModelFamily, TrainingData } from '../../learn/family.ts';
import { createStopper, type EarlyStopping } from '../../learn/gbt/early_stopping.ts';
import { createXgboostClassifier, EARLY_STOPPING } from '../../learn/gbt/family.ts';
import type { GbtModel } from '../../learn/gbt/model.ts';
import { loadModel } from '../../learn/gbt/model_json.ts';
import { type GbtParams, parseGbtParams } from '../../learn/gbt/params.ts';
import type { RowRange } from '../../learn/rows/split.ts';
import { sliceRows } from '../../matrix.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import type { Booster, BoosterParams } from './booster.ts';
import type { DMatrix } from './dmatrix.ts';
import type { Libxgboost } from './library.ts';

type EngineOptions = {
  readonly library: Libxgboost;
  readonly device?: 'cpu' | 'cuda';
  /** On more than one, sums run in another order: the same number of threads gives the same model. */
  readonly threads?: number;
  readonly earlyStopping?: EarlyStopping;
};

/**
 * The family `xgboost_classifier`, trained by XGBoost itself: same name, parameters, early stopping and model format, so
 * what it trains is loaded, predicted and explained like any other model of the family, also where there is no XGBoost.
 *
 * The trees are those of our own learner where neither rows nor columns are sampled and both cut columns alike; with
 * sampling they are others, because XGBoost draws other rows from the same seed.
 * @throws RangeError when the device is `cuda` and the library was built without it
 */
export function libxgboostEngine({
  library,
  device = 'cpu',
  threads = 1,
  earlyStopping = EARLY_STOPPING,
}: EngineOptions): ModelFamily {
  if (device === 'cuda' && !library.hasCuda) {
    throw new RangeError(
      `engine libxgboost: device cuda needs a library built with CUDA, ${library.path} ${library.version} is not`,
    );
  }
  const fixed = { ...FIXED, ...methodOn(device, library.version), nthread: threads };
  return {
    ...createXgboostClassifier(),
    prepare: (data) => (request) => {
      const params = parseGbtParams(request.params);
      const baseScore = params.base_score ?? shareOfPositives(data);
      return fit(library, data, request, { ...fixed, ...translated(params), base_score: baseScore }, earlyStopping);
    },
  };
}

const FIXED: BoosterParams = { objective: 'binary:logistic', booster: 'gbtree' };

/** Until 2.0 the method named the device. */
function methodOn(device: 'cpu' | 'cuda', version: string): BoosterParams {
  if (device === 'cpu') return { tree_method: 'hist' };
  return Number.parseInt(version, 10) < 2 ? { tree_method: 'gpu_hist' } : { tree_method: 'hist', device: 'cuda' };
}

/** Names and meanings are the same on both sides; only what was left out must not be sent. */
function translated(params: GbtParams): BoosterParams {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

function fit(
  library: Libxgboost,
  { features, labels, featureNames, train }: TrainingData,
  { seed, rounds, validation, onRound }: FitRequest,
  params: BoosterParams,
  earlyStopping: EarlyStopping,
): Fit {
  const owned: (DMatrix | Booster)[] = [];
  const own = <Owned extends DMatrix | Booster>(thing: Owned): Owned => {
    owned.push(thing);
    return thing;
  };
  const matrixOf = (range: RowRange) =>
    own(library.createDMatrix(sliceRows(features, ...range), { labels: labels.subarray(...range) }));
  try {
    const learned = matrixOf(train);
    const held = validation && { matrix: matrixOf(validation), labels: labels.subarray(...validation) };
    const booster = own(library.createBooster({ ...params, seed }, held ? [learned, held.matrix] : [learned]));
    const stopper =
      held && createStopper({ ...earlyStopping, minimumRounds: Math.min(earlyStopping.minimumRounds, rounds) });
    for (let round = 1; round <= rounds; round++) {
      booster.update(round - 1, learned);
      const probabilities = held && booster.predict(held.matrix);
      if (onRound) {
        const trainLoss = logLoss(labels.subarray(...train), booster.predict(learned));
        onRound(round, trainLoss, held && probabilities ? logLoss(held.labels, probabilities) : Number.NaN);
      }
      if (held && probabilities && stopper?.observe(round, held.labels, probabilities)) break;
    }
    const model = loadModel(new TextDecoder().decode(booster.save()));
    const best = stopper?.bestRound() ?? model.trees.length;
    const kept: GbtModel = { ...model, featureNames: [...featureNames], trees: model.trees.slice(0, best) };
    return { model: kept, rounds: best };
  } finally {
    for (const thing of owned.reverse()) thing.free();
  }
}

/** The family's base score, where none is given. */
function shareOfPositives({ labels, train: [from, to] }: TrainingData): number {
  let positives = 0;
  for (let row = from; row < to; row++) positives += labels[row];
  if (positives === 0 || positives === to - from) {
    throw new RangeError(`fit: the training rows need both labels, got ${to - from} rows with ${positives} labelled 1`);
  }
  return positives / (to - from);
}
