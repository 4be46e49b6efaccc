// Written by npm run dump from documents.graphql and schema.graphql.

import type { TypedDocument } from './document.ts';

export type Today = { readonly todaysForecasts: { readonly totalCount: number; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; }; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly name: string | null; readonly exchange: string | null; readonly predictionId: string; readonly predictionDate: string; readonly targetDate: string; readonly newestSession: string | null; readonly predictionProbability: number; readonly trainingBaseRate: number | null; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly signalStrength: number | null; readonly usable: boolean; readonly whyNot: string | null; readonly modelId: string; readonly modelStatus: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveHitRateLower: number | null; readonly liveHitRateUpper: number | null; readonly liveMajorityHitRate: number | null; } | null)[]; } | null; };
export type TodayVariables = { readonly after?: string | null; };
export const today: TypedDocument<Today, TodayVariables> = {
  name: 'Today',
  text: "query Today($after:Cursor){todaysForecasts(first:500 after:$after orderBy:[SYMBOL_ASC,INSTRUMENT_ID_ASC]){totalCount pageInfo{hasNextPage endCursor}nodes{instrumentId symbol name exchange predictionId predictionDate targetDate newestSession predictionProbability trainingBaseRate tradingSignal signalStrength usable whyNot modelId modelStatus testRocAuc testRocAucLower testRocAucUpper livePredictions liveHitRate liveHitRateLower liveHitRateUpper liveMajorityHitRate}}}",
};

export type Pulse = { readonly pipelineHealth: { readonly nodes: readonly ({ readonly health: 'failing_runs' | 'late_instruments' | 'no_workers' | 'nothing_queued' | 'ok' | 'stuck_workers'; readonly healthInWords: string; readonly liveWorkers: number | null; readonly queuedRuns: number | null; readonly runningRuns: number | null; readonly newestSession: string | null; readonly newestPrediction: string | null; readonly neverPredicted: number | null; readonly activeInstruments: number | null; } | null)[]; } | null; };
export type PulseVariables = Record<string, never>;
export const pulse: TypedDocument<Pulse, PulseVariables> = {
  name: 'Pulse',
  text: "query Pulse{pipelineHealth(first:1){nodes{health healthInWords liveWorkers queuedRuns runningRuns newestSession newestPrediction neverPredicted activeInstruments}}}",
};

export type Instrument = { readonly baseInstrument: { readonly id: number; readonly symbol: string; readonly name: string | null; readonly currency: string | null; readonly instrumentType: 'bond' | 'etf' | 'future' | 'index' | 'option' | 'stock'; readonly isActive: boolean; readonly retrainingDue: string | null; readonly exchange: { readonly micCode: string | null; readonly name: string; } | null; readonly pipelinePolicy: { readonly isPaused: boolean; readonly probabilityThreshold: number; } | null; readonly todaysForecast: { readonly predictionId: string; readonly predictionDate: string; readonly targetDate: string; readonly newestSession: string | null; readonly predictionProbability: number; readonly trainingBaseRate: number | null; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly usable: boolean; readonly whyNot: string | null; readonly modelId: string; readonly modelName: string; readonly modelStatus: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveHitRateLower: number | null; readonly liveHitRateUpper: number | null; readonly liveMajorityHitRate: number | null; } | null; } | null; };
export type InstrumentVariables = { readonly id: number; };
export const instrument: TypedDocument<Instrument, InstrumentVariables> = {
  name: 'Instrument',
  text: "query Instrument($id:Int!){baseInstrument(id:$id){id symbol name currency instrumentType isActive retrainingDue exchange{micCode name}pipelinePolicy{isPaused probabilityThreshold}todaysForecast{predictionId predictionDate targetDate newestSession predictionProbability trainingBaseRate tradingSignal usable whyNot modelId modelName modelStatus testRocAuc testRocAucLower testRocAucUpper livePredictions liveHitRate liveHitRateLower liveHitRateUpper liveMajorityHitRate}}}",
};

