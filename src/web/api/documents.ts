// Written by npm run dump from documents.graphql and schema.graphql.

import type { TypedDocument } from './document.ts';

export type Today = { readonly todaysForecasts: { readonly totalCount: number; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly name: string | null; readonly exchange: string | null; readonly predictionId: string; readonly predictionDate: string; readonly targetDate: string; readonly predictionProbability: number; readonly trainingBaseRate: number | null; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly usable: boolean; readonly whyNot: string | null; readonly growthLow: number | null; readonly growthMedian: number | null; readonly growthHigh: number | null; readonly growthCoverage: number | null; readonly intervalUsable: boolean; readonly intervalWhyNot: string | null; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly testRocAucCorrected: number | null; readonly testRocAucCorrectedLower: number | null; readonly testRocAucCorrectedUpper: number | null; readonly whyNotCorrected: string | null; readonly testLogLossSkill: number | null; readonly testLogLossSkillLower: number | null; readonly testLogLossSkillUpper: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveHitRateLower: number | null; readonly liveHitRateUpper: number | null; readonly liveMajorityHitRate: number | null; readonly liveIntervalPredictions: number | null; readonly liveIntervalCoverage: number | null; } | null)[]; } | null; };
export type TodayVariables = { readonly first: number; readonly offset: number; readonly filter?: Readonly<Record<string, unknown>> | null; readonly orderBy?: readonly ('EXCHANGE_ASC' | 'EXCHANGE_DESC' | 'GATE_PASSED_ASC' | 'GATE_PASSED_DESC' | 'GROWTH_COVERAGE_ASC' | 'GROWTH_COVERAGE_DESC' | 'GROWTH_HIGH_ASC' | 'GROWTH_HIGH_DESC' | 'GROWTH_LOW_ASC' | 'GROWTH_LOW_DESC' | 'GROWTH_MEDIAN_ASC' | 'GROWTH_MEDIAN_DESC' | 'INSTRUMENT_ID_ASC' | 'INSTRUMENT_ID_DESC' | 'INTERVAL_USABLE_ASC' | 'INTERVAL_USABLE_DESC' | 'INTERVAL_WHY_NOT_ASC' | 'INTERVAL_WHY_NOT_DESC' | 'LIVE_HIT_RATE_ASC' | 'LIVE_HIT_RATE_DESC' | 'LIVE_HIT_RATE_LOWER_ASC' | 'LIVE_HIT_RATE_LOWER_DESC' | 'LIVE_HIT_RATE_UPPER_ASC' | 'LIVE_HIT_RATE_UPPER_DESC' | 'LIVE_INTERVAL_COVERAGE_ASC' | 'LIVE_INTERVAL_COVERAGE_DESC' | 'LIVE_INTERVAL_COVERAGE_LOWER_ASC' | 'LIVE_INTERVAL_COVERAGE_LOWER_DESC' | 'LIVE_INTERVAL_COVERAGE_UPPER_ASC' | 'LIVE_INTERVAL_COVERAGE_UPPER_DESC' | 'LIVE_INTERVAL_PREDICTIONS_ASC' | 'LIVE_INTERVAL_PREDICTIONS_DESC' | 'LIVE_MAJORITY_HIT_RATE_ASC' | 'LIVE_MAJORITY_HIT_RATE_DESC' | 'LIVE_PREDICTIONS_ASC' | 'LIVE_PREDICTIONS_DESC' | 'MODEL_ID_ASC' | 'MODEL_ID_DESC' | 'MODEL_NAME_ASC' | 'MODEL_NAME_DESC' | 'NAME_ASC' | 'NAME_DESC' | 'NATURAL' | 'NEWEST_SESSION_ASC' | 'NEWEST_SESSION_DESC' | 'PREDICTION_DATE_ASC' | 'PREDICTION_DATE_DESC' | 'PREDICTION_ID_ASC' | 'PREDICTION_ID_DESC' | 'PREDICTION_PROBABILITY_ASC' | 'PREDICTION_PROBABILITY_DESC' | 'PRIMARY_KEY_ASC' | 'PRIMARY_KEY_DESC' | 'SIGNAL_STRENGTH_ASC' | 'SIGNAL_STRENGTH_DESC' | 'STALE_AT_ASC' | 'STALE_AT_DESC' | 'SYMBOL_ASC' | 'SYMBOL_DESC' | 'TARGET_DATE_ASC' | 'TARGET_DATE_DESC' | 'TEST_LOG_LOSS_SKILL_ASC' | 'TEST_LOG_LOSS_SKILL_DESC' | 'TEST_LOG_LOSS_SKILL_LOWER_ASC' | 'TEST_LOG_LOSS_SKILL_LOWER_DESC' | 'TEST_LOG_LOSS_SKILL_UPPER_ASC' | 'TEST_LOG_LOSS_SKILL_UPPER_DESC' | 'TEST_ROC_AUC_ASC' | 'TEST_ROC_AUC_CORRECTED_ASC' | 'TEST_ROC_AUC_CORRECTED_DESC' | 'TEST_ROC_AUC_CORRECTED_LOWER_ASC' | 'TEST_ROC_AUC_CORRECTED_LOWER_DESC' | 'TEST_ROC_AUC_CORRECTED_UPPER_ASC' | 'TEST_ROC_AUC_CORRECTED_UPPER_DESC' | 'TEST_ROC_AUC_DESC' | 'TEST_ROC_AUC_LOWER_ASC' | 'TEST_ROC_AUC_LOWER_DESC' | 'TEST_ROC_AUC_UPPER_ASC' | 'TEST_ROC_AUC_UPPER_DESC' | 'TRAINING_BASE_RATE_ASC' | 'TRAINING_BASE_RATE_DESC' | 'URGENCY_ASC' | 'URGENCY_DESC' | 'USABLE_ASC' | 'USABLE_DESC' | 'WHY_NOT_ASC' | 'WHY_NOT_CORRECTED_ASC' | 'WHY_NOT_CORRECTED_DESC' | 'WHY_NOT_DESC')[] | null; };
export const today: TypedDocument<Today, TodayVariables> = {
  name: 'Today',
  text: "query Today($first:Int!,$offset:Int!,$filter:TodaysForecastFilter,$orderBy:[TodaysForecastOrderBy!]){todaysForecasts(first:$first offset:$offset filter:$filter orderBy:$orderBy){totalCount nodes{instrumentId symbol name exchange predictionId predictionDate targetDate predictionProbability trainingBaseRate tradingSignal usable whyNot growthLow growthMedian growthHigh growthCoverage intervalUsable intervalWhyNot testRocAuc testRocAucLower testRocAucUpper testRocAucCorrected testRocAucCorrectedLower testRocAucCorrectedUpper whyNotCorrected testLogLossSkill testLogLossSkillLower testLogLossSkillUpper livePredictions liveHitRate liveHitRateLower liveHitRateUpper liveMajorityHitRate liveIntervalPredictions liveIntervalCoverage}}}",
};

