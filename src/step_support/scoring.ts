import { artifactFormatOf, lookbackOf } from '../backends/index.ts';
import type { ScoreRequest } from '../compute/compute_thread.ts';
import { readArtifact } from '../db/artifacts.ts';
import type { ModelRow } from '../db/models.ts';
import { applyCalibration, type RowRange } from '../learn/index.ts';
import { sliceRows } from '../matrix.ts';
import type { Scores } from '../predictions/index.ts';
import { pick, type Table, tableRows } from '../table.ts';
import type { StepContext } from './step.ts';

/** Where artifacts are read from, and what computes. */
export type ScoringContext = Pick<StepContext, 'db' | 'compute' | 'signal'>;

/** What is read of a model that is scored with. */
type Scored = Pick<ModelRow, 'name' | 'family' | 'featureNames' | 'artifact' | 'calibration'>;

/**
 * Scores rows with a stored model: calibrated probabilities, and contributions to the log-odds before calibration.
 * @param rows one per session, with at least the columns that the model reads
 * @param range the rows that are scored; those before them are looked back on as far as the family does
 * @throws RangeError naming the features that the model needs and the rows lack
 */
export async function scoreRows(context: ScoringContext, model: Scored, rows: Table, range: RowRange): Promise<Scores> {
  const { request, leading } = await scoreRequest(context, model, rows, range);
  const scores = await context.compute.score(request, context.signal);
  return {
    ...scores,
    probabilities: calibrated(model, scores.probabilities.slice(leading)),
    contributions: sliceRows(scores.contributions, leading, scores.contributions.rows),
  };
}

/** As scoreRows, the calibrated probabilities alone, which is much less work. */
export async function predictRows(
  context: ScoringContext,
  model: Scored,
  rows: Table,
  range: RowRange,
): Promise<Float64Array> {
  const { request, leading } = await scoreRequest(context, model, rows, range);
  const probabilities = await context.compute.predict(request, context.signal);
  return calibrated(model, probabilities.slice(leading));
}

/** What a thread is asked for; the first `leading` rows are there to be looked back on only. */
async function scoreRequest(
  { db }: ScoringContext,
  model: Scored,
  rows: Table,
  [from, to]: RowRange,
): Promise<{ request: ScoreRequest; leading: number }> {
  const leading = Math.min(from, lookbackOf(model.family));
  const read = pick(tableRows(rows, from - leading, to), model.featureNames, `model ${model.name}`);
  const artifact = await readArtifact(db, model, artifactFormatOf(model.family));
  return { request: { family: model.family, artifact, features: read.matrix }, leading };
}

const calibrated = (model: Scored, probabilities: Float64Array): Float64Array =>
  model.calibration ? applyCalibration(model.calibration, probabilities) : probabilities;

/** What is needed to score anything with a stored model. */
export async function readForScoring({ db }: Pick<ScoringContext, 'db'>, model: Scored) {
  const { family, featureNames, calibration } = model;
  return { family, featureNames, calibration, artifact: await readArtifact(db, model, artifactFormatOf(family)) };
}