export type Prices = { readonly priceBars: { readonly nodes: readonly ({ readonly tradingDate: string; readonly openPrice: string; readonly highPrice: string; readonly lowPrice: string; readonly closePrice: string; readonly volume: string; } | null)[]; } | null; };
export type PricesVariables = { readonly id: number; readonly first: number; };
export const prices: TypedDocument<Prices, PricesVariables> = {
  name: 'Prices',
  text: "query Prices($id:Int!,$first:Int!){priceBars(filter:{instrumentId:{equalTo:$id}}orderBy:[TRADING_DATE_DESC] first:$first){nodes{tradingDate openPrice highPrice lowPrice closePrice volume}}}",
};

export type History = { readonly mlPredictions: { readonly nodes: readonly ({ readonly id: string; readonly modelId: string; readonly predictionDate: string; readonly targetDate: string; readonly predictionProbability: number; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly origin: 'backfill' | 'claim' | 'hindsight' | 'holdout' | 'live'; readonly actualClass: boolean | null; readonly predictionAccuracy: boolean | null; readonly actualReturn7d: number | null; readonly staleAt: string | null; } | null)[]; } | null; };
export type HistoryVariables = { readonly id: number; readonly first: number; };
export const history: TypedDocument<History, HistoryVariables> = {
  name: 'History',
  text: "query History($id:Int!,$first:Int!){mlPredictions(filter:{instrumentId:{equalTo:$id},origin:{in:[live,holdout,hindsight]}}orderBy:[PREDICTION_DATE_DESC,MODEL_ID_DESC] first:$first){nodes{id modelId predictionDate targetDate predictionProbability tradingSignal origin actualClass predictionAccuracy actualReturn7d staleAt}}}",
};

export type Explained = { readonly mlPrediction: { readonly predictionDate: string; readonly targetDate: string; readonly predictionProbability: number; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly model: { readonly modelName: string; readonly trainingBaseRate: number | null; } | null; } | null; readonly explainPrediction: { readonly nodes: readonly ({ readonly position: number | null; readonly topic: string | null; readonly explanation: string | null; } | null)[]; } | null; readonly predictionContributions: { readonly nodes: readonly ({ readonly place: number; readonly feature: string; readonly value: number | null; readonly contribution: number | null; readonly meaning: string | null; } | null)[]; } | null; readonly contributionRanges: { readonly nodes: readonly ({ readonly feature: string | null; readonly low: number | null; readonly high: number | null; readonly whole: boolean | null; } | null)[]; } | null; };
export type ExplainedVariables = { readonly predictionId: string; };
export const explained: TypedDocument<Explained, ExplainedVariables> = {
  name: 'Explained',
  text: "query Explained($predictionId:BigInt!){mlPrediction(id:$predictionId){predictionDate targetDate predictionProbability tradingSignal model{modelName trainingBaseRate}}explainPrediction(predictionId:$predictionId,first:40){nodes{position topic explanation}}predictionContributions(filter:{predictionId:{equalTo:$predictionId}}orderBy:[PLACE_ASC] first:20){nodes{place feature value contribution meaning}}contributionRanges(predictionId:$predictionId,first:20){nodes{feature low high whole}}}",
};

export type WhatIf = { readonly whatIf: { readonly probability: number | null; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly unchangedProbability: number | null; } | null; };
export type WhatIfVariables = { readonly predictionId: string; readonly changed: unknown; };
export const whatIf: TypedDocument<WhatIf, WhatIfVariables> = {
  name: 'WhatIf',
  text: "query WhatIf($predictionId:BigInt!,$changed:JSON!){whatIf(predictionId:$predictionId,changedFeatures:$changed){probability tradingSignal unchangedProbability}}",
};

