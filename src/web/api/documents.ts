// Written by npm run dump from documents.graphql and schema.graphql.

import type { TypedDocument } from './document.ts';

export type Today = { readonly todaysForecasts: { readonly totalCount: number; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null; }; readonly nodes: readonly ({ readonly instrumentId: number; readonly symbol: string; readonly name: string | null; readonly exchange: string | null; readonly predictionId: string; readonly predictionDate: string; readonly targetDate: string; readonly newestSession: string | null; readonly predictionProbability: number; readonly trainingBaseRate: number | null; readonly tradingSignal: string | null; readonly signalStrength: number | null; readonly usable: boolean; readonly whyNot: string | null; readonly modelId: string; readonly modelStatus: 'active' | 'deprecated' | 'failed' | 'testing' | 'training'; readonly testRocAuc: number | null; readonly testRocAucLower: number | null; readonly testRocAucUpper: number | null; readonly livePredictions: number | null; readonly liveHitRate: number | null; readonly liveHitRateLower: number | null; readonly liveHitRateUpper: number | null; readonly liveMajorityHitRate: number | null; } | null)[]; } | null; };
export type TodayVariables = { readonly after?: string | null; };
export const today: TypedDocument<Today, TodayVariables> = {
  name: 'Today',
  text: "query Today($after:Cursor){todaysForecasts(first:500 after:$after orderBy:[SYMBOL_ASC,INSTRUMENT_ID_ASC]){totalCount pageInfo{hasNextPage endCursor}nodes{instrumentId symbol name exchange predictionId predictionDate targetDate newestSession predictionProbability trainingBaseRate tradingSignal signalStrength usable whyNot modelId modelStatus testRocAuc testRocAucLower testRocAucUpper livePredictions liveHitRate liveHitRateLower liveHitRateUpper liveMajorityHitRate}}}",
};

export type Pulse = { readonly pipelineHealth: { readonly nodes: readonly ({ readonly health: string; readonly liveWorkers: number | null; readonly queuedRuns: number | null; readonly runningRuns: number | null; readonly newestSession: string | null; readonly newestPrediction: string | null; readonly neverPredicted: number | null; readonly activeInstruments: number | null; } | null)[]; } | null; };
export type PulseVariables = Record<string, never>;
export const pulse: TypedDocument<Pulse, PulseVariables> = {
  name: 'Pulse',
  text: "query Pulse{pipelineHealth{nodes{health liveWorkers queuedRuns runningRuns newestSession newestPrediction neverPredicted activeInstruments}}}",
};