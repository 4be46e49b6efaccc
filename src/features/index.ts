/**
 * Feature engineering: daily bars of one instrument become the columns a model learns from. Everything here is pure;
 * the definitions are the entries of `FEATURES`, one per column.
 */
export { barQuality } from './bar_quality.ts';
export { completeness } from './completeness.ts';
export { type EngineerOptions, engineerFeatures } from './engineer.ts';
export type { Feature, FeatureGroup } from './feature.ts';
export { futureGrowth } from './growth_target.ts';
export { type FeatureInputs, inputHashes } from './input_hash.ts';
export { type LookaheadCheck, type LookaheadVerdict, proveNoLookahead } from './lookahead.ts';
export { CONTEXT_SLOTS, type ContextIndex, type IndexSeries, type MarketContext } from './market_context.ts';
export { FEATURE_NAMES, FEATURE_SETS, FEATURES, type FeatureSet, featureSetOfVersion } from './registry.ts';
export { ADDITIONAL_FEATURES, VIEW_COLUMNS, type ViewColumn } from './view_columns.ts';