export type TodayCounts = { readonly latestPredictions: { readonly groupedAggregates: readonly ({ readonly keys: readonly (string | null)[] | null; readonly distinctCount: { readonly instrumentId: string | null; } | null; readonly max: { readonly newestSession: string | null; } | null; })[] | null; } | null; };
export type TodayCountsVariables = Record<string, never>;
export const todayCounts: TypedDocument<TodayCounts, TodayCountsVariables> = {
  name: 'TodayCounts',
  text: "query TodayCounts{latestPredictions{groupedAggregates(groupBy:[USABLE,TRADING_SIGNAL]){keys distinctCount{instrumentId}max{newestSession}}}}",
};

export type Matches = { readonly todaysForecasts: { readonly totalCount: number; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly name: string | null; } | null)[]; } | null; };
export type MatchesVariables = { readonly filter?: Readonly<Record<string, unknown>> | null; };
export const matches: TypedDocument<Matches, MatchesVariables> = {
  name: 'Matches',
  text: "query Matches($filter:TodaysForecastFilter){todaysForecasts(first:30 filter:$filter orderBy:[SYMBOL_ASC,INSTRUMENT_ID_ASC]){totalCount nodes{instrumentId symbol name}}}",
};

export type Pulse = { readonly pipelineHealth: { readonly nodes: readonly ({ readonly health: string; readonly liveWorkers: number | null; readonly queuedRuns: number | null; readonly runningRuns: number | null; readonly newestSession: string | null; readonly newestPrediction: string | null; readonly neverPredicted: number | null; readonly activeInstruments: number | null; } | null)[]; } | null; };
export type PulseVariables = Record<string, never>;
export const pulse: TypedDocument<Pulse, PulseVariables> = {
  name: 'Pulse',
  text: "query Pulse{pipelineHealth(first:1){nodes{health liveWorkers queuedRuns runningRuns newestSession newestPrediction neverPredicted activeInstruments}}}",
};

export type Instrument = { readonly baseInstrument: { readonly id: number; readonly symbol: string; readonly name: string | null; readonly currency: string | null; readonly instrumentType: 'bond' | 'etf' | 'future' | 'index' | 'option' | 'stock'; readonly isActive: boolean; readonly retrainingDue: string | null; readonly exchange: { readonly micCode: string | null; readonly name: string; } | null; readonly pipelinePolicy: { readonly isPaused: boolean; readonly probabilityThreshold: number; } | null; readonly rankingToday: { readonly rank: string; readonly ranked: string; readonly pool: string; readonly session: string; readonly relativeProbability: number; readonly usable: boolean; readonly whyNot: string | null; } | null; readonly trackRecord: { readonly nodes: readonly ({ readonly window: string; readonly predictions: number; readonly hitRate: number | null; readonly hitRateLower: number | null; readonly hitRateUpper: number | null; readonly majorityHitRate: number | null; readonly rocAuc: number | null; readonly rocAucLower: number | null; readonly rocAucUpper: number | null; readonly rocAucCorrected: number | null; readonly signalReturn: number | null; readonly intervalPredictions: number; readonly intervalNominal: number | null; readonly intervalCoverage: number | null; readonly intervalCoverageLower: number | null; readonly intervalCoverageUpper: number | null; readonly intervalWidth: number | null; readonly againstPromise: string | null; } | null)[]; }; readonly todaysForecast: { readonly predictionId: string; readonly predictionDate: string; readonly targetDate: string; readonly newestSession: string | null; readonly predictionProbability: number; readonly trainingBaseRate: number | null; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly usable: boolean; readonly whyNot: string | null; readonly modelId: string; readonly modelName: string; readonly modelStatus: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly growthLow: number | null; readonly growthMedian: number | null; readonly growthHigh: number | null; readonly growthCoverage: number | null; readonly intervalUsable: boolean; readonly intervalWhyNot: string | null; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly testRocAucCorrected: number | null; readonly testRocAucCorrectedLower: number | null; readonly testRocAucCorrectedUpper: number | null; readonly whyNotCorrected: string | null; readonly testLogLossSkill: number | null; readonly testLogLossSkillLower: number | null; readonly testLogLossSkillUpper: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveHitRateLower: number | null; readonly liveHitRateUpper: number | null; readonly liveMajorityHitRate: number | null; } | null; } | null; };
export type InstrumentVariables = { readonly id: number; };
export const instrument: TypedDocument<Instrument, InstrumentVariables> = {
  name: 'Instrument',
  text: "query Instrument($id:Int!){baseInstrument(id:$id){id symbol name currency instrumentType isActive retrainingDue exchange{micCode name}pipelinePolicy{isPaused probabilityThreshold}rankingToday{rank ranked pool session relativeProbability usable whyNot}trackRecord(filter:{modelId:{isNull:true}}){nodes{...RecordWindow}}todaysForecast{predictionId predictionDate targetDate newestSession predictionProbability trainingBaseRate tradingSignal usable whyNot modelId modelName modelStatus growthLow growthMedian growthHigh growthCoverage intervalUsable intervalWhyNot testRocAuc testRocAucLower testRocAucUpper testRocAucCorrected testRocAucCorrectedLower testRocAucCorrectedUpper whyNotCorrected testLogLossSkill testLogLossSkillLower testLogLossSkillUpper livePredictions liveHitRate liveHitRateLower liveHitRateUpper liveMajorityHitRate}}}fragment RecordWindow on TrackRecordWindow{window predictions hitRate hitRateLower hitRateUpper majorityHitRate rocAuc rocAucLower rocAucUpper rocAucCorrected signalReturn intervalPredictions intervalNominal intervalCoverage intervalCoverageLower intervalCoverageUpper intervalWidth againstPromise}",
};

export type Prices = { readonly priceBars: { readonly nodes: readonly ({ readonly tradingDate: string; readonly openPrice: string; readonly highPrice: string; readonly lowPrice: string; readonly closePrice: string; readonly volume: string; } | null)[]; } | null; };
export type PricesVariables = { readonly id: number; readonly first: number; };
export const prices: TypedDocument<Prices, PricesVariables> = {
  name: 'Prices',
  text: "query Prices($id:Int!,$first:Int!){priceBars(filter:{instrumentId:{equalTo:$id}}orderBy:[TRADING_DATE_DESC] first:$first){nodes{tradingDate openPrice highPrice lowPrice closePrice volume}}}",
};

