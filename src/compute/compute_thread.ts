import { workerData } from 'piscina';
import { readingFamily, type SharedHost, shareHost } from '../backends/index.ts';
import type { Bars } from '../bars.ts';
import {
  barQuality,
  completeness,
  type EngineeredBars,
  engineerFeatures,
  type FeatureInputs,
  featureSetOfRow,
  type LookaheadCheck,
  type LookaheadVerdict,
  proveNoLookahead,
  type StoredFeatureSet,
} from '../features/index.ts';
import {
  type BesideRules,
  besideTrivialRules,
  type DriftReference,
  driftReference,
  type Evaluation,
  evaluate,
  type IntervalEvaluation,
  type IntervalLosses,
  type IntervalRows,
  intervalLosses,
  judgeIntervals,
  type SkillScores,
  skillScores,
} from '../learn/index.ts';
import type { Matrix } from '../matrix.ts';
import type { Scores } from '../predictions/index.ts';
import { positionsOf, type Table } from '../table.ts';

export { trainPooled } from './pooled_training.ts';
export { worth } from './surrogates.ts';
export { train } from './training.ts';

const shared: SharedHost | undefined = workerData;
if (shared) shareHost(shared);

export type EngineeringRequest = {
  readonly inputs: FeatureInputs;
  readonly set: StoredFeatureSet;
  /** First bar that a row is wanted for. */
  readonly from: number;
};

export type ProofRequest = Omit<LookaheadCheck, 'features' | 'values'> & {
  /** The feature set that the rows belong to. */
  readonly set: StoredFeatureSet;
  /** The rows in question. */
  readonly rows: Table;
};

export type ScoreRequest = {
  readonly family: string;
  readonly artifact: Uint8Array;
  /** Columns are the model's features, in its order. */
  readonly features: Matrix;
};

export type AssessmentRequest = {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  /** Of the bootstrap. */
  readonly seed: number;
  /** Probability from which a prediction is a signal. */
  readonly signalThreshold: number;
  /** Of the instrument, for rules that need no model. */
  readonly bars: Pick<Bars, 'dates' | 'close'>;
  /** Sessions of the judged rows. */
  readonly dates: readonly string[];
};

/** How a model does on its test rows, what rules that need no model do there, and what it adds to the past base rate. */
export type Assessment = Evaluation & { readonly rules: BesideRules; readonly skill: SkillScores };

export type DriftReferenceRequest = {
  /** Rows of the training range, columns in the model's order. */
  readonly features: Matrix;
  readonly scores: Float64Array;
};

export function engineer({ inputs, set, from }: EngineeringRequest): EngineeredBars {
  const { bars, ...beside } = inputs;
  const { features } = featureSetOfRow(set);
  const matrix = engineerFeatures(bars, { ...beside, features, from });
  return {
    features: matrix,
    completeness: completeness(matrix, features),
    quality: barQuality(bars).slice(from),
  };
}

export function prove({ set: stored, rows: { names, matrix }, ...check }: ProofRequest): LookaheadVerdict[] {
  const set = featureSetOfRow(stored);
  const features = positionsOf(set.names, names, `the look-ahead proof by feature set ${set.version}`);
  return proveNoLookahead({ ...check, features: features.map((j) => set.features[j]), values: matrix });
}

export function assess({ signalThreshold, ...rows }: AssessmentRequest): Assessment {
  const { labels, probabilities, seed } = rows;
  return {
    ...evaluate(labels, probabilities, seed, { signalThreshold }),
    rules: besideTrivialRules(rows),
    skill: skillScores(rows),
  };
}

export function loseByIntervals(rows: Omit<IntervalRows, 'seed'>): IntervalLosses {
  return intervalLosses(rows);
}

export function assessIntervals(rows: IntervalRows): IntervalEvaluation {
  return judgeIntervals(rows);
}

export function referTo({ features, scores }: DriftReferenceRequest): DriftReference {
  return driftReference(features, scores);
}

export async function score(request: ScoreRequest): Promise<Scores> {
  const family = await readingFamily(request.family);
  const model = family.load(request.artifact);
  return {
    probabilities: family.predict(model, request.features),
    contributions: family.contributions(model, request.features),
    importance: family.importance(model, 'total_gain'),
  };
}

/** The probabilities alone: contributions take ten times as long and more. */
export async function predict({ family: name, artifact, features }: ScoreRequest): Promise<Float64Array> {
  const family = await readingFamily(name);
  return family.predict(family.load(artifact), features);
}
