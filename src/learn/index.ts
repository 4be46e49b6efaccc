export {
  applyCalibration,
  type Calibration,
  type CalibrationMethod,
  type CalibrationOptions,
  calibrationSchema,
  fitCalibration,
} from './calibration.ts';
export { type DroppedColumn, droppedColumns, keptColumns } from './columns.ts';
export {
  type CompareOptions,
  type Comparison,
  compareOnSameRows,
  type Difference,
  FEWEST_COMPARABLE_ROWS,
} from './compare.ts';
export {
  type ColumnReference,
  DRIFT_SESSIONS,
  type Drift,
  type DriftedFeature,
  type DriftReference,
  driftReference,
  MAJOR_CHANGE,
  measureDrift,
} from './drift.ts';
export { UntrainableError, type UntrainableReason } from './errors.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export { familyNamed, lookbackOf } from './families.ts';
export type { ImportanceType, Model, ModelFamily, Params } from './family.ts';
export {
  type Fold,
  mostFolds,
  requireBothClassesInFolds,
  type WalkForward,
  type WalkForwardOptions,
  walkForwardFolds,
} from './folds.ts';
export { correctedPValue, type GateRules, type GateVerdict, gate } from './gate.ts';
export { releaseSharedMemory } from './gbt/workspace.ts';
export { combinations, type GridName, gridNamed } from './grids.ts';
export { labelsFrom } from './labels.ts';
export {
  LONGEST_LABEL_DAYS,
  type PooledRows,
  type PooledWalkForward,
  type PoolFoldsOptions,
  poolFolds,
} from './pooled.ts';
export {
  fitBest,
  type SearchInput,
  type SearchProgress,
  type SearchResult,
  searchTrials,
  trainModel,
} from './search.ts';
export type { SearchMethod } from './search_methods.ts';
export {
  type ClassBalance,
  chronologicalSplit,
  classBalance,
  type RowRange,
  requireBothClasses,
  type Split,
  type SplitOptions,
} from './split.ts';
export type { FoldScore, SearchTrial } from './trials.ts';
