import type { ImportanceType } from '../../learn/family.ts';
import { createMatrix, type Matrix } from '../../matrix.ts';
import type { OpenedLibrary } from './c_api.ts';
import { type DMatrix, freeOnce, rowMajorFloats } from './dmatrix.ts';
import { LibxgboostError, requireSuccess } from './errors.ts';

/** Parameters under XGBoost's names. */
export type BoosterParams = Readonly<Record<string, string | number | boolean>>;

/** Rounds [from, to) of the model; unless told, those up to its best iteration, or all where it names none. */
type RoundRange = readonly [from: number, to: number];

/** A model of XGBoost's, while it learns and after. */
export type Booster = {
  readonly handle: bigint;
  readonly setParam: (name: string, value: string | number | boolean) => void;
  /** Names of the features, one per column, that go into the model file. */
  readonly setFeatureNames: (names: readonly string[]) => void;
  /** Adds round `iteration`, counted from 0. */
  readonly update: (iteration: number, matrix: DMatrix) => void;
  /**
   * The same on another thread. One call at a time: a booster is not made for two. XGBoost remembers margins per thread,
   * so this may predict anew what `update` would know.
   */
  readonly updateAsync: (iteration: number, matrix: DMatrix) => Promise<void>;
  /** Adds the given number of rounds. */
  readonly boost: (rounds: number, matrix: DMatrix) => void;
  /** What `eval_metric` asks for, under names like `train-logloss`. */
  readonly evaluate: (iteration: number, matrices: Readonly<Record<string, DMatrix>>) => Record<string, number>;
  /** Probability of label 1 per row, or the margin, its log-odds. */
  readonly predict: (matrix: DMatrix, kind?: 'value' | 'margin', rounds?: RoundRange) => Float64Array;
  /** The same without a DMatrix: here infinite values are allowed. */
  readonly predictRows: (matrix: Matrix, kind?: 'value' | 'margin', rounds?: RoundRange) => Float64Array;
  /** SHAP values per row: one column per feature and a last one, the bias. */
  readonly contributions: (matrix: DMatrix, rounds?: RoundRange) => Matrix;
  /** One number per feature, in column order; 0 for one that no split uses. */
  readonly importance: (type: ImportanceType) => Float64Array;
  readonly rounds: () => number;
  /** A booster of its own with rounds [from, to). */
  readonly slice: (rounds: RoundRange) => Booster;
  /** The model in XGBoost's JSON format. */
  readonly save: () => Uint8Array;
  readonly free: () => void;
};

export function createBooster(
  library: OpenedLibrary,
  params: BoosterParams,
  matrices: readonly DMatrix[] = [],
): Booster {
  const out = new BigUint64Array(1);
  const code = library.api.XGBoosterCreate(handlesOf(matrices), matrices.length, out);
  requireSuccess(library, 'XGBoosterCreate', code);
  return configured(boosterOf(library, out[0]), { verbosity: 0, ...params });
}

export function loadBooster(library: OpenedLibrary, model: Uint8Array, params: BoosterParams = {}): Booster {
  const booster = createBooster(library, {});
  try {
    const code = library.api.XGBoosterLoadModelFromBuffer(booster.handle, model, model.length);
    requireSuccess(library, 'XGBoosterLoadModelFromBuffer', code);
  } catch (error) {
    booster.free();
    throw error;
  }
  return configured(booster, params);
}

function configured(booster: Booster, params: BoosterParams): Booster {
  try {
    for (const [name, value] of Object.entries(params)) booster.setParam(name, value);
    return booster;
  } catch (error) {
    booster.free();
    throw error;
  }
}

