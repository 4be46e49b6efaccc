export { labelsFrom } from '../../test/support/labels.ts';
export { familyNamed, lookbackOf } from '../backends/families.ts';
export {
  applyCalibration,
  type Calibration,
  type CalibrationMethod,
  type CalibrationOptions,
  calibrationSchema,
  fitCalibration,
} from './calibration/calibration.ts';
export { UntrainableError, type UntrainableReason } from './errors.ts';
export type { ImportanceType, Model, ModelFamily, Params } from './family.ts';
export { releaseSharedMemory } from './gbt/workspace.ts';
export {
  type CompareOptions,
  type Comparison,
  compareOnSameRows,
  type Difference,
  FEWEST_COMPARABLE_ROWS,
} from './judging/compare.ts';
export {
  type ColumnReference,
  DRIFT_SESSIONS,
  type Drift,
  type DriftedFeature,
  type DriftReference,
  driftReference,
  MAJOR_CHANGE,
  measureDrift,
} from './judging/drift.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './judging/evaluate.ts';
export { correctedPValue, type GateRules, type GateVerdict, gate } from './judging/gate.ts';
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
  type PoolFoldsOptions,
  poolFolds,
} from './rows/pooled_folds.ts';
export {
  type ClassBalance,
  chronologicalSplit,
  classBalance,
  type RowRange,
  requireBothClasses,
  type Split,
  type SplitOptions,
} from './rows/split.ts';
export { combinations, type GridName, gridNamed } from './search/grids.ts';
export type { SearchMethod } from './search/methods.ts';
export {
  fitBest,
  type SearchInput,
  type SearchProgress,
  type SearchResult,
  searchTrials,
  trainModel,
} from './search/search.ts';
export type { FoldScore, SearchTrial } from './search/trials.ts';
