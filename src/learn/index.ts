export { baseLogOdds, believed } from './calibration/believed.ts';
export {
  applyCalibration,
  type Calibration,
  type CalibrationMethod,
  calibrationSchema,
  fitCalibration,
} from './calibration/calibration.ts';
export type { GridName, ImportanceType, Model, ModelFamily, Params } from './family.ts';
export { growthIntervals } from './intervals/growth_intervals.ts';
export { intervalGate, pooledIntervalGate } from './intervals/interval_gate.ts';
export {
  type IntervalEvaluation,
  type IntervalLosses,
  type IntervalRows,
  intervalLosses,
  judgeIntervals,
  judgeLosses,
  judgePooledIntervals,
} from './intervals/judge_intervals.ts';
export {
  type Comparison,
  compareOnSameRows,
  FEWEST_COMPARABLE_ROWS,
} from './judging/compare.ts';
export {
  type ColumnReference,
  DRIFT_SESSIONS,
  type Drift,
  type DriftReference,
  driftReference,
  MAJOR_CHANGE,
  measureDrift,
} from './judging/drift.ts';
export { type Evaluation, evaluate } from './judging/evaluate.ts';
export { FOREKNOWN, foreknowledge, isDoubtful, spansItsTime } from './judging/foreknowledge.ts';
export { correctedPValue, type GateVerdict, gate } from './judging/gate.ts';
export { type SkillScores, skillScores } from './judging/skill.ts';
export { type BesideRules, besideTrivialRules } from './judging/trivial_rules.ts';
export {
  type ExpectedOver,
  expectedOver,
  type ForecastWorth,
  forecastWorth,
  surrogateMeasure,
} from './judging/worth.ts';
export { countedDays } from './phases/counted_days.ts';
export { DIRECTION, type DirectionRows, ofBothTrees } from './phases/direction.ts';
export { inPhases, learnInPhases, type Phase, type PhaseRows, rowsOfPhase } from './phases/phases.ts';
export { DEEP, SHALLOW } from './phases/recipe.ts';
export { addedPlaces } from './ranking/added_places.ts';
export { FEWEST_RANKED } from './ranking/days.ts';
export { evaluateRanks } from './ranking/rank_evaluation.ts';
export { rankGate } from './ranking/rank_gate.ts';
export { latestLabelEnds, relativeLabels } from './ranking/relative_labels.ts';
export type { RankingOutcome, RankRows, RawOrder, TrainedRanking } from './ranking/trained_ranking.ts';
export { type DroppedColumn, droppedColumns, keptColumns } from './rows/columns.ts';
export {
  type Fold,
  mostFolds,
  requireBothClassesInFolds,
  type WalkForward,
  type WalkForwardOptions,
  walkForwardFolds,
} from './rows/folds.ts';
export {
  LONGEST_LABEL_DAYS,
  type PooledRows,
  type PooledWalkForward,
  poolFolds,
} from './rows/pooled_folds.ts';
export { type Preparation, prepareRows } from './rows/preparation.ts';
export {
  classBalance,
  type RowRange,
  type Split,
} from './rows/split.ts';
export { UntrainableError } from './rows/untrainable.ts';
export type { SearchMethod } from './search/methods.ts';
export {
  fitBest,
  type SearchInput,
  type SearchProgress,
  type SearchResult,
  searchTrials,
  trainModel,
} from './search/search.ts';
export type { TrainedModel, TrainedPooledModel } from './search/trained_model.ts';
export type { SearchTrial } from './search/trials.ts';
