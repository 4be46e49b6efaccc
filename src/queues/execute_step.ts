import { hostname } from 'node:os';
import { z } from 'zod';
import { type Client, inTransaction } from '../db/pool.ts';
import {
  failStep,
  fenceStep,
  finishAndGoOn,
  finishStep,
  type HeldJob,
  releaseStep,
  type StartedPoolStep,
  type StartedStep,
  skipRun,
  startedStepOf,
} from '../db/runs.ts';
import { payloadId } from '../step_support/payload_id.ts';
import { createRunBars, type RunBars } from '../step_support/run_bars.ts';
import { InputChangedError, type RunContext, type Step, type StepOutcome } from '../step_support/step.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { startStepSpan } from './step_span.ts';
import { type DueStep, describe, dueOf, messageOf, type ShortJob, take, type WorkerServices } from './take_step.ts';

/** Payload of every step: the run; everything else is read from its tables. */
export const stepPayload = z.object({ run_id: payloadId });

/**
 * Executes one job: starts the step, works, and writes results and hand-over in one transaction. Returns quietly when
 * there is nothing to do. A failure is recorded and thrown on while attempts are left, so that the queue tries again.
 * Short steps that follow are executed for the same job, one after the other, as SQL hands them over.
 * @param shutdown fires when the worker has to stop; the step is then given back without counting the attempt
 * @throws ZodError for a payload that is not ours: the job fails visibly in its queue
 * @throws SchemaVersionError when the schema has another version by now
 */
export async function executeStep(
  step: Step,
  payload: unknown,
  services: WorkerServices,
  shutdown: AbortSignal,
  job?: ShortJob,
): Promise<void> {
  const { run_id: runId } = stepPayload.parse(payload);
  const bars = createRunBars();
  let following = await take(step, runId, services);
  while (following) following = await executeTaken(following, { runId, bars }, services, shutdown, job);
}

/** @returns the step that follows, where it is taken already */
async function executeTaken(
  { step, taken }: DueStep,
  { runId, bars }: { readonly runId: number; readonly bars: RunBars },
  services: WorkerServices,
  shutdown: AbortSignal,
  job: ShortJob | undefined,
): Promise<DueStep | undefined> {
  const { db, compute } = services;
  const current = { runId, name: step.name, attempt: taken.attempt };
  const log = services.log.child({ run: runId, symbol: taken.symbol, step: step.name, attempt: taken.attempt });
  const started = performance.now();
  const span = startStepSpan(current);
  let deadline: Deadline | undefined;
  try {
    log.debug('step started');
    const run = startedStepOf(taken);
    deadline = startDeadline(run.timeout_seconds * 1000, shutdown);
    const { signal } = deadline;
    const outcome = await endingWhenInputChanged(
      untilAborted(workOn(step, run, { runId, db, bars, compute, signal }), signal),
    );
    signal.throwIfAborted();
    const { next, ...found } = await inTransaction(db, (client) =>
      writeAndHandOn(client, outcome, current, services.version, job),
    );
    span.ended('skipped' in found ? 'skipped' : 'succeeded');
    log.info({ ...found, milliseconds: Math.round(performance.now() - started) }, 'step finished');
    return next;
  } catch (error) {
    if (shutdown.aborted) {
      span.ended('given back');
      await releaseStep(db, current);
      log.info('step given back: the worker shuts down');
      return undefined;
    }
    if (isOvertaken(error)) {
      span.ended('refused');
      log.warn({ error: messageOf(error) }, 'step refused: another attempt took over');
      return undefined;
    }
    span.ended('failed', error);
    const again = await failStep(db, current, describe(error));
    log.error({ error: messageOf(error), again }, 'step failed');
    if (again) throw error;
    return undefined;
  } finally {
    deadline?.end();
    span.end();
  }
}

/**
 * What a step waits for may never answer, as a connection that died unheard. Its time and a shutdown end the wait: what
 * it computed later is nobody's, because it writes through its outcome alone.
 */
function untilAborted<Outcome>(work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}

/** @throws Error where the database gives a step to a run of the wrong kind */
function workOn(
  step: Step,
  run: StartedStep | StartedPoolStep,
  rest: Omit<RunContext<unknown>, 'run'>,
): Promise<StepOutcome> {
  if (step.of === 'pool') {
    if (run.pool !== null) return step.work({ ...rest, run });
  } else if (run.pool === null) {
    return step.work({ ...rest, run });
  }
  throw new Error(`step ${step.name} cannot work on ${run.symbol}: it is a step of ${step.of ?? 'instrument'}s`);
}

/** Writes the results and moves the run on, in the caller's transaction. @returns what to log, and the step that follows */
async function writeAndHandOn(
  client: Client,
  outcome: StepOutcome,
  current: { runId: number; name: string; attempt: number },
  version: string,
  job: ShortJob | undefined,
): Promise<({ skipped: string } | { summary: string }) & { next?: DueStep }> {
  await fenceStep(client, current);
  const written = await outcome.write?.(client);
  if ('skip' in outcome) {
    await skipRun(client, current, outcome.skip, outcome.lookAgain);
    return { skipped: outcome.skip };
  }
  const found = 'summary' in outcome ? outcome : written;
  if (!found) throw new Error(`step ${current.name} said nothing about what it found`);
  const { summary } = found;
  if (job) {
    const held: HeldJob = { id: job.id, poolId: job.poolId, able: [...job.steps.keys()] };
    const next = await finishAndGoOn(client, current, found, held, { host: hostname(), version });
    return { summary, next: next && dueOf(next, job) };
  }
  await finishStep(client, current, found.output, summary);
  return { summary };
}

async function endingWhenInputChanged(work: Promise<StepOutcome>): Promise<StepOutcome> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof InputChangedError) return { skip: error.message, lookAgain: true };
    throw error;
  }
}

/** SQLSTATE of `current_task`: this attempt is no longer the current one. */
const isOvertaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'PGA01';
