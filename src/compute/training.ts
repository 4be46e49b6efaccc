import { type Engine, releaseDevice, trainingFamily } from '../backends/index.ts';
import {
  type Calibration,
  type CalibrationMethod,
  type DirectionRows,
  type Fold,
  type GridName,
  inPhases,
  type ModelFamily,
  ofBothTrees,
  type Params,
  type RowRange,
  type Split,
  type TrainedModel,
  trainModel,
  UntrainableError,
} from '../learn/index.ts';
import type { Table } from '../table.ts';

export type TrainingRequest = {
  readonly family: string;
  /** Who trains trees, and on what; networks choose by themselves. */
  readonly engine: Engine;
  readonly features: Table;
  readonly labels: Uint8Array;
  readonly split: Split;
  /** Folds to compare configurations on; train and validation of the split when left out. */
  readonly folds?: readonly Fold[];
  readonly grid: GridName | readonly Params[];
  /** Default: true. */
  readonly stopsEarly?: boolean;
  /** How probabilities are corrected, or the correction itself; chosen on validation rows when left out. */
  readonly calibrated?: CalibrationMethod | Calibration;
  /** Days of the rows, counted, where each fit is a mean over phases of them. */
  readonly inPhasesOf?: Int32Array;
  /** Where each fit is the mean of two such, of which one knows the market. */
  readonly ofBothTrees?: DirectionRows;
  readonly seed: number;
};

export type TrainingOutcome =
  | TrainedModel
  /** Nothing can be learned from the data, and why. A value and not an error: errors lose their kind between threads. */
  | { readonly untrainable: string };

/** The full grid is too large to be gone through. */
const HALVING = { kind: 'halving', factor: 3, candidates: 81 } as const;

/** Whether the trees of a pool are those that are declared; others are searched for. */
export const isDeclared = ({ family, grid }: Pick<TrainingRequest, 'family' | 'grid'>): boolean =>
  family === 'xgboost_classifier' && grid === 'pooled';

export async function train({ engine, features, ...request }: TrainingRequest): Promise<TrainingOutcome> {
  const started = performance.now();
  const { family, ...trainedOn } = await trainingFamily(request.family, engine);
  try {
    const {
      model,
      validation: _,
      ...found
    } = trainModel({
      ...request,
      features: features.matrix,
      featureNames: features.names,
      family: averaged(family, request),
      method: request.grid === 'full' ? HALVING : undefined,
      clock: () => performance.now(),
    });
    return {
      ...found,
      ...trainedOn,
      family: request.family,
      featureNames: features.names,
      seed: request.seed,
      artifact: family.save(model),
      seconds: (performance.now() - started) / 1000,
    };
  } catch (error) {
    if (error instanceof UntrainableError) return { untrainable: error.message };
    throw error;
  } finally {
    await releaseDevice();
  }
}

function averaged(
  family: ModelFamily,
  { inPhasesOf, ofBothTrees: both }: Pick<TrainingRequest, 'inPhasesOf' | 'ofBothTrees'>,
) {
  if (both) return ofBothTrees(family, both);
  return inPhasesOf ? inPhases(family, inPhasesOf) : family;
}

/** A fit without a search, a validation or a correction. */
export type FitRequest = Pick<TrainingRequest, 'family' | 'engine' | 'features' | 'labels' | 'seed'> & {
  readonly train: RowRange;
  readonly params: Params;
  readonly inPhasesOf: Int32Array;
};

export type FitOutcome =
  | Pick<TrainedModel, 'family' | 'featureNames' | 'artifact' | 'artifactFormat'>
  | { readonly untrainable: string };

/** The mean over phases of the days of the declared trees: it is fitted once, as it is. */
export async function trainInPhases(request: FitRequest): Promise<FitOutcome> {
  const { features, labels, train, params, seed, inPhasesOf } = request;
  const { family, artifactFormat } = await trainingFamily(request.family, request.engine);
  const { names: featureNames, matrix } = features;
  try {
    const fit = inPhases(family, inPhasesOf).prepare({ features: matrix, labels, featureNames, train });
    const { model } = fit({ params, seed, rounds: params.n_estimators });
    return { family: request.family, featureNames, artifact: family.save(model), artifactFormat };
  } catch (error) {
    if (error instanceof UntrainableError) return { untrainable: error.message };
    throw error;
  } finally {
    await releaseDevice();
  }
}
