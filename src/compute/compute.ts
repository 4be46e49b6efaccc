import { Piscina } from 'piscina';
import { sharedHost, type WebgpuChoice } from '../backends/index.ts';
import { moduleSuffix } from '../env/package_root.ts';
import { threadOptions } from '../env/thread_options.ts';
import type { EngineeredBars, LookaheadVerdict } from '../features/index.ts';
import type {
  DriftReference,
  ForecastWorth,
  IntervalEvaluation,
  IntervalLosses,
  IntervalRows,
} from '../learn/index.ts';
import type { Scores } from '../predictions/index.ts';
import type {
  Assessment,
  AssessmentRequest,
  DriftReferenceRequest,
  EngineeringRequest,
  ProofRequest,
  ScoreRequest,
} from './compute_thread.ts';
import type { PooledTrainingOutcome, PooledTrainingRequest } from './pooled_training.ts';
import type { WorthRequest } from './surrogates.ts';
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
  evaluate(request: AssessmentRequest, signal: AbortSignal): Promise<Assessment>;
  judgeIntervals(rows: IntervalRows, signal: AbortSignal): Promise<IntervalEvaluation>;
  /** What the intervals of one instrument lost, to be judged with those of others. */
  intervalLosses(rows: Omit<IntervalRows, 'seed'>, signal: AbortSignal): Promise<IntervalLosses>;
  /** What a ROC-AUC is worth, by mirrored histories. */
  worth(request: WorthRequest, signal: AbortSignal): Promise<ForecastWorth>;
  driftReference(request: DriftReferenceRequest, signal: AbortSignal): Promise<DriftReference>;
  close(): Promise<void>;
};

type Tasks = typeof import('./compute_thread.ts');

/**
 * A pool of at most `threads` threads, started as they are needed. An aborted task ends its thread.
 * @param webgpu what may drive WebGPU for networks
 */
export function createCompute(threads: number, webgpu?: WebgpuChoice): Compute {
  const pool = new Piscina({
    filename: new URL(`./compute_thread${moduleSuffix}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    execArgv: threadOptions(),
    workerData: sharedHost(webgpu),
  });
  /** A task by the name of the function that does it in the thread. */
  const task =
    <Name extends keyof Tasks>(name: Name) =>
    (request: Parameters<Tasks[Name]>[0], signal: AbortSignal): Promise<Awaited<ReturnType<Tasks[Name]>>> =>
      pool.run(request, { name, signal });
  return {
    engineerFeatures: task('engineer'),
    proveNoLookahead: task('prove'),
    trainModel: task('train'),
    trainPooledModel: task('trainPooled'),
    score: task('score'),
    predict: task('predict'),
    evaluate: task('assess'),
    judgeIntervals: task('assessIntervals'),
    intervalLosses: task('loseByIntervals'),
    worth: task('worth'),
    driftReference: task('referTo'),
    close: () => pool.destroy(),
  };
}
