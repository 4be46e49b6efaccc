import { lookbackOf } from '../backends/index.ts';
import type { Compute } from '../compute/compute.ts';
import type { ScoreRequest, Scores } from '../compute/compute_thread.ts';
import { readArtifact } from '../db/artifacts.ts';
import type { ModelRow } from '../db/models.ts';
import type { Queryable } from '../db/pool.ts';
import type { Contribution, Prediction } from '../db/predictions.ts';
import { applyCalibration, type RowRange } from '../learn/index.ts';
import { column, type Matrix, selectColumns, sliceRows } from '../matrix.ts';

const TOP_CONTRIBUTIONS = 10;

/**
 * Scores rows with a stored model: calibrated probabilities, and contributions to the log-odds before calibration.
 * @param features one row per session, columns in the order of `names`
 * @param range the rows that are scored; those before them are looked back on as far as the family does
 * @throws Error naming the features that the model needs and the rows lack
 */
export async function scoreRows(
  db: Queryable,
  compute: Compute,
  model: ModelRow,
  names: readonly string[],
  features: Matrix,
  range: RowRange,
  signal: AbortSignal,
): Promise<Scores> {
  const { request, leading } = await scoreRequest(db, model, names, features, range);
  const scores = await compute.score(request, signal);
  return {
    ...scores,
    probabilities: calibrated(model, scores.probabilities.slice(leading)),
    contributions: sliceRows(scores.contributions, leading, scores.contributions.rows),
  };
}

/** As scoreRows, the calibrated probabilities alone, which is much less work. */
export async function predictRows(
  db: Queryable,
  compute: Compute,
  model: ModelRow,
  names: readonly string[],
  features: Matrix,
  range: RowRange,
  signal: AbortSignal,
): Promise<Float64Array> {
  const { request, leading } = await scoreRequest(db, model, names, features, range);
  const probabilities = await compute.predict(request, signal);
  return calibrated(model, probabilities.slice(leading));
}

/** What a thread is asked for; the first `leading` rows are there to be looked back on only. */
async function scoreRequest(
  db: Queryable,
  model: ModelRow,
  names: readonly string[],
  features: Matrix,
  [from, to]: RowRange,
): Promise<{ request: ScoreRequest; leading: number }> {
  const missing = model.featureNames.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`model ${model.name} needs features that are missing: ${missing.join(', ')}`);
  const columns = model.featureNames.map((name) => names.indexOf(name));
  const artifact = await readArtifact(db, model);
  const leading = Math.min(from, lookbackOf(model.family));
  const rows = sliceRows(features, from - leading, to);
  return { request: { family: model.family, artifact, features: selectColumns(rows, columns) }, leading };
}

const calibrated = (model: ModelRow, probabilities: Float64Array): Float64Array =>
  model.calibration ? applyCalibration(model.calibration, probabilities) : probabilities;

/** BUY at or above the threshold, SELL at or below its mirror; always HOLD for a model without a passed gate. */
export function tradingSignal(model: ModelRow, probability: number, threshold: number): Prediction['signal'] {
  if (!model.gatePassed) return 'HOLD';
  if (probability >= threshold) return 'BUY';
  if (probability <= 1 - threshold) return 'SELL';
  return 'HOLD';
}

/** Scores as predictions, one per row: probability, signal and the contributions that weigh most. */
export function asPredictions(
  model: ModelRow,
  dates: readonly string[],
  features: Matrix,
  names: readonly string[],
  scores: Scores,
  threshold: number,
): Prediction[] {
  return dates.map((date, i) => {
    const probability = scores.probabilities[i];
    return {
      date,
      probability,
      contributions: topContributions(model, features, names, scores, i),
      signal: tradingSignal(model, probability, threshold),
    };
  });
}

function topContributions(
  model: ModelRow,
  features: Matrix,
  names: readonly string[],
  scores: Scores,
  row: number,
): Contribution[] {
  return model.featureNames
    .map((feature, j) => {
      const value = column(features, names.indexOf(feature))[row];
      return {
        feature,
        value: Number.isNaN(value) ? null : value,
        contribution: column(scores.contributions, j)[row],
      };
    })
    .filter((entry) => entry.contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, TOP_CONTRIBUTIONS);
}