export type Backtests = { readonly mlBacktestResults: { readonly nodes: readonly ({ readonly id: string; readonly modelId: string; readonly createdAt: string; readonly backtestStartDate: string; readonly backtestEndDate: string; readonly probabilityThreshold: number; readonly direction: 'long_only' | 'long_short'; readonly holdingPeriodDays: number; readonly transactionCost: number; readonly slippage: number; readonly totalReturn: number | null; readonly buyAndHoldReturn: number | null; readonly annualizedReturn: number | null; readonly sharpeRatio: number | null; readonly maxDrawdown: number | null; readonly buyAndHoldMaxDrawdown: number | null; readonly volatility: number | null; readonly totalTrades: number; readonly winRate: number | null; readonly profitFactor: number | null; readonly exposure: number | null; readonly backtestQuality: 'EXCELLENT' | 'FAIR' | 'GOOD' | 'POOR' | null; readonly probabilisticSharpe: number | null; readonly deflatedSharpe: number | null; readonly trials: number | null; readonly model: { readonly modelName: string; readonly modelVersion: string; } | null; } | null)[]; } | null; };
export type BacktestsVariables = { readonly id: number; };
export const backtests: TypedDocument<Backtests, BacktestsVariables> = {
  name: 'Backtests',
  text: "query Backtests($id:Int!){mlBacktestResults(filter:{instrumentId:{equalTo:$id}}orderBy:[ID_DESC] first:20){nodes{id modelId createdAt backtestStartDate backtestEndDate probabilityThreshold direction holdingPeriodDays transactionCost slippage totalReturn buyAndHoldReturn annualizedReturn sharpeRatio maxDrawdown buyAndHoldMaxDrawdown volatility totalTrades winRate profitFactor exposure backtestQuality probabilisticSharpe deflatedSharpe trials model{modelName modelVersion}}}}",
};

export type Backtest = { readonly mlBacktestResult: { readonly id: string; readonly initialCapital: string; readonly monthlyReturns: readonly ({ readonly month: string | null; readonly return: number | null; })[] | null; readonly tradeHistory: readonly ({ readonly symbol: string | null; readonly direction: 'long' | 'short' | null; readonly entryDate: string | null; readonly entryPrice: number | null; readonly exitDate: string | null; readonly exitPrice: number | null; readonly return: number | null; readonly profit: number | null; readonly sessions: number | null; readonly probability: number | null; })[] | null; } | null; readonly backtestEquity: { readonly nodes: readonly ({ readonly session: string | null; readonly equity: number | null; readonly drawdown: number | null; readonly buyAndHold: number | null; readonly buyAndHoldDrawdown: number | null; } | null)[]; } | null; };
export type BacktestVariables = { readonly id: string; };
export const backtest: TypedDocument<Backtest, BacktestVariables> = {
  name: 'Backtest',
  text: "query Backtest($id:BigInt!){mlBacktestResult(id:$id){id initialCapital monthlyReturns{month return}tradeHistory{symbol direction entryDate entryPrice exitDate exitPrice return profit sessions probability}}backtestEquity(backtestId:$id,first:3000){nodes{session equity drawdown buyAndHold buyAndHoldDrawdown}}}",
};

export type Leaderboard = { readonly leaderboard: { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; }; readonly nodes: readonly ({ readonly place: number; readonly instrumentId: number; readonly symbol: string; readonly modelId: string; readonly modelName: string | null; readonly modelType: string | null; readonly scope: 'external' | 'own' | 'pooled' | null; readonly isProduction: boolean | null; readonly gatePassed: boolean | null; readonly pValue: number | null; readonly testRecords: number | null; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly testRocAucCorrected: number | null; readonly testRocAucCorrectedLower: number | null; readonly testRocAucCorrectedUpper: number | null; readonly testAccuracy: number | null; readonly testMajorityAccuracy: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveMajorityHitRate: number | null; readonly liveRocAuc: number | null; readonly liveRocAucLower: number | null; readonly liveRocAucUpper: number | null; readonly backtestReturn: number | null; readonly buyAndHoldReturn: number | null; readonly driftedShare: number | null; readonly signals: boolean; readonly whyNoSignals: string | null; } | null)[]; } | null; };
export type LeaderboardVariables = { readonly after?: string | null; };
export const leaderboard: TypedDocument<Leaderboard, LeaderboardVariables> = {
  name: 'Leaderboard',
  text: "query Leaderboard($after:Cursor){leaderboard(first:500,after:$after,orderBy:[PLACE_ASC,SYMBOL_ASC]){pageInfo{hasNextPage endCursor}nodes{place instrumentId symbol modelId modelName modelType scope isProduction gatePassed pValue testRecords testRocAuc testRocAucLower testRocAucUpper testRocAucCorrected testRocAucCorrectedLower testRocAucCorrectedUpper testAccuracy testMajorityAccuracy livePredictions liveHitRate liveMajorityHitRate liveRocAuc liveRocAucLower liveRocAucUpper backtestReturn buyAndHoldReturn driftedShare signals whyNoSignals}}}",
};

