import { createMatrix, type Matrix } from '../../matrix.ts';
import type { FitRequest, Model, ModelFamily, TrainingData } from '../family.ts';
import { sigmoid } from '../gbt/logistic.ts';
import type { RowRange } from '../rows/split.ts';
import { UntrainableError } from '../rows/untrainable.ts';
import { loadArtifact, saveArtifact } from './artifact.ts';
import { integratedGradients } from './contributions.ts';
import { createNetwork, lookbackOf } from './create_network.ts';
import type { TfjsModel } from './model.ts';
import { type Kind, parseNetworkParams } from './params.ts';
import { predictMargins } from './predict.ts';
import { SETTINGS, STEPS } from './settings.ts';
import { standardisationOf, standardise } from './standardise.ts';
import type { Device } from './tf.ts';
import { fitNetwork } from './train.ts';
import type { Arithmetic } from './work.ts';

type TfjsFamily = ModelFamily & {
  /**
   * Sessions before a row that its forecast looks at, as the default configuration has it. Whoever predicts rows
   * should hand in so many rows before them too, and leave their answers out.
   */
  readonly lookback: number;
};

/** Training rows, evenly spaced, that importance is measured on. */
const IMPORTANCE_ROWS = 128;

/**
 * A family of networks on a backend that has been started; every function is synchronous and pure.
 *
 * - `tfjs_mlp`: two dense layers; a row is judged by itself.
 * - `tfjs_gru`: a recurrent layer over the row and the 59 before it. **Rows of a matrix are consecutive sessions of one
 *   instrument, oldest first.** A row near the top, without 59 predecessors, sees the first row repeated in their place,
 *   in training as in prediction; so a single row alone is judged as if every session had been like it. Training looks
 *   back no further than the first training row.
 *
 * Inputs are standardised by mean and standard deviation of the training rows; what is missing stands at the mean.
 *
 * `contributions` are integrated gradients from the training mean, summed over the sessions looked at. The error of the
 * numerical average, some thousandths, is spread over the columns in proportion to their size, so a row sums to its
 * log-odds, and the bias, the log-odds of the training mean, is the same in every row.
 *
 * `importance` is the mean absolute contribution over 128 training rows, whatever type is asked for: gain and cover
 * exist in trees only.
 */
export function createTfjsFamily(kind: Kind, arithmetic: Arithmetic, device: Device): TfjsFamily {
  const { backend, package: from, version } = device;
  const trainedOn = { backend, device: device.device, package: from, version };
  return {
    name: kind,
    ...SETTINGS[kind],
    lookback: lookbackOf(kind),
    prepare(data) {
      requireTrainable(kind, data);
      const { features, labels, train } = data;
      const standardisation = standardisationOf(features, train);
      if (standardisation.scale.every((scale) => scale === 0)) {
        throw new UntrainableError(
          'no_usable_columns',
          `${kind}: each of ${features.cols} columns is constant or missing in ${train[1] - train[0]} training rows`,
        );
      }
      const x = standardise(features, standardisation);
      return ({ params, seed, rounds, validation, onRound }: FitRequest) => {
        const config = parseNetworkParams(kind, params);
        const network = createNetwork(features.cols, config);
        const fit = fitNetwork(arithmetic, {
          network,
          params: config.params,
          x,
          labels,
          train,
          validation,
          epochs: rounds,
          seed,
          onEpoch: onRound,
        });
        const rows = evenlySpaced(train, IMPORTANCE_ROWS);
        const { values } = integratedGradients(arithmetic, network, fit.weights, x, rows, train, STEPS[kind]);
        const model: TfjsModel = {
          family: kind,
          featureNames: data.featureNames,
          config,
          standardisation,
          weights: fit.weights,
          offset: fit.offset,
          importance: meanAbsolute(values, features.cols),
          seed,
          epochs: fit.epochs,
          trainedOn,
        };
        return { model, rounds: fit.epochs };
      };
    },
    save: (model) => saveArtifact(own(model)),
    load: (bytes) => loadArtifact(kind, bytes),
    predict(model, features) {
      const { config, standardisation, weights, offset } = own(model, features);
      const all: RowRange = [0, features.rows];
      const network = createNetwork(features.cols, config);
      const margins = predictMargins(arithmetic, network, weights, standardise(features, standardisation), all, all);
      return margins.map((margin) => sigmoid(margin + offset));
    },
    contributions(model, features) {
      const { config, standardisation, weights, offset } = own(model, features);
      const { rows, cols } = features;
      const network = createNetwork(cols, config);
      const x = standardise(features, standardisation);
      const every = Array.from({ length: rows }, (_, i) => i);
      const found = integratedGradients(arithmetic, network, weights, x, every, [0, rows], STEPS[kind]);
      const out = createMatrix(rows, cols + 1, found.baseline + offset);
      for (let i = 0; i < rows; i++) {
        const values = found.values.subarray(i * cols, (i + 1) * cols);
        completed(values, found.margins[i] - found.baseline).forEach((value, j) => {
          out.data[j * rows + i] = value;
        });
      }
      return out;
    },
    importance: (model) => own(model).importance.slice(),
  };

  function own(model: Model, features?: Matrix): TfjsModel {
    if (!isOf(kind, model)) throw new TypeError(`${kind}: cannot read a model of family ${model.family}`);
    const { length } = model.featureNames;
    if (features && features.cols !== length) {
      throw new RangeError(`${kind}: the model has ${length} features, got ${features.cols} columns`);
    }
    return model;
  }
}

function isOf(kind: Kind, model: Model): model is TfjsModel {
  return model.family === kind;
}

function requireTrainable(kind: Kind, { features, labels, featureNames, train }: TrainingData): void {
  if (labels.length !== features.rows || featureNames.length !== features.cols) {
    throw new RangeError(
      `${kind}: needs a label per row and a name per column, got ${labels.length} labels and ${featureNames.length} ` +
        `names for ${features.rows} × ${features.cols}`,
    );
  }
  const rows = train[1] - train[0];
  const positives = labels.subarray(...train).reduce((sum, label) => sum + label, 0);
  if (rows < 1) throw new UntrainableError('too_few_rows', `${kind}: needs training rows, got ${train.join('–')}`);
  if (positives > 0 && positives < rows) return;
  throw new UntrainableError(
    'one_class',
    `${kind}: the training rows need both classes, got ${rows} rows all labelled ${positives === 0 ? 0 : 1}`,
  );
}

function evenlySpaced([from, to]: RowRange, most: number): number[] {
  const count = Math.min(most, to - from);
  return Array.from({ length: count }, (_, i) => from + Math.floor(((i + 0.5) * (to - from)) / count));
}

function meanAbsolute(values: Float64Array, cols: number): Float64Array {
  const out = new Float64Array(cols);
  const rows = values.length / cols;
  values.forEach((value, i) => {
    out[i % cols] += Math.abs(value) / rows;
  });
  return out;
}

/** The values, moved in proportion to their size so that they sum to the total. */
function completed(values: Float64Array, total: number): Float64Array {
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const missing = total - values.reduce((sum, value) => sum + value, 0);
  return size === 0 ? values : values.map((value) => value + (missing * Math.abs(value)) / size);
}