export type History = { readonly mlPredictions: { readonly nodes: readonly ({ readonly id: string; readonly modelId: string; readonly predictionDate: string; readonly targetDate: string; readonly predictionProbability: number; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly origin: 'backfill' | 'claim' | 'hindsight' | 'holdout' | 'live'; readonly actualClass: boolean | null; readonly predictionAccuracy: boolean | null; readonly actualReturn7d: number | null; readonly growthLow: number | null; readonly growthHigh: number | null; readonly growthInside: boolean | null; readonly staleAt: string | null; } | null)[]; } | null; };
export type HistoryVariables = { readonly id: number; readonly first: number; };
export const history: TypedDocument<History, HistoryVariables> = {
  name: 'History',
  text: "query History($id:Int!,$first:Int!){mlPredictions(filter:{instrumentId:{equalTo:$id},origin:{in:[live,holdout,hindsight]}}orderBy:[PREDICTION_DATE_DESC,MODEL_ID_DESC] first:$first){nodes{id modelId predictionDate targetDate predictionProbability tradingSignal origin actualClass predictionAccuracy actualReturn7d growthLow growthHigh growthInside staleAt}}}",
};

export type Explained = { readonly mlPrediction: { readonly predictionDate: string; readonly targetDate: string; readonly predictionProbability: number; readonly tradingSignal: 'BUY' | 'HOLD' | 'SELL' | null; readonly model: { readonly modelName: string; readonly trainingBaseRate: number | null; } | null; } | null; readonly explainPrediction: { readonly nodes: readonly ({ readonly position: number | null; readonly topic: string | null; readonly explanation: string | null; } | null)[]; } | null; readonly predictionContributions: { readonly nodes: readonly ({ readonly place: number; readonly feature: string; readonly value: number | null; readonly contribution: number | null; readonly meaning: string | null; } | null)[]; } | null; readonly contributionRanges: { readonly nodes: readonly ({ readonly feature: string | null; readonly low: number | null; readonly high: number | null; readonly whole: boolean | null; } | null)[]; } | null; };
export type ExplainedVariables = { readonly predictionId: string; };
export const explained: TypedDocument<Explained, ExplainedVariables> = {
  name: 'Explained',
  text: "query Explained($predictionId:BigInt!){mlPrediction(id:$predictionId){predictionDate targetDate predictionProbability tradingSignal model{modelName trainingBaseRate}}explainPrediction(predictionId:$predictionId,first:40){nodes{position topic explanation}}predictionContributions(filter:{predictionId:{equalTo:$predictionId}}orderBy:[PLACE_ASC] first:20){nodes{place feature value contribution meaning}}contributionRanges(predictionId:$predictionId,first:20){nodes{feature low high whole}}}",
};

export type WhatIf = { readonly whatIf: { readonly probability: number | null; readonly tradingSignal: string | null; readonly unchangedProbability: number | null; } | null; };
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

export type Backtest = { readonly mlBacktestResult: { readonly id: string; readonly initialCapital: string; readonly monthlyReturns: unknown | null; readonly tradeHistory: unknown | null; } | null; readonly backtestEquity: { readonly nodes: readonly ({ readonly session: string | null; readonly equity: number | null; readonly drawdown: number | null; readonly buyAndHold: number | null; readonly buyAndHoldDrawdown: number | null; } | null)[]; } | null; };
export type BacktestVariables = { readonly id: string; };
export const backtest: TypedDocument<Backtest, BacktestVariables> = {
  name: 'Backtest',
  text: "query Backtest($id:BigInt!){mlBacktestResult(id:$id){id initialCapital monthlyReturns tradeHistory}backtestEquity(backtestId:$id,first:3000){nodes{session equity drawdown buyAndHold buyAndHoldDrawdown}}}",
};

export type Leaderboard = { readonly leaderboard: { readonly totalCount: number; readonly nodes: readonly ({ readonly place: number; readonly instrumentId: number; readonly symbol: string; readonly modelId: string; readonly modelName: string | null; readonly modelType: string | null; readonly scope: 'external' | 'own' | 'pooled' | null; readonly isProduction: boolean | null; readonly gatePassed: boolean | null; readonly pValue: number | null; readonly testRecords: number | null; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly testRocAucCorrected: number | null; readonly testRocAucCorrectedLower: number | null; readonly testRocAucCorrectedUpper: number | null; readonly whyNotCorrected: string | null; readonly testLogLossSkill: number | null; readonly testLogLossSkillLower: number | null; readonly testLogLossSkillUpper: number | null; readonly testAccuracy: number | null; readonly testMajorityAccuracy: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveMajorityHitRate: number | null; readonly liveRocAucCorrected: number | null; readonly liveRocAuc: number | null; readonly liveRocAucLower: number | null; readonly liveRocAucUpper: number | null; readonly backtestReturn: number | null; readonly buyAndHoldReturn: number | null; readonly driftedShare: number | null; readonly signals: boolean; readonly whyNoSignals: string | null; } | null)[]; } | null; };
export type LeaderboardVariables = { readonly first: number; readonly offset: number; readonly filter?: Readonly<Record<string, unknown>> | null; readonly orderBy?: readonly ('BACKTEST_RETURN_ASC' | 'BACKTEST_RETURN_DESC' | 'BACKTEST_SHARPE_RATIO_ASC' | 'BACKTEST_SHARPE_RATIO_DESC' | 'BUY_AND_HOLD_RETURN_ASC' | 'BUY_AND_HOLD_RETURN_DESC' | 'DRIFTED_SHARE_ASC' | 'DRIFTED_SHARE_DESC' | 'DRIFT_SESSION_ASC' | 'DRIFT_SESSION_DESC' | 'GATE_PASSED_ASC' | 'GATE_PASSED_DESC' | 'INSTRUMENT_ID_ASC' | 'INSTRUMENT_ID_DESC' | 'IS_PRODUCTION_ASC' | 'IS_PRODUCTION_DESC' | 'LIVE_HIT_RATE_ASC' | 'LIVE_HIT_RATE_DESC' | 'LIVE_MAJORITY_HIT_RATE_ASC' | 'LIVE_MAJORITY_HIT_RATE_DESC' | 'LIVE_PREDICTIONS_ASC' | 'LIVE_PREDICTIONS_DESC' | 'LIVE_ROC_AUC_ASC' | 'LIVE_ROC_AUC_CORRECTED_ASC' | 'LIVE_ROC_AUC_CORRECTED_DESC' | 'LIVE_ROC_AUC_DESC' | 'LIVE_ROC_AUC_LOWER_ASC' | 'LIVE_ROC_AUC_LOWER_DESC' | 'LIVE_ROC_AUC_UPPER_ASC' | 'LIVE_ROC_AUC_UPPER_DESC' | 'LIVE_SIGNALS_ASC' | 'LIVE_SIGNALS_DESC' | 'LIVE_SIGNAL_RETURN_ASC' | 'LIVE_SIGNAL_RETURN_DESC' | 'MODEL_ID_ASC' | 'MODEL_ID_DESC' | 'MODEL_NAME_ASC' | 'MODEL_NAME_DESC' | 'MODEL_TYPE_ASC' | 'MODEL_TYPE_DESC' | 'NATURAL' | 'PLACE_ASC' | 'PLACE_DESC' | 'PRIMARY_KEY_ASC' | 'PRIMARY_KEY_DESC' | 'P_VALUE_ASC' | 'P_VALUE_DESC' | 'SIGNALS_ASC' | 'SIGNALS_DESC' | 'SYMBOL_ASC' | 'SYMBOL_DESC' | 'TEST_ACCURACY_ASC' | 'TEST_ACCURACY_DESC' | 'TEST_BRIER_ASC' | 'TEST_BRIER_DESC' | 'TEST_BRIER_SKILL_ASC' | 'TEST_BRIER_SKILL_DESC' | 'TEST_BRIER_SKILL_LOWER_ASC' | 'TEST_BRIER_SKILL_LOWER_DESC' | 'TEST_BRIER_SKILL_UPPER_ASC' | 'TEST_BRIER_SKILL_UPPER_DESC' | 'TEST_LOG_LOSS_SKILL_ASC' | 'TEST_LOG_LOSS_SKILL_DESC' | 'TEST_LOG_LOSS_SKILL_LOWER_ASC' | 'TEST_LOG_LOSS_SKILL_LOWER_DESC' | 'TEST_LOG_LOSS_SKILL_UPPER_ASC' | 'TEST_LOG_LOSS_SKILL_UPPER_DESC' | 'TEST_MAJORITY_ACCURACY_ASC' | 'TEST_MAJORITY_ACCURACY_DESC' | 'TEST_RECORDS_ASC' | 'TEST_RECORDS_DESC' | 'TEST_ROC_AUC_ASC' | 'TEST_ROC_AUC_CORRECTED_ASC' | 'TEST_ROC_AUC_CORRECTED_DESC' | 'TEST_ROC_AUC_CORRECTED_LOWER_ASC' | 'TEST_ROC_AUC_CORRECTED_LOWER_DESC' | 'TEST_ROC_AUC_CORRECTED_UPPER_ASC' | 'TEST_ROC_AUC_CORRECTED_UPPER_DESC' | 'TEST_ROC_AUC_DESC' | 'TEST_ROC_AUC_LOWER_ASC' | 'TEST_ROC_AUC_LOWER_DESC' | 'TEST_ROC_AUC_UPPER_ASC' | 'TEST_ROC_AUC_UPPER_DESC' | 'WHY_NOT_CORRECTED_ASC' | 'WHY_NOT_CORRECTED_DESC' | 'WHY_NO_SIGNALS_ASC' | 'WHY_NO_SIGNALS_DESC')[] | null; };
export const leaderboard: TypedDocument<Leaderboard, LeaderboardVariables> = {
  name: 'Leaderboard',
  text: "query Leaderboard($first:Int!,$offset:Int!,$filter:LeaderboardEntryFilter,$orderBy:[LeaderboardEntryOrderBy!]){leaderboard(first:$first,offset:$offset,filter:$filter,orderBy:$orderBy){totalCount nodes{place instrumentId symbol modelId modelName modelType scope isProduction gatePassed pValue testRecords testRocAuc testRocAucLower testRocAucUpper testRocAucCorrected testRocAucCorrectedLower testRocAucCorrectedUpper whyNotCorrected testLogLossSkill testLogLossSkillLower testLogLossSkillUpper testAccuracy testMajorityAccuracy livePredictions liveHitRate liveMajorityHitRate liveRocAucCorrected liveRocAuc liveRocAucLower liveRocAucUpper backtestReturn buyAndHoldReturn driftedShare signals whyNoSignals}}}",
};

