import { type Engine, releaseDevice, trainingFamily } from '../backends/index.ts';
import {
  type Fold,
  type GridName,
  type Params,
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
  readonly seed: number;
};

export type TrainingOutcome =
  | TrainedModel
  /** Nothing can be learned from the data, and why. A value and not an error: errors lose their kind between threads. */
  | { readonly untrainable: string };

/** The full grid is too large to be gone through. */
const HALVING = { kind: 'halving', factor: 3, candidates: 81 } as const;

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
      family,
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