export type Model = { readonly mlModel: { readonly id: string; readonly instrumentId: number; readonly modelName: string; readonly modelVersion: string; readonly modelType: string; readonly scope: 'external' | 'own' | 'pooled'; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly engine: string | null; readonly device: string | null; readonly featureCount: number; readonly trainingStartDate: string | null; readonly trainingEndDate: string | null; readonly dataEndDate: string | null; readonly trainingRecords: number; readonly validationRecords: number; readonly testRecords: number; readonly trainingDurationSeconds: number | null; readonly hyperparameters: unknown; readonly metrics: unknown | null; readonly reliability: { readonly bins: readonly ({ readonly meanPredicted: number | null; readonly observedRate: number | null; readonly lower: number | null; readonly upper: number | null; readonly rows: number | null; })[] | null; } | null; readonly calibration: { readonly method: 'isotonic' | 'none' | 'platt' | null; } | null; readonly gatePassed: boolean | null; readonly gateReason: string | null; readonly placeReason: string | null; readonly pValue: number | null; readonly championComparison: { readonly championId: string | null; readonly champion: string | null; readonly verdict: 'better' | 'not_known' | 'not_worse' | 'worse' | null; readonly reason: string | null; } | null; readonly instrument: { readonly symbol: string; readonly name: string | null; readonly mlModels: { readonly nodes: readonly ({ readonly id: string; readonly modelVersion: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly testRocAuc: number | null; } | null)[]; }; } | null; readonly signalling: { readonly signals: boolean; readonly whyNot: string | null; } | null; readonly pipelineRunId: string | null; readonly trackRecord: { readonly nodes: readonly ({ readonly window: string; readonly predictions: number; readonly hitRate: number | null; readonly hitRateLower: number | null; readonly hitRateUpper: number | null; readonly majorityHitRate: number | null; readonly rocAuc: number | null; readonly rocAucLower: number | null; readonly rocAucUpper: number | null; readonly signalReturn: number | null; readonly againstPromise: 'as_promised' | 'better' | 'too_early_to_tell' | 'worse'; } | null)[]; }; } | null; readonly testCurve: { readonly nodes: readonly ({ readonly threshold: number | null; readonly truePositives: number | null; readonly falsePositives: number | null; readonly trueNegatives: number | null; readonly falseNegatives: number | null; } | null)[]; } | null; readonly featureImportance: { readonly nodes: readonly ({ readonly place: number; readonly feature: string; readonly share: number | null; readonly meaning: string | null; } | null)[]; } | null; };
export type ModelVariables = { readonly id: string; };
export const model: TypedDocument<Model, ModelVariables> = {
  name: 'Model',
  text: "query Model($id:BigInt!){mlModel(id:$id){id instrumentId modelName modelVersion modelType scope status isProduction trainedAt engine device featureCount trainingStartDate trainingEndDate dataEndDate trainingRecords validationRecords testRecords trainingDurationSeconds hyperparameters metrics reliability{bins{meanPredicted observedRate lower upper rows}}calibration{method}gatePassed gateReason placeReason pValue championComparison{championId champion verdict reason}instrument{symbol name mlModels(orderBy:[ID_DESC],first:20){nodes{id modelVersion status isProduction trainedAt testRocAuc}}}signalling{signals whyNot}pipelineRunId trackRecord{nodes{window predictions hitRate hitRateLower hitRateUpper majorityHitRate rocAuc rocAucLower rocAucUpper signalReturn againstPromise}}}testCurve(modelId:$id,first:3000){nodes{threshold truePositives falsePositives trueNegatives falseNegatives}}featureImportance(filter:{modelId:{equalTo:$id}}orderBy:[PLACE_ASC] first:25){nodes{place feature share meaning}}}",
};

