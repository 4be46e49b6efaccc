import { setMaxListeners } from 'node:events';
import { REQUESTED_JOBS, SCHEDULED_JOBS, STEPS } from '../../workers/index.ts';
import { createCompute } from '../compute/compute.ts';
import { readSteps, type StepRow } from '../db/pipeline_steps.ts';
import { createPool } from '../db/pool.ts';
import { assertSchemaVersion, expectedVersion, SchemaVersionError } from '../db/schema_version.ts';
import type { Logger } from '../env/log.ts';
import type { Step } from '../steps/step.ts';
import { startBossWorker } from './boss_worker.ts';
import { executeStep, type WorkerServices } from './execute_step.ts';
import { startGraphileWorker } from './graphile_worker.ts';
import type { WorkerProcess } from './running_worker.ts';
import { startSweeper } from './sweeper.ts';

export type WorkerOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  /** How many steps of each queue run at the same time; also the number of compute threads. */
  readonly concurrency: number;
  /** Names of the steps to execute; all, and what is asked for or due besides, when absent. `training` stands for the long ones. */
  readonly only?: readonly string[];
  readonly log: Logger;
};

/**
 * A worker process: takes steps from both queues until it is stopped. When the schema is migrated meanwhile, its steps
 * are refused: see `outdated`.
 * @throws SchemaVersionError when the database was set up by another version
 * @throws Error for an unknown step name
 */
export async function startWorker(options: WorkerOptions): Promise<WorkerProcess> {
  const version = await expectedVersion();
  const connection = { databaseUrl: options.databaseUrl, schema: options.schema, role: 'pgaugur_worker' } as const;
  const db = createPool({ ...connection, max: 2 * options.concurrency + 2 });
  const compute = createCompute(options.concurrency);
  const shutdown = new AbortController();
  setMaxListeners(0, shutdown.signal); // one listener per step under way
  const services: WorkerServices = { db, compute, log: options.log, version };
  const outdated = Promise.withResolvers<SchemaVersionError>();
  const execute = (step: Step) => async (payload: unknown) => {
    try {
      await executeStep(step, payload, services, shutdown.signal);
    } catch (error) {
      if (error instanceof SchemaVersionError) outdated.resolve(error);
      throw error; // the queue keeps the job for workers of the schema's version
    }
  };

  try {
    await assertSchemaVersion(db, options.schema);
    const definitions = await readSteps(db);
    const longSteps = definitions.filter(({ executor }) => executor === 'pg_boss').map(({ name }) => name);
    const steps = chooseSteps(options.only, longSteps);
    const tasksOf = (executor: StepRow['executor']) =>
      Object.fromEntries(
        steps
          .filter((step) => definitions.some(({ name, executor: by }) => name === step.name && by === executor))
          .map((step) => [step.name, execute(step)]),
      );
    const shared = { ...connection, concurrency: options.concurrency, log: options.log };
    const requested = Object.fromEntries(
      (options.only ? [] : REQUESTED_JOBS).map((job) => [
        job.name,
        (payload: unknown) => job.work(payload, { db, log: options.log }),
      ]),
    );
    const graphile = await startGraphileWorker({ ...shared, tasks: { ...tasksOf('graphile_worker'), ...requested } });
    const boss = await startBossWorker({
      ...shared,
      db,
      tasks: tasksOf('pg_boss'),
      longSteps,
      scheduledJobs: options.only ? [] : SCHEDULED_JOBS,
    });
    const sweeper = startSweeper(db, options.log);
    return {
      outdated: outdated.promise,
      async stop() {
        // First no further jobs, or this process would take the very steps that it gives back.
        const queues = Promise.allSettled([graphile.stop(), boss.stop()]);
        shutdown.abort(new Error('the worker shuts down'));
        await sweeper.stop();
        for (const stopped of await queues) {
          if (stopped.status === 'rejected')
            options.log.warn({ error: String(stopped.reason) }, 'queue did not stop in order');
        }
        await compute.close();
        await db.end();
      },
    };
  } catch (error) {
    await compute.close();
    await db.end();
    throw error;
  }
}

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
