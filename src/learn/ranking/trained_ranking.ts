import type { GateVerdict } from '../judging/gate.ts';
import type { TrainedModel } from '../search/trained_model.ts';
import type { RankEvaluation } from './rank_evaluation.ts';

/** What a training of ranks needs of each row beside what the pool's model learns from. */
export type RankRows = {
  /** Whose row it is. */
  readonly members: Int32Array;
  /** Beside whom it is labelled; 0, and left out, for all of the day. */
  readonly groups?: Int32Array;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
  /** Less the log growth of the seven sessions before. */
  readonly reversal: Float64Array;
};

/** Trees on whether prices rose, that know the market: they have a vote in the order, and no probability to tell. */
export type RawOrder = Pick<TrainedModel, 'featureNames' | 'artifact' | 'artifactFormat'>;

/** A model that ranks the members of a pool, judged on days behind its training. */
export type TrainedRanking = TrainedModel & {
  /** Left out where the relative label orders alone. */
  readonly raw?: RawOrder;
  readonly trainingRows: number;
  readonly trainingEnd: string;
  readonly testFrom: string;
  readonly evaluation: RankEvaluation;
  readonly gate: GateVerdict;
};

export type RankingOutcome = TrainedRanking | { readonly untrainable: string };