export type Trials = { readonly mlTrials: { readonly nodes: readonly ({ readonly trial: number; readonly isChosen: boolean; readonly parameters: unknown; readonly rounds: number; readonly validationRocAuc: number | null; readonly validationLogLoss: number | null; readonly durationSeconds: number | null; } | null)[]; } | null; };
export type TrialsVariables = { readonly runId: string; };
export const trials: TypedDocument<Trials, TrialsVariables> = {
  name: 'Trials',
  text: "query Trials($runId:BigInt!){mlTrials(filter:{pipelineRunId:{equalTo:$runId}}orderBy:[TRIAL_ASC] first:200){nodes{trial isChosen parameters rounds validationRocAuc validationLogLoss durationSeconds}}}",
};

export type Compare = { readonly compareModels: { readonly explanation: string | null; readonly firstSession: string | null; readonly lastSession: string | null; readonly logLossA: number | null; readonly logLossB: number | null; readonly logLossDifference: number | null; readonly logLossLower: number | null; readonly logLossUpper: number | null; } | null; readonly a: { readonly id: string; readonly modelName: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly trainingEndDate: string | null; readonly testRocAuc: number | null; readonly metrics: unknown | null; readonly gatePassed: boolean | null; } | null; readonly b: { readonly id: string; readonly modelName: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly trainingEndDate: string | null; readonly testRocAuc: number | null; readonly metrics: unknown | null; readonly gatePassed: boolean | null; } | null; };
export type CompareVariables = { readonly a: string; readonly b: string; };
export const compare: TypedDocument<Compare, CompareVariables> = {
  name: 'Compare',
  text: "query Compare($a:BigInt!,$b:BigInt!){compareModels(a:$a,b:$b){explanation firstSession lastSession logLossA logLossB logLossDifference logLossLower logLossUpper}a:mlModel(id:$a){id modelName status isProduction trainedAt trainingEndDate testRocAuc metrics gatePassed}b:mlModel(id:$b){id modelName status isProduction trainedAt trainingEndDate testRocAuc metrics gatePassed}}",
};

export type Runs = { readonly mlPipelineRuns: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly instrumentId: number | null; readonly kind: 'adoption' | 'pooled_training' | 'prediction' | 'training'; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; readonly reason: string; readonly outcome: string | null; readonly requestedAt: string; readonly startedAt: string | null; readonly finishedAt: string | null; readonly pool: string | null; readonly instrument: { readonly symbol: string; } | null; readonly grid: { readonly nodes: readonly ({ readonly step: string; readonly position: number; readonly status: 'cancelled' | 'failed' | 'not_reached' | 'queued' | 'running' | 'skipped' | 'succeeded' | 'waiting'; readonly attempt: number; readonly seconds: number | null; readonly summary: string | null; } | null)[]; }; } | null)[]; } | null; };
export type RunsVariables = { readonly first: number; readonly filter?: Readonly<Record<string, unknown>> | null; };
export const runs: TypedDocument<Runs, RunsVariables> = {
  name: 'Runs',
  text: "query Runs($first:Int!,$filter:MlPipelineRunFilter){mlPipelineRuns(first:$first,orderBy:[ID_DESC],filter:$filter){totalCount nodes{id instrumentId kind status reason outcome requestedAt startedAt finishedAt pool instrument{symbol}grid(first:15,orderBy:[POSITION_ASC]){nodes{step position status attempt seconds summary}}}}}",
};

