import { type FeatureSetRow, featureSetById } from '../db/feature_sets.ts';
import { type ModelRow, modelOfRun } from '../db/models.ts';
import { stepOutput } from '../db/runs.ts';
import { type Matrix, sliceRows } from '../matrix.ts';
import type { Scores } from '../threads/compute_thread.ts';
import { type LabelledRows, readLabelledRows } from './dataset.ts';
import { holdoutData, STEPS_WITH_HOLDOUT } from './outputs.ts';
import { scoreRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/** The test range of a run's split, scored by the model the run trained. */
export type ScoredHoldout = {
  readonly model: ModelRow;
  readonly featureSet: FeatureSetRow;
  /** All labelled rows, of which the test range is a part. */
  readonly data: LabelledRows;
  readonly dates: readonly string[];
  readonly features: Matrix;
  readonly labels: Uint8Array;
  readonly scores: Scores;
};

/** Scores the sessions that nothing before the validation has looked at. */
export async function scoreHoldout({ run, runId, db, compute, signal }: StepContext): Promise<ScoredHoldout> {
  const { split, feature_set_id } = await stepOutput(db, runId, STEPS_WITH_HOLDOUT, holdoutData);
  const model = await modelOfRun(db, runId);
  const featureSet = await featureSetById(db, feature_set_id);
  const data = await readLabelledRows(db, run, featureSet);
  const [from, to] = split.test;
  const features = sliceRows(data.features, from, to);
  return {
    model,
    featureSet,
    data,
    dates: data.dates.slice(from, to),
    features,
    labels: data.labels.slice(from, to),
    scores: await scoreRows(db, compute, model, featureSet.names, data.features, split.test, signal),
  };
}
