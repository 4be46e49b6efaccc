/** What pgaugur offers to programs: the pure parts, and the entry points of a worker and of set-up. */

export { familyNamed } from './backends/index.ts';
export {
  type Backtest,
  type BacktestMetrics,
  type BacktestOptions,
  BacktestRuleError,
  type BacktestRules,
  backtest,
  backtestPortfolio,
  type Contribution,
  type CorporateActions,
  type PortfolioBacktest,
  type PortfolioRules,
  type Trade,
  type TradedInstrument,
} from './backtest/index.ts';
export type { Bars } from './bars.ts';
export { type PriceFile, parsePriceCsv } from './csv/index.ts';
export { type MigrationReport, migrate } from './db/migrate.ts';
export {
  type ContextIndex,
  type EngineerOptions,
  engineerFeatures,
  FEATURE_NAMES,
  FEATURE_SETS,
  FEATURES,
  type Feature,
  type FeatureInputs,
  type FeatureSet,
  futureGrowth,
  type IndexSeries,
  type LookaheadCheck,
  type LookaheadVerdict,
  type MarketContext,
  proveNoLookahead,
} from './features/index.ts';
export {
  type Evaluation,
  evaluate,
  gate,
  type ModelFamily,
  type SearchInput,
  type SearchResult,
  trainModel,
  type WalkForward,
  walkForwardFolds,
} from './learn/index.ts';
export type { Matrix } from './matrix.ts';
export { assessQuality, type QualityReport } from './quality/index.ts';
export type { RunningWorker } from './queues/running_worker.ts';
export { startWorker, type WorkerOptions } from './queues/worker.ts';