export type Run = { readonly mlPipelineRun: { readonly id: string; readonly instrumentId: number | null; readonly kind: 'adoption' | 'pooled_training' | 'prediction' | 'training'; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; readonly reason: string; readonly outcome: string | null; readonly requestedAt: string; readonly startedAt: string | null; readonly finishedAt: string | null; readonly pool: string | null; readonly sessionCount: number | null; readonly firstSession: string | null; readonly lastSession: string | null; readonly lookAgain: boolean; readonly instrument: { readonly symbol: string; readonly pipelinePolicy: { readonly isPaused: boolean; } | null; } | null; readonly model: { readonly id: string; readonly modelName: string; } | null; readonly grid: { readonly nodes: readonly ({ readonly step: string; readonly position: number; readonly status: 'cancelled' | 'failed' | 'not_reached' | 'queued' | 'running' | 'skipped' | 'succeeded' | 'waiting'; readonly attempt: number; readonly seconds: number | null; readonly summary: string | null; readonly lastError: string | null; readonly host: string | null; readonly startedAt: string | null; readonly finishedAt: string | null; } | null)[]; }; readonly tasks: { readonly nodes: readonly ({ readonly step: string; readonly output: unknown | null; readonly errors: readonly ({ readonly message: string | null; readonly attempt: number | null; readonly at: string | null; })[]; readonly attemptLimit: number; } | null)[]; }; } | null; };
export type RunVariables = { readonly id: string; };
export const run: TypedDocument<Run, RunVariables> = {
  name: 'Run',
  text: "query Run($id:BigInt!){mlPipelineRun(id:$id){id instrumentId kind status reason outcome requestedAt startedAt finishedAt pool sessionCount firstSession lastSession lookAgain instrument{symbol pipelinePolicy{isPaused}}model{id modelName}grid(first:15,orderBy:[POSITION_ASC]){nodes{step position status attempt seconds summary lastError host startedAt finishedAt}}tasks{nodes{step output errors{message attempt at}attemptLimit}}}}",
};

export type Health = { readonly pipelineHealth: { readonly nodes: readonly ({ readonly health: 'failing_runs' | 'late_instruments' | 'no_workers' | 'nothing_queued' | 'ok' | 'stuck_workers'; readonly healthInWords: string; readonly liveWorkers: number | null; readonly stuckWorkers: number | null; readonly queuedRuns: number | null; readonly runningRuns: number | null; readonly oldestQueuedSeconds: number | null; readonly succeeded24H: number | null; readonly failed24H: number | null; readonly skipped24H: number | null; readonly successRate24H: number | null; readonly failingInstruments: number | null; readonly activeInstruments: number | null; readonly instrumentsWithPredictions: number | null; readonly productionModels: number | null; readonly usablePredictions: number | null; readonly signals: number | null; readonly driftingModels: number | null; readonly behindTheirPrices: number | null; readonly overdueOutcomes: number | null; readonly lateInstruments: number | null; readonly neverPredicted: number | null; readonly newestSession: string | null; readonly newestPrediction: string | null; } | null)[]; } | null; readonly queueDepth: { readonly nodes: readonly ({ readonly step: string; readonly queue: 'graphile_worker' | 'pg_boss'; readonly ready: number; readonly delayed: number; readonly running: number; readonly failed: number; readonly oldestReadySeconds: number | null; } | null)[]; } | null; readonly lateInstruments: { readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly what: 'outcomes' | 'prediction' | 'prices'; readonly since: string | null; readonly cause: string; readonly overdueOutcomes: number | null; } | null)[]; } | null; readonly mlAlerts: { readonly nodes: readonly ({ readonly id: string; readonly ruleName: string; readonly severity: 'critical' | 'warning'; readonly state: 'pending' | 'raised' | 'resolved'; readonly message: string; readonly since: string; readonly lastSeenAt: string; readonly resolvedAt: string | null; readonly instrument: { readonly id: number; readonly symbol: string; } | null; } | null)[]; } | null; readonly dataQualityMetrics: { readonly nodes: readonly ({ readonly id: string; readonly instrumentId: number; readonly metricName: string; readonly metricValue: number | null; readonly thresholdValue: number | null; readonly severity: 'critical' | 'error' | 'info' | 'warning'; readonly description: string | null; readonly createdAt: string; readonly instrument: { readonly symbol: string; } | null; } | null)[]; } | null; };
export type HealthVariables = Record<string, never>;
export const health: TypedDocument<Health, HealthVariables> = {
  name: 'Health',
  text: "query Health{pipelineHealth(first:1){nodes{health healthInWords liveWorkers stuckWorkers queuedRuns runningRuns oldestQueuedSeconds succeeded24H failed24H skipped24H successRate24H failingInstruments activeInstruments instrumentsWithPredictions productionModels usablePredictions signals driftingModels behindTheirPrices overdueOutcomes lateInstruments neverPredicted newestSession newestPrediction}}queueDepth{nodes{step queue ready delayed running failed oldestReadySeconds}}lateInstruments(first:200){nodes{instrumentId symbol what since cause overdueOutcomes}}mlAlerts(first:100,orderBy:[ID_DESC]){nodes{id ruleName severity state message since lastSeenAt resolvedAt instrument{id symbol}}}dataQualityMetrics(first:100 orderBy:[ID_DESC] filter:{isValid:{equalTo:false}}){nodes{id instrumentId metricName metricValue thresholdValue severity description createdAt instrument{symbol}}}}",
};

