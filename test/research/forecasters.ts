import { type Feature, isComparable, newestFeatureSet, readsContext } from '../../src/features/index.ts';
import {
  applyCalibration,
  droppedColumns,
  type GridName,
  keptColumns,
  type ModelFamily,
  type Params,
  poolFolds,
  type SearchResult,
  trainModel,
  type WalkForward,
  walkForwardFolds,
} from '../../src/learn/index.ts';
import { predictRows } from '../../src/learn/search/predict_rows.ts';
import { column, type Matrix, selectColumns } from '../../src/matrix.ts';
import type { InstrumentRows } from './dow_rows.ts';
import { poolOf } from './pooled_rows.ts';

/** What there is to know until the end of a test range that begins on a date. */
export type Task = {
  readonly instruments: readonly InstrumentRows[];
  readonly testFrom: string;
  /** Validation folds before the test. */
  readonly folds: number;
  readonly seed: number;
};

/** For each instrument, one number per row from the first date of the test on. */
export type Forecast = {
  /** Log-odds in units of their standard deviation on validation rows, so that those of several models add up. */
  readonly scores: readonly Float64Array[];
  /** Calibrated on validation rows. */
  readonly probabilities: readonly Float64Array[];
};

/** A way to come to a forecast, all choices inside it made before the test range. */
export type Forecaster = { readonly name: string; readonly forecast: (task: Task) => Forecast };

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
export function alone(name: string, family: ModelFamily, setting: Setting): Forecaster {
  return {
    name,
    forecast({ instruments, testFrom, folds, seed }) {
      const columns = columnsOf(setting.columns);
      const each = instruments.map((one) => {
        const size = one.dates.length;
        const from = one.dates.findIndex((date) => date >= testFrom);
        const walk = walkForwardFolds(size, { folds: setting.folds ?? folds, fractions: halvesBefore(from, size) });
        const { found, kept } = learned(
          family,
          setting,
          selectColumns(one.features, columns),
          columns,
          one.labels,
          walk,
          seed,
        );
        return predicted(family, found, selectColumns(one.features, kept), walk.test);
      });
      return {
        scores: each.map(({ scores }) => scores),
        probabilities: each.map(({ probabilities }) => probabilities),
      };
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
export function pooled(name: string, family: ModelFamily, setting: Setting): Forecaster {
  return {
    name,
    forecast({ instruments, testFrom, folds, seed }) {
      const columns = columnsOf(setting.columns);
      const pool = poolOf(instruments, columns);
      const distinct = [...new Set(pool.dates)];
      const from = distinct.findIndex((date) => date >= testFrom);
      const walk = poolFolds(pool, { folds: setting.folds ?? folds, fractions: halvesBefore(from, distinct.length) });
      const { found, kept } = learned(family, setting, pool.features, columns, pool.labels, walk, seed);
      const each = instruments.map(({ features, dates }) => {
        const start = dates.findIndex((date) => date >= walk.testFrom);
        return predicted(family, found, selectColumns(features, kept), [start, dates.length]);
      });
      return {
        scores: each.map(({ scores }) => scores),
        probabilities: each.map(({ probabilities }) => probabilities),
      };
    },
  };
}

/** A feature as it is, or turned round: it learns nothing, and its probabilities say nothing but the order. */
export function rule(name: string, feature: string, sign: 1 | -1): Forecaster {
  return {
    name,
    forecast({ instruments, testFrom }) {
      const scores = instruments.map(({ dates, features }) => {
        const from = dates.findIndex((date) => date >= testFrom);
        return column(features, NAMES.indexOf(feature))
          .slice(from)
          .map((value) => sign * value);
      });
      return { scores, probabilities: scores.map((one) => one.map((score) => 1 / (1 + Math.exp(-score)))) };
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
): { found: SearchResult; kept: number[] } {
  const kept = keptColumns(features, droppedColumns(features, folds[0].train));
  const newest = folds[folds.length - 1];
  const found = trainModel({
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
  return { found, kept: kept.map((j) => columns[j]) };
}

function predicted(
  family: ModelFamily,
  { model, calibration, validation }: SearchResult,
  features: Matrix,
  test: readonly [number, number],
): { scores: Float64Array; probabilities: Float64Array } {
  const raw = predictRows(family, model, features, test);
  const unit = standardDeviation(validation.probabilities.map(logOdds));
  return {
    scores: raw.map((probability) => logOdds(probability) / unit),
    probabilities: applyCalibration(calibration, raw),
  };
}

/** The mean of several forecasts: of scores, which count the same for every member, and of probabilities. */
export function meanForecast(members: readonly Forecast[]): Forecast {
  const over = (pick: (forecast: Forecast) => readonly Float64Array[]) =>
    pick(members[0]).map((first, i) =>
      first.map((_, row) => members.reduce((sum, member) => sum + pick(member)[i][row], 0) / members.length),
    );
  return { scores: over(({ scores }) => scores), probabilities: over(({ probabilities }) => probabilities) };
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