export type Model = { readonly mlModel: { readonly id: string; readonly instrumentId: number; readonly modelName: string; readonly modelVersion: string; readonly modelType: string; readonly scope: 'external' | 'own' | 'pooled'; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly engine: string | null; readonly device: string | null; readonly featureCount: number; readonly trainingStartDate: string | null; readonly trainingEndDate: string | null; readonly dataEndDate: string | null; readonly trainingRecords: number; readonly validationRecords: number; readonly testRecords: number; readonly trainingDurationSeconds: number | null; readonly hyperparameters: unknown; readonly metrics: unknown | null; readonly reliability: unknown | null; readonly calibration: unknown | null; readonly gatePassed: boolean | null; readonly gateReason: string | null; readonly placeReason: string | null; readonly pValue: number | null; readonly championComparison: unknown | null; readonly instrument: { readonly symbol: string; readonly name: string | null; readonly exchange: { readonly micCode: string | null; } | null; readonly mlModels: { readonly nodes: readonly ({ readonly id: string; readonly modelVersion: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly testRocAuc: number | null; } | null)[]; }; } | null; readonly signalling: { readonly signals: boolean; readonly whyNot: string | null; } | null; readonly pipelineRunId: string | null; readonly trackRecord: { readonly nodes: readonly ({ readonly window: string; readonly predictions: number; readonly hitRate: number | null; readonly hitRateLower: number | null; readonly hitRateUpper: number | null; readonly majorityHitRate: number | null; readonly rocAuc: number | null; readonly rocAucLower: number | null; readonly rocAucUpper: number | null; readonly rocAucCorrected: number | null; readonly signalReturn: number | null; readonly intervalPredictions: number; readonly intervalNominal: number | null; readonly intervalCoverage: number | null; readonly intervalCoverageLower: number | null; readonly intervalCoverageUpper: number | null; readonly intervalWidth: number | null; readonly againstPromise: string | null; } | null)[]; }; readonly modelFileHash: string | null; readonly modelCardInFull: { readonly besideRules: string | null; } | null; readonly worth: { readonly worth: string | null; readonly whyNotCorrected: string | null; } | null; } | null; readonly testCurve: { readonly nodes: readonly ({ readonly threshold: number | null; readonly truePositives: number | null; readonly falsePositives: number | null; readonly trueNegatives: number | null; readonly falseNegatives: number | null; } | null)[]; } | null; readonly featureImportance: { readonly nodes: readonly ({ readonly place: number; readonly feature: string; readonly share: number | null; readonly meaning: string | null; } | null)[]; } | null; };
export type ModelVariables = { readonly id: string; };
export const model: TypedDocument<Model, ModelVariables> = {
  name: 'Model',
  text: "query Model($id:BigInt!){mlModel(id:$id){id instrumentId modelName modelVersion modelType scope status isProduction trainedAt engine device featureCount trainingStartDate trainingEndDate dataEndDate trainingRecords validationRecords testRecords trainingDurationSeconds hyperparameters metrics reliability calibration gatePassed gateReason placeReason pValue championComparison instrument{symbol name exchange{micCode}mlModels(orderBy:[ID_DESC],first:20){nodes{id modelVersion status isProduction trainedAt testRocAuc}}}signalling{signals whyNot}pipelineRunId trackRecord{nodes{...RecordWindow}}modelFileHash modelCardInFull{besideRules}worth{worth whyNotCorrected}}testCurve(modelId:$id,first:3000){nodes{threshold truePositives falsePositives trueNegatives falseNegatives}}featureImportance(filter:{modelId:{equalTo:$id}}orderBy:[PLACE_ASC] first:25){nodes{place feature share meaning}}}fragment RecordWindow on TrackRecordWindow{window predictions hitRate hitRateLower hitRateUpper majorityHitRate rocAuc rocAucLower rocAucUpper rocAucCorrected signalReturn intervalPredictions intervalNominal intervalCoverage intervalCoverageLower intervalCoverageUpper intervalWidth againstPromise}",
};

