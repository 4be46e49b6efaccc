import { z } from 'zod';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import { checkLabelsAndProbabilities } from '../../metrics/inputs.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import { applyIsotonic, fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';

const numbers = z.array(z.number()).min(1).readonly();
const ascends = (values: readonly number[]) => values.every((value, i) => i === 0 || values[i - 1] <= value);

/** How a model's probabilities are corrected; stored with the model. Each keeps the order of the probabilities. */
export const calibrationSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('none') }).readonly(),
  /** σ(slope × log-odds + intercept). */
  z.strictObject({ method: z.literal('platt'), slope: z.number().gt(0), intercept: z.number() }).readonly(),
  /** Linear between the points, level outside. Keeps order up to ties. */
  z
    .strictObject({ method: z.literal('isotonic'), scores: numbers, values: numbers })
    .refine(({ scores, values }) => scores.length === values.length, 'needs as many values as scores')
    .refine(({ scores, values }) => ascends(scores) && ascends(values), 'scores and values must ascend')
    .refine(({ values }) => values.every((value) => value >= 0 && value <= 1), 'values must be probabilities')
    .readonly(),
]);

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibrationMethod = Calibration['method'];

type CalibrationOptions = {
  /** Chosen by inner folds unless named. */
  readonly method?: CalibrationMethod;
  /** How many sessions ahead a label looks: so many rows on either side of an inner fold are left out. */
  readonly horizon?: number;
};

/**
 * Steepest loss of confidence that keeps the order. Where validation says that higher probabilities were no better,
 * the honest forecast is the base rate; this is that, with ranks left to read.
 */
const SMALLEST_SLOPE = 0.01;
const INNER_FOLDS = 5;
const METHODS: readonly CalibrationMethod[] = ['none', 'platt', 'isotonic'];

/**
 * The correction of probabilities that were predicted for rows the model has not learned from, in time order: the
 * validation rows, never the test. Platt scaling on log-odds, isotonic regression, or none: whichever has the smallest
 * log-loss on five inner folds, each a stretch of rows that the correction was not fitted on. Ties go to the simpler.
 * Edge: none with one class, or fewer rows than leave each inner fold something to be fitted on.
 */
export function fitCalibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { method, horizon = HORIZON_SESSIONS }: CalibrationOptions = {},
): Calibration {
  checkLabelsAndProbabilities('fitCalibration', labels, probabilities);
  const all = { labels: Array.from(labels), probabilities: Array.from(probabilities) };
  if (new Set(all.labels).size < 2) return { method: 'none' };
  if (method !== undefined) return fitMethod(method, all);
  if (all.labels.length < INNER_FOLDS * 4 * horizon) return { method: 'none' };
  let best: CalibrationMethod = 'none';
  let bestLoss = Number.POSITIVE_INFINITY;
  for (const candidate of METHODS) {
    const loss = innerLoss(candidate, all, horizon);
    if (loss < bestLoss) [best, bestLoss] = [candidate, loss];
  }
  return fitMethod(best, all);
}

/** The corrected probabilities. */
export function applyCalibration(calibration: Calibration, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (probability) => {
    if (calibration.method === 'none') return probability;
    if (calibration.method === 'isotonic') return applyIsotonic(calibration, probability);
    return 1 / (1 + Math.exp(-(calibration.slope * logOdds(probability) + calibration.intercept)));
  });
}

type Rows = { readonly labels: readonly number[]; readonly probabilities: readonly number[] };

function fitMethod(method: CalibrationMethod, { labels, probabilities }: Rows): Calibration {
  if (method === 'none') return { method };
  if (method === 'platt') return { method, ...fitPlatt(probabilities.map(logOdds), labels, SMALLEST_SLOPE) };
  const { scores, values } = fitIsotonic(probabilities, labels);
  // No count of rows proves a certainty: as far inside 0 and 1 as Platt's targets would be for all rows.
  const inside = 1 / (labels.length + 2);
  return { method, scores, values: values.map((value) => Math.min(Math.max(value, inside), 1 - inside)) };
}

function innerLoss(method: CalibrationMethod, { labels, probabilities }: Rows, horizon: number): number {
  const rows = labels.length;
  let total = 0;
  for (let fold = 0; fold < INNER_FOLDS; fold++) {
    const from = Math.round((fold * rows) / INNER_FOLDS);
    const to = Math.round(((fold + 1) * rows) / INNER_FOLDS);
    const isFitted = (_: number, row: number) => row < from - horizon || row >= to + horizon;
    const calibration = fitMethod(method, {
      labels: labels.filter(isFitted),
      probabilities: probabilities.filter(isFitted),
    });
    total +=
      (to - from) * logLoss(labels.slice(from, to), applyCalibration(calibration, probabilities.slice(from, to)));
  }
  return total / rows;
}

/** Finite also for 0 and 1. */
function logOdds(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-15), 1 - 1e-15);
  return Math.log(inside / (1 - inside));
}