function boosterOf(library: OpenedLibrary, handle: bigint): Booster {
  const { api, memory } = library;

  function update(iteration: number, matrix: DMatrix): void {
    const code = api.XGBoosterUpdateOneIter(handle, iteration, matrix.handle);
    requireSuccess(library, 'XGBoosterUpdateOneIter', code);
  }

  /** Shape and values of a prediction, which the call writes where XGBoost keeps them. */
  function predicted(
    name: string,
    call: (shape: BigUint64Array, dimensions: BigUint64Array, values: BigUint64Array) => number,
  ): { shape: number[]; values: Float32Array } {
    const [shapeOut, dimensions, values] = [new BigUint64Array(1), new BigUint64Array(1), new BigUint64Array(1)];
    requireSuccess(library, name, call(shapeOut, dimensions, values));
    const shape = Array.from(memory.longs(shapeOut[0], Number(dimensions[0])), Number);
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, values: length === 0 ? new Float32Array(0) : memory.floats(values[0], length) };
  }

  /** As XGBoost's scikit-learn wrapper chooses them; the C API by itself takes all. */
  function bestRounds(): RoundRange {
    const [text, found] = [new BigUint64Array(1), new Int32Array(1)];
    requireSuccess(library, 'XGBoosterGetAttr', api.XGBoosterGetAttr(handle, 'best_iteration', text, found));
    return found[0] === 0 ? ALL_ROUNDS : [0, Number(memory.text(text[0])) + 1];
  }

  const config = (kind: number, rounds: RoundRange | undefined) =>
    predictConfig(kind, rounds === undefined ? bestRounds() : checkedRounds(rounds));

  const booster: Booster = {
    handle,
    update,
    setParam(name, value) {
      const code = api.XGBoosterSetParam(handle, name, String(value));
      requireSuccess(library, `XGBoosterSetParam(${name}, ${value})`, code);
    },
    setFeatureNames(names) {
      const code = api.XGBoosterSetStrFeatureInfo(handle, 'feature_name', [...names], names.length);
      requireSuccess(library, 'XGBoosterSetStrFeatureInfo', code);
    },
    async updateAsync(iteration, matrix) {
      // The matrices given to XGBoosterCreate are known on this thread only: asking for the rounds takes their width in.
      booster.rounds();
      if ((await library.updateAsync(handle, iteration, matrix.handle)) === 0) return;
      // XGBoost keeps its last error per thread, and that thread is out of reach: here the round fails again, and tells.
      update(iteration, matrix);
      throw new LibxgboostError('XGBoosterUpdateOneIter', `round ${iteration} failed, and not when repeated`);
    },
    boost(rounds, matrix) {
      const first = booster.rounds();
      for (let round = first; round < first + rounds; round++) update(round, matrix);
    },
    evaluate(iteration, matrices) {
      const names = Object.keys(matrices);
      const text = new BigUint64Array(1);
      const handles = handlesOf(Object.values(matrices));
      const code = api.XGBoosterEvalOneIter(handle, iteration, handles, names, names.length, text);
      requireSuccess(library, 'XGBoosterEvalOneIter', code);
      return metricsOf(memory.text(text[0]));
    },
    predict(matrix, kind = 'value', rounds) {
      const { values } = predicted('XGBoosterPredictFromDMatrix', (...out) =>
        api.XGBoosterPredictFromDMatrix(handle, matrix.handle, config(KINDS[kind], rounds), ...out),
      );
      return Float64Array.from(values);
    },
    predictRows(matrix, kind = 'value', rounds) {
      return memory.withAddress(rowMajorFloats(matrix), (address) => {
        const array = `{"data":[${address},true],"shape":[${matrix.rows},${matrix.cols}],"typestr":"<f4","version":3}`;
        const { values } = predicted('XGBoosterPredictFromDense', (...out) =>
          api.XGBoosterPredictFromDense(handle, array, config(KINDS[kind], rounds), 0n, ...out),
        );
        return Float64Array.from(values);
      });
    },
    contributions(matrix, rounds) {
      const { shape, values } = predicted('XGBoosterPredictFromDMatrix', (...out) =>
        api.XGBoosterPredictFromDMatrix(handle, matrix.handle, config(KINDS.contributions, rounds), ...out),
      );
      return columnMajor(values, shape[0], shape[shape.length - 1]);
    },
    importance(type) {
      const count = new BigUint64Array(1);
      requireSuccess(library, 'XGBoosterGetNumFeature', api.XGBoosterGetNumFeature(handle, count));
      // Under their positions as names, whatever they are called.
      const features = Array.from({ length: Number(count[0]) }, (_, j) => String(j));
      const config = JSON.stringify({ importance_type: type, feature_names: features });
      const [used, names, dimensions, shape, scores] = Array.from({ length: 5 }, () => new BigUint64Array(1));
      const code = api.XGBoosterFeatureScore(handle, config, used, names, dimensions, shape, scores);
      requireSuccess(library, 'XGBoosterFeatureScore', code);
      const importance = new Float64Array(features.length);
      const size = Number(used[0]);
      if (size === 0) return importance;
      const found = memory.floats(scores[0], size);
      memory.longs(names[0], size).forEach((name, i) => {
        importance[Number(memory.text(name))] = found[i];
      });
      return importance;
    },
    rounds() {
      const out = new Int32Array(1);
      requireSuccess(library, 'XGBoosterBoostedRounds', api.XGBoosterBoostedRounds(handle, out));
      return out[0];
    },
    slice([from, to]) {
      const out = new BigUint64Array(1);
      requireSuccess(library, 'XGBoosterSlice', api.XGBoosterSlice(handle, from, to, 1, out));
      return boosterOf(library, out[0]);
    },
    save() {
      const [length, bytes] = [new BigUint64Array(1), new BigUint64Array(1)];
      const code = api.XGBoosterSaveModelToBuffer(handle, '{"format":"json"}', length, bytes);
      requireSuccess(library, 'XGBoosterSaveModelToBuffer', code);
      return memory.bytes(bytes[0], Number(length[0]));
    },
    free: freeOnce(library, 'XGBoosterFree', handle),
  };
  return booster;
}

/** To XGBoost, an end of 0 is the last round. */
const ALL_ROUNDS: RoundRange = [0, 0];

/** XGBoost's numbers for what a prediction is. */
const KINDS = { value: 0, margin: 1, contributions: 2 };

function checkedRounds(rounds: RoundRange): RoundRange {
  if (0 <= rounds[0] && rounds[0] < rounds[1]) return rounds;
  throw new RangeError(`libxgboost: rounds must be a range of at least one, got [${rounds.join(', ')})`);
}

function predictConfig(kind: number, [from, to]: RoundRange): string {
  const settings = [
    `"type":${kind}`,
    '"training":false',
    `"iteration_begin":${from}`,
    `"iteration_end":${to}`,
    '"strict_shape":true',
    '"cache_id":0',
    '"missing":NaN',
  ];
  return `{${settings.join(',')}}`;
}

/** From `[3]<tab>train-logloss:0.61<tab>valid-auc:0.7`. */
function metricsOf(text: string): Record<string, number> {
  const entries = text
    .split('\t')
    .slice(1)
    .map((part) => {
      const colon = part.lastIndexOf(':');
      return [part.slice(0, colon), Number(part.slice(colon + 1))] as const;
    });
  return Object.fromEntries(entries);
}

function columnMajor(values: Float32Array, rows: number, cols: number): Matrix {
  const matrix = createMatrix(rows, cols, 0);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < cols; j++) matrix.data[j * rows + row] = values[row * cols + j];
  }
  return matrix;
}

function handlesOf(matrices: readonly DMatrix[]): BigUint64Array {
  return BigUint64Array.from(matrices, ({ handle }) => handle);
}
