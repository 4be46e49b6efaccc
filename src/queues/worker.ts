import { setMaxListeners } from 'node:events';
import { REQUESTED_JOBS, SCHEDULED_JOBS, STEPS } from '../../workers/index.ts';
import { type Compute, createCompute } from '../compute/compute.ts';
import { readSteps, type StepRow } from '../db/pipeline_steps.ts';
import { assertConnections, createPool, PATIENCE_FOR_CONNECTIONS } from '../db/pool.ts';
import { assertSchemaVersion, expectedVersion, SchemaVersionError } from '../db/schema_version.ts';
import { assertWorkerRights } from '../db/worker_rights.ts';
import type { Logger } from '../env/log.ts';
import type { Settings } from '../env/settings.ts';
import { startTogether } from '../lifetime.ts';
import { shownMessage } from '../shown_message.ts';
import type { Step } from '../step_support/step.ts';
import { startBossWorker } from './boss_worker.ts';
import { connectionsToStart, poolSizes } from './connections.ts';
import { executeStep } from './execute_step.ts';
import { type HeldGraphileJob, startGraphileWorker } from './graphile_worker.ts';
import type { RunningWorker, WorkerProcess } from './running_worker.ts';
import { startSweeper } from './sweeper.ts';
import type { WorkerServices } from './take_step.ts';

export type WorkerOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  /** How many steps of each queue run at the same time; also the number of compute threads. */
  readonly concurrency: number;
  /** Names of the steps to execute; all, and what is asked for or due besides, when absent. `training` stands for the long ones. */
  readonly only?: readonly string[];
  /** What may drive WebGPU for networks; hardware when absent. */
  readonly webgpu?: Settings['webgpu'];
  /** Threads to compute in, which outlive the worker; its own when absent. */
  readonly compute?: Compute;
  readonly log: Logger;
};

/**
 * A worker process: takes steps from both queues until it is stopped. When the schema is migrated meanwhile, its steps
 * are refused: see `outdated`. No job is taken before everything has started.
 * @throws SchemaVersionError when the database was set up by another version
 * @throws WorkerRightsError
 * @throws Error for an unknown step name
 */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const { databaseUrl, schema, concurrency, only, webgpu, log } = options;
  const version = await expectedVersion();
  const connection = { databaseUrl, schema, role: 'pgaugur_worker' } as const;
  const outdated = Promise.withResolvers<SchemaVersionError>();
  return startTogether(
    async (onStop) => {
      const db = createPool({ ...connection, max: poolSizes(concurrency).steps }, PATIENCE_FOR_CONNECTIONS);
      onStop(() => db.end());
      const compute = options.compute ?? createCompute(concurrency, webgpu);
      if (!options.compute) onStop(() => compute.close());

      await assertConnections({ ...connection, max: connectionsToStart(concurrency) });
      await assertSchemaVersion(db, schema);
      await assertWorkerRights(db, schema);
      const definitions = await readSteps(db);
      const longSteps = definitions.filter(({ executor }) => executor === 'pg_boss').map(({ name }) => name);
      const steps = chooseSteps(only, longSteps);

      const shutdown = new AbortController();
      setMaxListeners(0, shutdown.signal); // one listener per step under way
      const services: WorkerServices = { db, compute, log, version };
      const shortSteps = new Map(stepsOf('graphile_worker', steps, definitions).map((step) => [step.name, step]));
      const execute = (step: Step) => async (payload: unknown, held?: HeldGraphileJob) => {
        try {
          await executeStep(step, payload, services, shutdown.signal, held && { ...held, steps: shortSteps });
        } catch (error) {
          if (error instanceof SchemaVersionError) outdated.resolve(error);
          throw error; // the queue keeps the job for workers of the schema's version
        }
      };
      const tasksOf = (executor: StepRow['executor']) =>
        Object.fromEntries(stepsOf(executor, steps, definitions).map((step) => [step.name, execute(step)]));
      const beside = { db, log, compute, signal: shutdown.signal };
      const requested = Object.fromEntries(
        (only ? [] : REQUESTED_JOBS).map((job) => [
          job.name,
          (payload: unknown) =>
            job.work(payload, beside).catch((error: unknown) => {
              // What its last attempt said is all that is left to tell whoever asked.
              throw new Error(shownMessage(error), { cause: error });
            }),
        ]),
      );

      const queues: RunningWorker[] = [];
      onStop(() => stopQueues(queues, shutdown));
      const shared = { ...connection, concurrency, log };
      const boss = await startBossWorker({
        ...shared,
        db,
        tasks: tasksOf('pg_boss'),
        longSteps,
        scheduledJobs: only ? [] : SCHEDULED_JOBS,
      });
      queues.push(boss);
      queues.push(await startGraphileWorker({ ...shared, tasks: { ...tasksOf('graphile_worker'), ...requested } }));
      await boss.takeJobs();
      onStop(startSweeper(db, log).stop);
      return { outdated: outdated.promise };
    },
    (error) => log.warn({ error: String(error) }, 'a part of the worker did not stop in order'),
  );
}

/** First no further jobs, or this process would take the very steps that it gives back. */
async function stopQueues(queues: readonly RunningWorker[], shutdown: AbortController): Promise<void> {
  const stopped = Promise.all(queues.map((queue) => queue.stop()));
  shutdown.abort(new Error('the worker shuts down'));
  await stopped;
}

const stepsOf = (executor: StepRow['executor'], steps: readonly Step[], definitions: readonly StepRow[]) =>
  steps.filter((step) => definitions.some(({ name, executor: by }) => name === step.name && by === executor));

/** @param longSteps what a host with a GPU or many cores is there for */
function chooseSteps(only: readonly string[] | undefined, longSteps: readonly string[]): readonly Step[] {
  if (!only) return STEPS;
  const wanted = only.flatMap((name) => (name === 'training' ? longSteps : [name]));
  const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `unknown step ${unknown.map((name) => `"${name}"`).join(', ')}: choose from training, ${STEPS.map((step) => step.name).join(', ')}`,
    );
  }
  return STEPS.filter((step) => wanted.includes(step.name));
}
