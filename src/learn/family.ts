import type { Matrix } from '../matrix.ts';
import type { RowRange } from './rows/split.ts';

/** Hyperparameters under the names of the family's field; a row of the trial ledger. */
export type Params = Readonly<Record<string, number>>;

/** The grids that a policy can ask for; not every family has every one. */
export type GridName = 'default' | 'quick' | 'full' | 'pooled';

/**
 * A fitted model. What else is inside is its family's own business; the name says which family can read it.
 */
export type Model = { readonly family: string; readonly featureNames: readonly string[] };

/** What every fit of a search shares. */
export type TrainingData = {
  readonly features: Matrix;
  readonly labels: Uint8Array;
  readonly featureNames: readonly string[];
  /** Rows that may be learned from; anything computed from the data alone, such as bins, looks at these only. */
  readonly train: RowRange;
};

export type FitRequest = {
  readonly params: Params;
  readonly seed: number;
  /**
   * Rounds (or epochs) to train; at most, with validation rows. Rounds do not depend on how many are to follow: a fit
   * whose best round is within a smaller number is the fit with that number, too, and a search need not repeat it.
   */
  readonly rounds: number;
  /** With validation rows the fit stops early and keeps the best round; without, it trains all rounds. */
  readonly validation?: RowRange;
  /** After each round, counted from 1; the validation loss is NaN without validation rows. */
  readonly onRound?: (round: number, trainLoss: number, validationLoss: number) => void;
};

export type Fit = {
  readonly model: Model;
  /** Rounds the model holds. */
  readonly rounds: number;
};

/**
 * XGBoost's importance types, over the splits on a feature: `weight` counts them; `gain` and `cover` are means of their
 * gain and cover, `total_gain` and `total_cover` the sums.
 */
export type ImportanceType = 'weight' | 'gain' | 'cover' | 'total_gain' | 'total_cover';

/**
 * A kind of model: one entry of the registry in src/backends/families.ts. Every function is pure; the same input and
 * seed give the same model to the last bit.
 */
export type ModelFamily = {
  readonly name: string;
  /** Configurations to search when the caller names none. */
  readonly defaultGrid: readonly Params[];
  /** Further ones, by name. */
  readonly grids?: Readonly<Partial<Record<Exclude<GridName, 'default'>, readonly Params[]>>>;
  /** Rows before a row that its forecast looks at, as consecutive sessions; 0 when left out. */
  readonly lookback?: number;
  /** Most rounds a search tries before validation stops it. */
  readonly maximumRounds: number;
  /** Does once what all fits on the same rows share, and answers the function that fits one configuration. */
  readonly prepare: (data: TrainingData) => (request: FitRequest) => Fit;
  readonly save: (model: Model) => Uint8Array;
  /** Throws, naming the field, when the bytes are not a model of this family. */
  readonly load: (bytes: Uint8Array) => Model;
  /** Probability of label 1 per row; the columns are the model's features, in its order. */
  readonly predict: (model: Model, features: Matrix) => Float64Array;
  /** One column per feature and a last one, the bias; a row sums to its log-odds. */
  readonly contributions: (model: Model, features: Matrix) => Matrix;
  /** One number per feature, in the model's order; 0 where unused. */
  readonly importance: (model: Model, type: ImportanceType) => Float64Array;
  /** One model whose log-odds are the mean of those of several, where the family has such models. */
  readonly mean?: (models: readonly Model[]) => Model;
};