export type Trials = { readonly mlTrials: { readonly nodes: readonly ({ readonly trial: number; readonly isChosen: boolean; readonly parameters: unknown; readonly rounds: number; readonly validationRocAuc: number | null; readonly validationLogLoss: number | null; readonly durationSeconds: number | null; } | null)[]; } | null; };
export type TrialsVariables = { readonly runId: string; };
export const trials: TypedDocument<Trials, TrialsVariables> = {
  name: 'Trials',
  text: "query Trials($runId:BigInt!){mlTrials(filter:{pipelineRunId:{equalTo:$runId}}orderBy:[TRIAL_ASC] first:200){nodes{trial isChosen parameters rounds validationRocAuc validationLogLoss durationSeconds}}}",
};

export type Compare = { readonly compareModels: { readonly explanation: string | null; readonly sessions: number | null; readonly firstSession: string | null; readonly lastSession: string | null; readonly rocAucA: number | null; readonly rocAucB: number | null; readonly rocAucCorrectedA: number | null; readonly rocAucCorrectedB: number | null; readonly baseRate: number | null; readonly logLossA: number | null; readonly logLossB: number | null; readonly logLossDifference: number | null; readonly logLossLower: number | null; readonly logLossUpper: number | null; } | null; readonly a: { readonly id: string; readonly modelName: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly trainingEndDate: string | null; readonly testRocAuc: number | null; readonly metrics: unknown | null; readonly gatePassed: boolean | null; } | null; readonly b: { readonly id: string; readonly modelName: string; readonly status: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly isProduction: boolean; readonly trainedAt: string; readonly trainingEndDate: string | null; readonly testRocAuc: number | null; readonly metrics: unknown | null; readonly gatePassed: boolean | null; } | null; };
export type CompareVariables = { readonly a: string; readonly b: string; };
export const compare: TypedDocument<Compare, CompareVariables> = {
  name: 'Compare',
  text: "query Compare($a:BigInt!,$b:BigInt!){compareModels(a:$a,b:$b){explanation sessions firstSession lastSession rocAucA rocAucB rocAucCorrectedA rocAucCorrectedB baseRate logLossA logLossB logLossDifference logLossLower logLossUpper}a:mlModel(id:$a){id modelName status isProduction trainedAt trainingEndDate testRocAuc metrics gatePassed}b:mlModel(id:$b){id modelName status isProduction trainedAt trainingEndDate testRocAuc metrics gatePassed}}",
};

export type Runs = { readonly mlPipelineRuns: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly instrumentId: number | null; readonly kind: 'adoption' | 'pooled_training' | 'prediction' | 'training'; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; readonly reason: string; readonly outcome: string | null; readonly requestedAt: string; readonly startedAt: string | null; readonly finishedAt: string | null; readonly pool: string | null; readonly instrument: { readonly symbol: string; } | null; readonly grid: { readonly nodes: readonly ({ readonly step: string; readonly position: number; readonly status: string; readonly attempt: number; readonly seconds: number | null; readonly summary: string | null; } | null)[]; }; } | null)[]; } | null; };
export type RunsVariables = { readonly first: number; readonly offset: number; readonly filter?: Readonly<Record<string, unknown>> | null; };
export const runs: TypedDocument<Runs, RunsVariables> = {
  name: 'Runs',
  text: "query Runs($first:Int!,$offset:Int!,$filter:MlPipelineRunFilter){mlPipelineRuns(first:$first offset:$offset orderBy:[ID_DESC] filter:$filter){totalCount nodes{id instrumentId kind status reason outcome requestedAt startedAt finishedAt pool instrument{symbol}grid(first:15,orderBy:[POSITION_ASC]){nodes{step position status attempt seconds summary}}}}}",
};

export type Run = { readonly mlPipelineRun: { readonly id: string; readonly instrumentId: number | null; readonly kind: 'adoption' | 'pooled_training' | 'prediction' | 'training'; readonly status: 'cancelled' | 'failed' | 'queued' | 'running' | 'skipped' | 'succeeded'; readonly reason: string; readonly outcome: string | null; readonly requestedAt: string; readonly startedAt: string | null; readonly finishedAt: string | null; readonly pool: string | null; readonly sessionCount: number | null; readonly firstSession: string | null; readonly lastSession: string | null; readonly lookAgain: boolean; readonly instrument: { readonly symbol: string; readonly exchange: { readonly micCode: string | null; } | null; readonly pipelinePolicy: { readonly isPaused: boolean; } | null; } | null; readonly model: { readonly id: string; readonly modelName: string; } | null; readonly grid: { readonly nodes: readonly ({ readonly step: string; readonly position: number; readonly status: string; readonly attempt: number; readonly seconds: number | null; readonly summary: string | null; readonly lastError: string | null; readonly host: string | null; readonly startedAt: string | null; readonly finishedAt: string | null; } | null)[]; }; readonly tasks: { readonly nodes: readonly ({ readonly step: string; readonly output: unknown | null; readonly errors: unknown; readonly attemptLimit: number; } | null)[]; }; } | null; };
export type RunVariables = { readonly id: string; };
export const run: TypedDocument<Run, RunVariables> = {
  name: 'Run',
  text: "query Run($id:BigInt!){mlPipelineRun(id:$id){id instrumentId kind status reason outcome requestedAt startedAt finishedAt pool sessionCount firstSession lastSession lookAgain instrument{symbol exchange{micCode}pipelinePolicy{isPaused}}model{id modelName}grid(first:15,orderBy:[POSITION_ASC]){nodes{step position status attempt seconds summary lastError host startedAt finishedAt}}tasks{nodes{step output errors attemptLimit}}}}",
};