export type Portfolios = { readonly mlPortfolioBacktests: { readonly nodes: readonly ({ readonly id: string; readonly requestedAt: string; readonly finishedAt: string | null; readonly status: 'failed' | 'queued' | 'succeeded'; readonly error: string | null; readonly symbols: readonly (string | null)[] | null; readonly probabilityThreshold: number; readonly maxPositions: number; readonly weighting: 'equal' | 'signal_strength'; readonly direction: 'long_only' | 'long_short'; readonly entry: 'close' | 'next_open'; readonly holdingSessions: number; readonly transactionCost: number; readonly slippage: number; readonly initialCapital: string; readonly fromDate: string | null; readonly toDate: string | null; readonly backtestStartDate: string | null; readonly backtestEndDate: string | null; readonly totalReturn: number | null; readonly annualizedReturn: number | null; readonly buyAndHoldReturn: number | null; readonly sharpeRatio: number | null; readonly buyAndHoldSharpeRatio: number | null; readonly maxDrawdown: number | null; readonly buyAndHoldMaxDrawdown: number | null; readonly volatility: number | null; readonly totalTrades: number | null; readonly winRate: number | null; readonly exposure: number | null; readonly turnover: number | null; readonly backtestQuality: 'EXCELLENT' | 'FAIR' | 'GOOD' | 'POOR' | null; readonly deflatedSharpe: number | null; readonly probabilisticSharpe: number | null; readonly trials: number | null; readonly monthlyReturns: readonly ({ readonly month: string | null; readonly return: number | null; })[] | null; readonly members: readonly ({ readonly instrumentId: number | null; readonly symbol: string | null; readonly trades: number | null; readonly profit: number | null; readonly contribution: number | null; })[] | null; } | null)[]; } | null; };
export type PortfoliosVariables = Record<string, never>;
export const portfolios: TypedDocument<Portfolios, PortfoliosVariables> = {
  name: 'Portfolios',
  text: "query Portfolios{mlPortfolioBacktests(first:50,orderBy:[ID_DESC]){nodes{id requestedAt finishedAt status error symbols probabilityThreshold maxPositions weighting direction entry holdingSessions transactionCost slippage initialCapital fromDate toDate backtestStartDate backtestEndDate totalReturn annualizedReturn buyAndHoldReturn sharpeRatio buyAndHoldSharpeRatio maxDrawdown buyAndHoldMaxDrawdown volatility totalTrades winRate exposure turnover backtestQuality deflatedSharpe probabilisticSharpe trials monthlyReturns{month return}members{instrumentId symbol trades profit contribution}}}}",
};

export type ChangedRuns = { readonly runs: { readonly readAgain: string | null; readonly ids: readonly (string)[]; } | null; };
export type ChangedRunsVariables = Record<string, never>;
export const changedRuns: TypedDocument<ChangedRuns, ChangedRunsVariables> = {
  name: 'ChangedRuns',
  text: "subscription ChangedRuns{runs{readAgain ids}}",
};

export type ChangedPredictions = { readonly predictions: { readonly readAgain: string | null; readonly ids: readonly (string)[]; } | null; };
export type ChangedPredictionsVariables = Record<string, never>;
export const changedPredictions: TypedDocument<ChangedPredictions, ChangedPredictionsVariables> = {
  name: 'ChangedPredictions',
  text: "subscription ChangedPredictions{predictions{readAgain ids}}",
};

