/**
 * Feature engineering: daily bars of one instrument, and the indices beside it, become the columns a model learns from.
 * Everything here is pure; the definitions are the entries of `FEATURE_SETS`, one per column.
 */
export { barQuality } from './bar_quality.ts';
export { completeness } from './completeness.ts';
export { type EngineerOptions, engineerFeatures } from './engineer.ts';
export type { EngineeredBars } from './engineered_bars.ts';
export type { Feature, FeatureGroup } from './feature.ts';
export type { FeatureInputs } from './feature_inputs.ts';
export {
  type ComparableColumns,
  comparableColumns,
  type FeatureSet,
  inputsReadBy,
  isComparable,
  readsContext,
  readsSources,
} from './feature_set.ts';
export { futureGrowth } from './growth_target.ts';
export { inputHashes } from './input_hash.ts';
export { type FeatureRows, type LabelledRows, labelledRows, MINIMUM_COMPLETENESS } from './labelled_rows.ts';
export { type LookaheadCheck, type LookaheadVerdict, proveNoLookahead } from './lookahead.ts';
export {
  CONTEXT_SLOTS,
  type ContextIndex,
  type IndexSeries,
  LONGEST_INDEX_LOOKBACK,
  type MarketContext,
} from './market_context.ts';
export { marketMoves } from './market_moves.ts';
export { mirroredHistories } from './mirrored.ts';
export {
  FEATURE_NAMES,
  FEATURE_SETS,
  FEATURES,
  featureSetOfRow,
  featureSetOfVersion,
  newestFeatureSet,
  type StoredFeatureSet,
} from './registry.ts';
export { type SourceColumn, type SourceColumns, sliceSources } from './source_columns.ts';
export { isFromSource } from './source_feature.ts';
export { VIEW_COLUMNS, type ViewColumn } from './view_columns.ts';
