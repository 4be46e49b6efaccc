import { readingFamily } from '../../src/backends/index.ts';
import { type Feature, isComparable, newestFeatureSet, readsContext } from '../../src/features/index.ts';
import {
  droppedColumns,
  type GridName,
  keptColumns,
  type ModelFamily,
  type Params,
  poolFolds,
  trainModel,
  type WalkForward,
  walkForwardFolds,
} from '../../src/learn/index.ts';
import { type Matrix, selectColumns } from '../../src/matrix.ts';
import type { InstrumentRows } from './dow_rows.ts';
import { type LearnedModel, logOdds } from './learned_model.ts';
import { poolOf } from './pooled_rows.ts';

/** What there is to know until the end of a test range that begins on a date. */
export type Task = {
  readonly instruments: readonly InstrumentRows[];
  readonly testFrom: string;
  /** Validation folds before the test. */
  readonly folds: number;
  readonly seed: number;
};

/** A way to come to a forecast, all choices inside it made before the test range. */
export type Forecaster = {
  readonly name: string;
  /** One model for each instrument, in their order, or one for all. */
  readonly learn: (task: Task) => Promise<LearnedModel[]>;
};

/** Which columns a model learns from. */
export type Columns = 'all' | 'own' | 'market';

const { features: FEATURES, names: NAMES } = newestFeatureSet();

const WANTED: Readonly<Record<Columns, (feature: Feature) => boolean>> = {
  all: () => true,
  own: (feature) => isComparable(feature) && !readsContext(feature),
  market: isComparable,
};

const columnsOf = (columns: Columns) => [...FEATURES.keys()].filter((j) => WANTED[columns](FEATURES[j]));

/** A model per instrument, from its own rows. */
export function alone(name: string, familyName: string, setting: Setting): Forecaster {
  return {
    name,
    async learn({ instruments, testFrom, folds, seed }) {
      const family = await readingFamily(familyName);
      const columns = columnsOf(setting.columns);
      return instruments.map(({ dates, features, labels }) => {
        const size = dates.length;
        const from = dates.findIndex((date) => date >= testFrom);
        const walk = walkForwardFolds(size, { folds: setting.folds ?? folds, fractions: halvesBefore(from, size) });
        return learned(family, setting, selectColumns(features, columns), columns, labels, walk, seed);
      });
    },
  };
}

export type Setting = {
  readonly columns: Columns;
  /** The family's own grid when left out. */
  readonly grid?: GridName | readonly Params[];
  readonly maxRounds?: number;
  /** Instead of the task's. */
  readonly folds?: number;
};

/** One model over the rows of all instruments. */
export function pooled(name: string, familyName: string, setting: Setting): Forecaster {
  return {
    name,
    async learn({ instruments, testFrom, folds, seed }) {
      const family = await readingFamily(familyName);
      const columns = columnsOf(setting.columns);
      const pool = poolOf(instruments, columns);
      const distinct = [...new Set(pool.dates)];
      const from = distinct.findIndex((date) => date >= testFrom);
      const walk = poolFolds(pool, { folds: setting.folds ?? folds, fractions: halvesBefore(from, distinct.length) });
      return [learned(family, setting, pool.features, columns, pool.labels, walk, seed)];
    },
  };
}

/** The test begins at position `from` of `size`; half of what is before it is there to validate on. */
function halvesBefore(from: number, size: number): readonly [number, number, number] {
  return [from / 2 / size, from / 2 / size, (size - from) / size];
}

function learned(
  family: ModelFamily,
  { grid, maxRounds }: Setting,
  features: Matrix,
  columns: readonly number[],
  labels: Uint8Array,
  { folds, test, trainAndValidation }: WalkForward,
  seed: number,
): LearnedModel {
  const kept = keptColumns(features, droppedColumns(features, folds[0].train));
  const newest = folds[folds.length - 1];
  const { model, calibration, validation } = trainModel({
    family,
    features: selectColumns(features, kept),
    labels,
    featureNames: kept.map((j) => NAMES[columns[j]]),
    split: { ...newest, test, trainAndValidation },
    folds,
    grid,
    maxRounds,
    seed,
  });
  return {
    family: family.name,
    artifact: family.save(model),
    columns: kept.map((j) => NAMES[columns[j]]),
    unit: standardDeviation(validation.probabilities.map(logOdds)),
    calibration,
  };
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
