import type { Scores } from '../compute/compute_thread.ts';
import { type FeatureSetRow, featureSetById } from '../db/feature_sets.ts';
import { type ModelRow, modelOfRun } from '../db/models.ts';
import { stepOutput } from '../db/runs.ts';
import type { RowRange } from '../learn/index.ts';
import { type Matrix, sliceRows } from '../matrix.ts';
import { type LabelledRows, readLabelledRows } from './dataset.ts';
import { holdoutData, STEPS_WITH_HOLDOUT } from './outputs.ts';
import { predictRows, scoreRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/** The test range of a run's split, which nothing before the validation has looked at, and the model the run trained. */
export type Holdout = {
  readonly model: ModelRow;
  readonly featureSet: FeatureSetRow;
  /** All labelled rows, of which the test range is a part. */
  readonly data: LabelledRows;
  readonly test: RowRange;
  readonly dates: readonly string[];
  readonly features: Matrix;
  readonly labels: Uint8Array;
};

export async function readHoldout({ run, runId, db }: StepContext): Promise<Holdout> {
  const { split, feature_set_id } = await stepOutput(db, runId, STEPS_WITH_HOLDOUT, holdoutData);
  const model = await modelOfRun(db, runId);
  const featureSet = await featureSetById(db, feature_set_id);
  const data = await readLabelledRows(db, run, featureSet);
  const [from, to] = split.test;
  return {
    model,
    featureSet,
    data,
    test: split.test,
    dates: data.dates.slice(from, to),
    features: sliceRows(data.features, from, to),
    labels: data.labels.slice(from, to),
  };
}

/** What the model says of the holdout's sessions: all that judging it asks for. */
export function predictHoldout(
  { db, compute, signal }: StepContext,
  { model, featureSet, data, test }: Holdout,
): Promise<Float64Array> {
  return predictRows(db, compute, model, featureSet.names, data.features, test, signal);
}

/** As predictHoldout, with the contributions that a stored prediction is explained by. */
export function scoreHoldout(
  { db, compute, signal }: StepContext,
  { model, featureSet, data, test }: Holdout,
): Promise<Scores> {
  return scoreRows(db, compute, model, featureSet.names, data.features, test, signal);
}
