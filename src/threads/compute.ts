import { Piscina } from 'piscina';
import { moduleSuffix } from '../env/package_root.ts';
import type { EngineeredBars, LookaheadVerdict } from '../features/index.ts';
import type { DriftReference, Evaluation } from '../learn/index.ts';
import type {
  AssessmentRequest,
  DriftReferenceRequest,
  EngineeringRequest,
  ProofRequest,
  ScoreRequest,
  Scores,
} from './compute_thread.ts';
import type { PooledTrainingOutcome, PooledTrainingRequest } from './pooled_training.ts';
import type { TrainingOutcome, TrainingRequest } from './training.ts';

/** Work that would block the event loop, in worker threads: heartbeats and other jobs go on meanwhile. */
export type Compute = {
  engineerFeatures(request: EngineeringRequest, signal: AbortSignal): Promise<EngineeredBars>;
  proveNoLookahead(request: ProofRequest, signal: AbortSignal): Promise<LookaheadVerdict[]>;
  trainModel(request: TrainingRequest, signal: AbortSignal): Promise<TrainingOutcome>;
  trainPooledModel(request: PooledTrainingRequest, signal: AbortSignal): Promise<PooledTrainingOutcome>;
  score(request: ScoreRequest, signal: AbortSignal): Promise<Scores>;
  /** As score, the probabilities alone. */
  predict(request: ScoreRequest, signal: AbortSignal): Promise<Float64Array>;
  evaluate(request: AssessmentRequest, signal: AbortSignal): Promise<Evaluation>;
  driftReference(request: DriftReferenceRequest, signal: AbortSignal): Promise<DriftReference>;
  close(): Promise<void>;
};

/** A pool of at most `threads` threads, started as they are needed. An aborted task ends its thread. */
export function createCompute(threads: number): Compute {
  const pool = new Piscina({
    filename: new URL(`./compute_thread${moduleSuffix}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
  });
  return {
    engineerFeatures: (request, signal) => pool.run(request, { name: 'engineer', signal }),
    proveNoLookahead: (request, signal) => pool.run(request, { name: 'prove', signal }),
    trainModel: (request, signal) => pool.run(request, { name: 'train', signal }),
    trainPooledModel: (request, signal) => pool.run(request, { name: 'trainPooled', signal }),
    score: (request, signal) => pool.run(request, { name: 'score', signal }),
    predict: (request, signal) => pool.run(request, { name: 'predict', signal }),
    evaluate: (request, signal) => pool.run(request, { name: 'assess', signal }),
    driftReference: (request, signal) => pool.run(request, { name: 'referTo', signal }),
    close: () => pool.destroy(),
  };
}
