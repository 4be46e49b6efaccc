import type { Matrix } from '../matrix.ts';
import type { Table } from '../table.ts';

/** What a model says of rows. */
export type Scores = {
  /** Probability of a higher close, per row. */
  readonly probabilities: Float64Array;
  /** Log-odds contribution per row and feature; the last column is the bias. */
  readonly contributions: Matrix;
  /** Total gain per feature. */
  readonly importance: Float64Array;
};

/** Sessions of one instrument, oldest first, with what a model says of them. */
export type ScoredRows = {
  readonly dates: readonly string[];
  /** At least the columns that the model reads. */
  readonly features: Table;
  readonly scores: Scores;
};

/** What is read of a model here. */
export type ScoringModel = {
  readonly name: string;
  /** In the order of its contributions and importances. */
  readonly featureNames: readonly string[];
};