export type ChangedAlerts = { readonly alerts: { readonly readAgain: string | null; readonly ids: readonly (string)[]; } | null; };
export type ChangedAlertsVariables = Record<string, never>;
export const changedAlerts: TypedDocument<ChangedAlerts, ChangedAlertsVariables> = {
  name: 'ChangedAlerts',
  text: "subscription ChangedAlerts{alerts{readAgain ids}}",
};

export type RetryRun = { readonly retryRun: { readonly result: { readonly id: string; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; } | null; } | null; };
export type RetryRunVariables = { readonly runId: string; };
export const retryRun: TypedDocument<RetryRun, RetryRunVariables> = {
  name: 'RetryRun',
  text: "mutation RetryRun($runId:BigInt!){retryRun(input:{runId:$runId}){result{id status}}}",
};

export type CancelRun = { readonly cancelRun: { readonly result: { readonly id: string; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; } | null; } | null; };
export type CancelRunVariables = { readonly runId: string; };
export const cancelRun: TypedDocument<CancelRun, CancelRunVariables> = {
  name: 'CancelRun',
  text: "mutation CancelRun($runId:BigInt!){cancelRun(input:{runId:$runId,reason:\"cancelled on the page\"}){result{id status}}}",
};

export type PauseInstrument = { readonly pauseInstrument: { readonly clientMutationId: string | null; } | null; };
export type PauseInstrumentVariables = { readonly id: number; };
export const pauseInstrument: TypedDocument<PauseInstrument, PauseInstrumentVariables> = {
  name: 'PauseInstrument',
  text: "mutation PauseInstrument($id:Int!){pauseInstrument(input:{instrumentId:$id}){clientMutationId}}",
};

export type ResumeInstrument = { readonly resumeInstrument: { readonly clientMutationId: string | null; } | null; };
export type ResumeInstrumentVariables = { readonly id: number; };
export const resumeInstrument: TypedDocument<ResumeInstrument, ResumeInstrumentVariables> = {
  name: 'ResumeInstrument',
  text: "mutation ResumeInstrument($id:Int!){resumeInstrument(input:{instrumentId:$id}){clientMutationId}}",
};

export type Train = { readonly requestRun: { readonly result: { readonly id: string; } | null; } | null; };
export type TrainVariables = { readonly id: number; };
export const train: TypedDocument<Train, TrainVariables> = {
  name: 'Train',
  text: "mutation Train($id:Int!){requestRun(input:{instrumentId:$id,kind:training,reason:\"asked for on the page\"}){result{id}}}",
};

export type Backfill = { readonly backfill: { readonly clientMutationId: string | null; } | null; };
export type BackfillVariables = { readonly symbol: string; readonly exchange?: string | null; readonly from: string; readonly to: string; };
export const backfill: TypedDocument<Backfill, BackfillVariables> = {
  name: 'Backfill',
  text: "mutation Backfill($symbol:String!,$exchange:String,$from:Date!,$to:Date!){backfill(input:{symbol:$symbol,exchange:$exchange,fromDate:$from,toDate:$to}){clientMutationId}}",
};

export type TryPortfolio = { readonly backtestPortfolio: { readonly result: { readonly id: string; readonly status: 'failed' | 'queued' | 'succeeded'; } | null; } | null; };
export type TryPortfolioVariables = { readonly symbols?: readonly (string | null)[] | null; readonly threshold: number; readonly maxPositions: number; readonly weighting: 'equal' | 'signal_strength'; readonly direction: 'long_only' | 'long_short'; readonly transactionCost: number; readonly slippage: number; };
export const tryPortfolio: TypedDocument<TryPortfolio, TryPortfolioVariables> = {
  name: 'TryPortfolio',
  text: "mutation TryPortfolio($symbols:[String],$threshold:Float!,$maxPositions:Int!,$weighting:Weighting!,$direction:Direction!,$transactionCost:Float!,$slippage:Float!){backtestPortfolio(input:{symbols:$symbols,threshold:$threshold,maxPositions:$maxPositions,weighting:$weighting,direction:$direction,transactionCost:$transactionCost,slippage:$slippage}){result{id status}}}",
};