export type Health = { readonly pipelineHealth: { readonly nodes: readonly ({ readonly health: string; readonly liveWorkers: number | null; readonly stuckWorkers: number | null; readonly queuedRuns: number | null; readonly runningRuns: number | null; readonly oldestQueuedSeconds: number | null; readonly succeeded24H: number | null; readonly failed24H: number | null; readonly skipped24H: number | null; readonly successRate24H: number | null; readonly failingInstruments: number | null; readonly activeInstruments: number | null; readonly instrumentsWithPredictions: number | null; readonly productionModels: number | null; readonly usablePredictions: number | null; readonly signals: number | null; readonly driftingModels: number | null; readonly behindTheirPrices: number | null; readonly overdueOutcomes: number | null; readonly lateInstruments: number | null; readonly neverPredicted: number | null; readonly newestSession: string | null; readonly newestPrediction: string | null; } | null)[]; } | null; readonly queueDepth: { readonly nodes: readonly ({ readonly step: string; readonly queue: string; readonly ready: number; readonly delayed: number; readonly running: number; readonly failed: number; readonly oldestReadySeconds: number | null; } | null)[]; } | null; readonly lateInstruments: { readonly totalCount: number; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly what: string; readonly since: string | null; readonly cause: string; readonly overdueOutcomes: number | null; } | null)[]; } | null; readonly mlAlerts: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly ruleName: string; readonly severity: string; readonly state: 'pending' | 'raised' | 'resolved'; readonly message: string; readonly since: string; readonly lastSeenAt: string; readonly resolvedAt: string | null; readonly instrument: { readonly id: number; readonly symbol: string; } | null; } | null)[]; } | null; readonly dataQualityMetrics: { readonly totalCount: number; readonly nodes: readonly ({ readonly id: string; readonly instrumentId: number; readonly metricName: string; readonly metricValue: number | null; readonly thresholdValue: number | null; readonly severity: 'critical' | 'error' | 'info' | 'warning'; readonly description: string | null; readonly createdAt: string; readonly instrument: { readonly symbol: string; } | null; } | null)[]; } | null; };
export type HealthVariables = Record<string, never>;
export const health: TypedDocument<Health, HealthVariables> = {
  name: 'Health',
  text: "query Health{pipelineHealth(first:1){nodes{health liveWorkers stuckWorkers queuedRuns runningRuns oldestQueuedSeconds succeeded24H failed24H skipped24H successRate24H failingInstruments activeInstruments instrumentsWithPredictions productionModels usablePredictions signals driftingModels behindTheirPrices overdueOutcomes lateInstruments neverPredicted newestSession newestPrediction}}queueDepth{nodes{step queue ready delayed running failed oldestReadySeconds}}lateInstruments(first:200){totalCount nodes{instrumentId symbol what since cause overdueOutcomes}}mlAlerts(first:100,orderBy:[ID_DESC]){totalCount nodes{id ruleName severity state message since lastSeenAt resolvedAt instrument{id symbol}}}dataQualityMetrics(first:100 orderBy:[ID_DESC] filter:{isValid:{equalTo:false}}){totalCount nodes{id instrumentId metricName metricValue thresholdValue severity description createdAt instrument{symbol}}}}",
};

export type Portfolios = { readonly mlPortfolioBacktests: { readonly nodes: readonly ({ readonly id: string; readonly requestedAt: string; readonly finishedAt: string | null; readonly status: 'failed' | 'queued' | 'succeeded'; readonly error: string | null; readonly symbols: readonly (string | null)[] | null; readonly probabilityThreshold: number; readonly maxPositions: number; readonly topN: number | null; readonly dropBelow: number | null; readonly weighting: 'equal' | 'signal_strength'; readonly direction: 'long_only' | 'long_short'; readonly entry: 'close' | 'next_open'; readonly holdingSessions: number; readonly transactionCost: number; readonly slippage: number; readonly initialCapital: string; readonly fromDate: string | null; readonly toDate: string | null; readonly backtestStartDate: string | null; readonly backtestEndDate: string | null; readonly totalReturn: number | null; readonly annualizedReturn: number | null; readonly buyAndHoldReturn: number | null; readonly sharpeRatio: number | null; readonly buyAndHoldSharpeRatio: number | null; readonly maxDrawdown: number | null; readonly buyAndHoldMaxDrawdown: number | null; readonly volatility: number | null; readonly totalTrades: number | null; readonly winRate: number | null; readonly exposure: number | null; readonly turnover: number | null; readonly backtestQuality: 'EXCELLENT' | 'FAIR' | 'GOOD' | 'POOR' | null; readonly deflatedSharpe: number | null; readonly probabilisticSharpe: number | null; readonly trials: number | null; readonly monthlyReturns: unknown | null; readonly members: unknown | null; } | null)[]; } | null; };
export type PortfoliosVariables = Record<string, never>;
export const portfolios: TypedDocument<Portfolios, PortfoliosVariables> = {
  name: 'Portfolios',
  text: "query Portfolios{mlPortfolioBacktests(first:50,orderBy:[ID_DESC]){nodes{id requestedAt finishedAt status error symbols probabilityThreshold maxPositions topN dropBelow weighting direction entry holdingSessions transactionCost slippage initialCapital fromDate toDate backtestStartDate backtestEndDate totalReturn annualizedReturn buyAndHoldReturn sharpeRatio buyAndHoldSharpeRatio maxDrawdown buyAndHoldMaxDrawdown volatility totalTrades winRate exposure turnover backtestQuality deflatedSharpe probabilisticSharpe trials monthlyReturns members}}}",
};

export type Ranking = { readonly rankingTodays: { readonly totalCount: number; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly pool: string; readonly session: string; readonly rank: string; readonly ranked: string; readonly relativeProbability: number; readonly origin: 'backfill' | 'claim' | 'hindsight' | 'holdout' | 'live'; readonly usable: boolean; readonly whyNot: string | null; readonly instrument: { readonly name: string | null; } | null; } | null)[]; } | null; readonly mlRankModels: { readonly nodes: readonly ({ readonly id: string; readonly pool: string; readonly trainedAt: string; readonly testDays: number; readonly testStartDate: string; readonly rankIc: number | null; readonly rankIcLower: number | null; readonly rankIcUpper: number | null; readonly beyondReversal: number | null; readonly beyondReversalLower: number | null; readonly beyondReversalUpper: number | null; readonly gatePassed: boolean; readonly gateReason: string; readonly metrics: unknown; readonly modelFileHash: string | null; } | null)[]; } | null; readonly rankTrackRecord: { readonly nodes: readonly ({ readonly pool: string; readonly window: string; readonly days: number; readonly rankIc: number; readonly rankIcLower: number | null; readonly rankIcUpper: number | null; readonly spreadNet: number; readonly spreadNetLower: number | null; readonly spreadNetUpper: number | null; readonly turnover: number; readonly againstPromise: string; } | null)[]; } | null; readonly mlPooledModels: { readonly nodes: readonly ({ readonly pool: string; readonly memberCount: number; readonly trainedAt: string; } | null)[]; } | null; };
export type RankingVariables = { readonly first: number; readonly offset: number; readonly filter?: Readonly<Record<string, unknown>> | null; };
export const ranking: TypedDocument<Ranking, RankingVariables> = {
  name: 'Ranking',
  text: "query Ranking($first:Int!,$offset:Int!,$filter:RankingTodayFilter){rankingTodays(first:$first offset:$offset filter:$filter orderBy:[POOL_ASC,RANK_ASC,SYMBOL_ASC]){totalCount nodes{instrumentId symbol pool session rank ranked relativeProbability origin usable whyNot instrument{name}}}mlRankModels(first:20,orderBy:[ID_DESC]){nodes{id pool trainedAt testDays testStartDate rankIc rankIcLower rankIcUpper beyondReversal beyondReversalLower beyondReversalUpper gatePassed gateReason metrics modelFileHash}}rankTrackRecord(first:60,orderBy:[POOL_ASC,WINDOW_DAYS_ASC]){nodes{pool window days rankIc rankIcLower rankIcUpper spreadNet spreadNetLower spreadNetUpper turnover againstPromise}}mlPooledModels(first:20,orderBy:[ID_DESC]){nodes{pool memberCount trainedAt}}}",
};

