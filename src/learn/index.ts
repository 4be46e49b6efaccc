export { type DroppedColumn, droppedColumns, keptColumns } from './columns.ts';
export { UntrainableError, type UntrainableReason } from './errors.ts';
export { type Evaluation, evaluate } from './evaluate.ts';
export { familyNamed } from './families.ts';
export type { ImportanceType, Model, ModelFamily, Params } from './family.ts';
export { type GateVerdict, gate } from './gate.ts';
export { labelsFrom } from './labels.ts';
export { type SearchInput, type SearchProgress, type SearchResult, type SearchTrial, trainModel } from './search.ts';
export {
  type ClassBalance,
  chronologicalSplit,
  classBalance,
  type RowRange,
  requireBothClasses,
  type Split,
  type SplitOptions,
} from './split.ts';
