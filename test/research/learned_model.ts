import { z } from 'zod';
import { readingFamily } from '../../src/backends/index.ts';
import { applyCalibration, calibrationSchema } from '../../src/learn/index.ts';
import type { RowRange } from '../../src/learn/rows/split.ts';
import { predictRows } from '../../src/learn/search/predict_rows.ts';
import { type Matrix, selectColumns } from '../../src/matrix.ts';

/** A trained model, and what is to be known to speak by it. */
export const learnedModel = z.strictObject({
  family: z.string(),
  artifact: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** Names of its features. */
  columns: z.array(z.string()),
  /** Standard deviation of its log-odds on validation rows: in units of it those of several models add up. */
  unit: z.number(),
  calibration: calibrationSchema,
});

export type LearnedModel = z.output<typeof learnedModel>;

/** What is said of rows. */
export type Said = {
  /** Log-odds in units of the model. */
  readonly scores: Float64Array;
  /** Calibrated on validation rows. */
  readonly probabilities: Float64Array;
};

/**
 * What a model says of rows of one instrument.
 * @param names of the columns of the features
 */
export async function sayingOf(
  { family: name, artifact, columns, unit, calibration }: LearnedModel,
  names: readonly string[],
): Promise<(features: Matrix, rows: RowRange) => Said> {
  const family = await readingFamily(name);
  const model = family.load(artifact);
  const places = columns.map((column) => names.indexOf(column));
  return (features, rows) => {
    const raw = predictRows(family, model, selectColumns(features, places), rows);
    return {
      scores: raw.map((probability) => logOdds(probability) / unit),
      probabilities: applyCalibration(calibration, raw),
    };
  };
}

/** The mean of what several say: of scores, which count the same for every member, and of probabilities. */
export function meanSaid(members: readonly Said[]): Said {
  const over = (pick: (said: Said) => Float64Array) =>
    pick(members[0]).map((_, row) => members.reduce((sum, member) => sum + pick(member)[row], 0) / members.length);
  return { scores: over(({ scores }) => scores), probabilities: over(({ probabilities }) => probabilities) };
}

export function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
