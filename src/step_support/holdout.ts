import { type FeatureSetRow, featureSetById } from '../db/feature_sets.ts';
import { type ModelRow, modelOfRun } from '../db/models.ts';
import { stepOutput } from '../db/runs.ts';
import type { LabelledRows } from '../features/index.ts';
import type { RowRange } from '../learn/index.ts';
import type { ScoredRows } from '../predictions/index.ts';
import { tableRows } from '../table.ts';
import { readLabelledRows } from './read_labelled_rows.ts';
import { predictRows, scoreRows } from './scoring.ts';
import type { StepContext } from './step.ts';
import { holdoutData, STEPS_WITH_HOLDOUT } from './step_outputs.ts';

/** The test range of a run's split, which nothing before the validation has looked at, and the model the run trained. */
export type Holdout = {
  readonly model: ModelRow;
  readonly featureSet: FeatureSetRow;
  /** All labelled rows, of which the test range is a part. */
  readonly data: LabelledRows;
  readonly test: RowRange;
  readonly dates: readonly string[];
  readonly labels: Uint8Array;
};

export async function readHoldout(context: StepContext): Promise<Holdout> {
  const { runId, db } = context;
  const { split, feature_set_id } = await stepOutput(db, runId, STEPS_WITH_HOLDOUT, holdoutData);
  const model = await modelOfRun(db, runId);
  const featureSet = await featureSetById(db, feature_set_id);
  const data = await readLabelledRows(context, featureSet);
  const [from, to] = split.test;
  return {
    model,
    featureSet,
    data,
    test: split.test,
    dates: data.dates.slice(from, to),
    labels: data.labels.slice(from, to),
  };
}

/** What the model says of the holdout's sessions: all that judging it asks for. */
export function predictHoldout(context: StepContext, { model, data, test }: Holdout): Promise<Float64Array> {
  return predictRows(context, model, data.features, test);
}

/** As predictHoldout, with the contributions that a stored prediction is explained by. */
export async function scoreHoldout(context: StepContext, { model, data, test, dates }: Holdout): Promise<ScoredRows> {
  const scores = await scoreRows(context, model, data.features, test);
  return { dates, features: tableRows(data.features, ...test), scores };
}