export type InstrumentRules = { readonly baseInstrument: { readonly pipelinePolicy: { readonly beatsRules: boolean; readonly gateLevel: number; readonly intervalCoverage: number; readonly isPaused: boolean; readonly keptModels: number; readonly maximumDrift: number; readonly maximumModelAge: number; readonly maximumScoreDrift: number; readonly minimumQualityScore: number; readonly minimumRocAuc: number; readonly minimumSessions: number; readonly modelFamily: 'tfjs_gru' | 'tfjs_mlp' | 'xgboost_classifier'; readonly modelScope: 'both' | 'own' | 'pooled'; readonly pool: string; readonly probabilityThreshold: number; readonly retrainAfterSessions: number; readonly searchGrid: 'default' | 'full' | 'quick'; readonly signalsAfterLosses: boolean; readonly surrogates: number; readonly tradesContext: boolean; readonly transactionCost: number; readonly usesMarketContext: boolean; readonly validationFolds: number; } | null; } | null; readonly mlPipelinePolicy: { readonly beatsRules: boolean | null; readonly gateLevel: number | null; readonly intervalCoverage: number | null; readonly isPaused: boolean | null; readonly keptModels: number | null; readonly maximumDrift: number | null; readonly maximumModelAge: number | null; readonly maximumScoreDrift: number | null; readonly minimumQualityScore: number | null; readonly minimumRocAuc: number | null; readonly minimumSessions: number | null; readonly modelFamily: 'tfjs_gru' | 'tfjs_mlp' | 'xgboost_classifier' | null; readonly modelScope: 'both' | 'own' | 'pooled' | null; readonly pool: string | null; readonly probabilityThreshold: number | null; readonly retrainAfterSessions: number | null; readonly searchGrid: 'default' | 'full' | 'quick' | null; readonly signalsAfterLosses: boolean | null; readonly surrogates: number | null; readonly tradesContext: boolean | null; readonly transactionCost: number | null; readonly usesMarketContext: boolean | null; readonly validationFolds: number | null; } | null; };
export type InstrumentRulesVariables = { readonly id: number; };
export const instrumentRules: TypedDocument<InstrumentRules, InstrumentRulesVariables> = {
  name: 'InstrumentRules',
  text: "query InstrumentRules($id:Int!){baseInstrument(id:$id){pipelinePolicy{...Rules}}mlPipelinePolicy(instrumentId:$id){...OwnRules}}fragment Rules on PipelinePolicy{beatsRules gateLevel intervalCoverage isPaused keptModels maximumDrift maximumModelAge maximumScoreDrift minimumQualityScore minimumRocAuc minimumSessions modelFamily modelScope pool probabilityThreshold retrainAfterSessions searchGrid signalsAfterLosses surrogates tradesContext transactionCost usesMarketContext validationFolds}fragment OwnRules on MlPipelinePolicy{beatsRules gateLevel intervalCoverage isPaused keptModels maximumDrift maximumModelAge maximumScoreDrift minimumQualityScore minimumRocAuc minimumSessions modelFamily modelScope pool probabilityThreshold retrainAfterSessions searchGrid signalsAfterLosses surrogates tradesContext transactionCost usesMarketContext validationFolds}",
};

export type Settings = { readonly mlPipelineDefaults: { readonly nodes: readonly ({ readonly beatsRules: boolean; readonly gateLevel: number; readonly intervalCoverage: number; readonly isPaused: boolean; readonly keptModels: number; readonly maximumDrift: number; readonly maximumModelAge: number; readonly maximumScoreDrift: number; readonly minimumQualityScore: number; readonly minimumRocAuc: number; readonly minimumSessions: number; readonly modelFamily: 'tfjs_gru' | 'tfjs_mlp' | 'xgboost_classifier'; readonly modelScope: 'both' | 'own' | 'pooled'; readonly pool: string; readonly probabilityThreshold: number; readonly retrainAfterSessions: number; readonly searchGrid: 'default' | 'full' | 'quick'; readonly signalsAfterLosses: boolean; readonly surrogates: number; readonly tradesContext: boolean; readonly transactionCost: number; readonly usesMarketContext: boolean; readonly validationFolds: number; } | null)[]; } | null; readonly mlPipelinePolicies: { readonly totalCount: number; readonly nodes: readonly ({ readonly instrumentId: number; readonly instrument: { readonly symbol: string; } | null; readonly beatsRules: boolean | null; readonly gateLevel: number | null; readonly intervalCoverage: number | null; readonly isPaused: boolean | null; readonly keptModels: number | null; readonly maximumDrift: number | null; readonly maximumModelAge: number | null; readonly maximumScoreDrift: number | null; readonly minimumQualityScore: number | null; readonly minimumRocAuc: number | null; readonly minimumSessions: number | null; readonly modelFamily: 'tfjs_gru' | 'tfjs_mlp' | 'xgboost_classifier' | null; readonly modelScope: 'both' | 'own' | 'pooled' | null; readonly pool: string | null; readonly probabilityThreshold: number | null; readonly retrainAfterSessions: number | null; readonly searchGrid: 'default' | 'full' | 'quick' | null; readonly signalsAfterLosses: boolean | null; readonly surrogates: number | null; readonly tradesContext: boolean | null; readonly transactionCost: number | null; readonly usesMarketContext: boolean | null; readonly validationFolds: number | null; } | null)[]; } | null; readonly exchanges: { readonly nodes: readonly ({ readonly id: number; readonly name: string; readonly micCode: string | null; } | null)[]; } | null; };
export type SettingsVariables = Record<string, never>;
export const settings: TypedDocument<Settings, SettingsVariables> = {
  name: 'Settings',
  text: "query Settings{mlPipelineDefaults(first:1){nodes{...Rules}}mlPipelinePolicies(first:200){totalCount nodes{instrumentId instrument{symbol}...OwnRules}}exchanges(first:200,orderBy:[NAME_ASC]){nodes{id name micCode}}}fragment Rules on PipelinePolicy{beatsRules gateLevel intervalCoverage isPaused keptModels maximumDrift maximumModelAge maximumScoreDrift minimumQualityScore minimumRocAuc minimumSessions modelFamily modelScope pool probabilityThreshold retrainAfterSessions searchGrid signalsAfterLosses surrogates tradesContext transactionCost usesMarketContext validationFolds}fragment OwnRules on MlPipelinePolicy{beatsRules gateLevel intervalCoverage isPaused keptModels maximumDrift maximumModelAge maximumScoreDrift minimumQualityScore minimumRocAuc minimumSessions modelFamily modelScope pool probabilityThreshold retrainAfterSessions searchGrid signalsAfterLosses surrogates tradesContext transactionCost usesMarketContext validationFolds}",
};

export type Holidays = { readonly exchangeHolidays: { readonly nodes: readonly ({ readonly holidayDate: string; readonly name: string | null; } | null)[]; } | null; };
export type HolidaysVariables = { readonly exchangeId: number; readonly from: string; };
export const holidays: TypedDocument<Holidays, HolidaysVariables> = {
  name: 'Holidays',
  text: "query Holidays($exchangeId:Int!,$from:Date!){exchangeHolidays(first:400 filter:{exchangeId:{equalTo:$exchangeId},holidayDate:{greaterThanOrEqualTo:$from}}orderBy:[HOLIDAY_DATE_ASC]){nodes{holidayDate name}}}",
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
  text: "mutation Train($id:Int!){requestRun(input:{instrumentId:$id,kind:\"training\",reason:\"asked for on the page\"}){result{id}}}",
};

export type Backfill = { readonly backfill: { readonly clientMutationId: string | null; } | null; };
export type BackfillVariables = { readonly symbol: string; readonly exchange?: string | null; readonly from: string; readonly to: string; };
export const backfill: TypedDocument<Backfill, BackfillVariables> = {
  name: 'Backfill',
  text: "mutation Backfill($symbol:String!,$exchange:String,$from:Date!,$to:Date!){backfill(input:{symbol:$symbol,exchange:$exchange,fromDate:$from,toDate:$to}){clientMutationId}}",
};

export type TryPortfolio = { readonly backtestPortfolio: { readonly result: { readonly id: string; readonly status: 'failed' | 'queued' | 'succeeded'; } | null; } | null; };
export type TryPortfolioVariables = { readonly symbols?: readonly (string | null)[] | null; readonly threshold: number; readonly maxPositions: number; readonly weighting: string; readonly direction: string; readonly transactionCost: number; readonly slippage: number; readonly topN?: number | null; readonly dropBelow?: number | null; };
export const tryPortfolio: TypedDocument<TryPortfolio, TryPortfolioVariables> = {
  name: 'TryPortfolio',
  text: "mutation TryPortfolio($symbols:[String],$threshold:Float!,$maxPositions:Int!,$weighting:String!,$direction:String!,$transactionCost:Float!,$slippage:Float!,$topN:Int,$dropBelow:Int){backtestPortfolio(input:{symbols:$symbols,threshold:$threshold,maxPositions:$maxPositions,weighting:$weighting,direction:$direction,transactionCost:$transactionCost,slippage:$slippage,topN:$topN,dropBelow:$dropBelow}){result{id status}}}",
};

export type Promote = { readonly promoteModel: { readonly result: { readonly id: string; readonly isProduction: boolean; } | null; } | null; };
export type PromoteVariables = { readonly modelId: string; readonly reason: string; };
export const promote: TypedDocument<Promote, PromoteVariables> = {
  name: 'Promote',
  text: "mutation Promote($modelId:BigInt!,$reason:String!){promoteModel(input:{modelId:$modelId,reason:$reason}){result{id isProduction}}}",
};

export type Rollback = { readonly rollbackModelBySymbol: { readonly result: { readonly id: string; readonly modelVersion: string; } | null; } | null; };
export type RollbackVariables = { readonly symbol: string; readonly exchange?: string | null; };
export const rollback: TypedDocument<Rollback, RollbackVariables> = {
  name: 'Rollback',
  text: "mutation Rollback($symbol:String!,$exchange:String){rollbackModelBySymbol(input:{symbol:$symbol,exchange:$exchange}){result{id modelVersion}}}",
};

export type TrainPool = { readonly trainPool: { readonly result: { readonly id: string; } | null; } | null; };
export type TrainPoolVariables = { readonly pool: string; };
export const trainPool: TypedDocument<TrainPool, TrainPoolVariables> = {
  name: 'TrainPool',
  text: "mutation TrainPool($pool:String!){trainPool(input:{pool:$pool,reason:\"asked for on the page\"}){result{id}}}",
};

export type AddHoliday = { readonly createExchangeHoliday: { readonly exchangeHoliday: { readonly holidayDate: string; } | null; } | null; };
export type AddHolidayVariables = { readonly exchangeId: number; readonly date: string; readonly name?: string | null; };
export const addHoliday: TypedDocument<AddHoliday, AddHolidayVariables> = {
  name: 'AddHoliday',
  text: "mutation AddHoliday($exchangeId:Int!,$date:Date!,$name:String){createExchangeHoliday(input:{exchangeHoliday:{exchangeId:$exchangeId,holidayDate:$date,name:$name}}){exchangeHoliday{holidayDate}}}",
};

export type RemoveHoliday = { readonly deleteExchangeHoliday: { readonly exchangeHoliday: { readonly holidayDate: string; } | null; } | null; };
export type RemoveHolidayVariables = { readonly exchangeId: number; readonly date: string; };
export const removeHoliday: TypedDocument<RemoveHoliday, RemoveHolidayVariables> = {
  name: 'RemoveHoliday',
  text: "mutation RemoveHoliday($exchangeId:Int!,$date:Date!){deleteExchangeHoliday(input:{exchangeId:$exchangeId,holidayDate:$date}){exchangeHoliday{holidayDate}}}",
};

export type ChangeDefaults = { readonly updatePipelinePolicy: { readonly pipelinePolicy: { readonly isPaused: boolean; } | null; } | null; };
export type ChangeDefaultsVariables = { readonly patch: Readonly<Record<string, unknown>>; };
export const changeDefaults: TypedDocument<ChangeDefaults, ChangeDefaultsVariables> = {
  name: 'ChangeDefaults',
  text: "mutation ChangeDefaults($patch:PipelinePolicyPatch!){updatePipelinePolicy(input:{onlyRow:true,patch:$patch}){pipelinePolicy{isPaused}}}",
};

export type ChangeRules = { readonly updateMlPipelinePolicy: { readonly mlPipelinePolicy: { readonly instrumentId: number; } | null; } | null; };
export type ChangeRulesVariables = { readonly id: number; readonly patch: Readonly<Record<string, unknown>>; };
export const changeRules: TypedDocument<ChangeRules, ChangeRulesVariables> = {
  name: 'ChangeRules',
  text: "mutation ChangeRules($id:Int!,$patch:MlPipelinePolicyPatch!){updateMlPipelinePolicy(input:{instrumentId:$id,patch:$patch}){mlPipelinePolicy{instrumentId}}}",
};

export type AddRules = { readonly createMlPipelinePolicy: { readonly mlPipelinePolicy: { readonly instrumentId: number; } | null; } | null; };
export type AddRulesVariables = { readonly rules: Readonly<Record<string, unknown>>; };
export const addRules: TypedDocument<AddRules, AddRulesVariables> = {
  name: 'AddRules',
  text: "mutation AddRules($rules:MlPipelinePolicyInput!){createMlPipelinePolicy(input:{mlPipelinePolicy:$rules}){mlPipelinePolicy{instrumentId}}}",
};