import { PgBoss } from 'pg-boss';
import { connectionOptions, type Pool, type PoolOptions } from '../db/pool.ts';
import { bossSchema, deadLetterQueue } from '../db/queue_schemas.ts';
import { failDeadLetter } from '../db/runs.ts';
import type { Logger } from '../env/log.ts';
import type { ScheduledJob } from '../steps/scheduled_job.ts';
import { stepPayload } from './execute_step.ts';
import type { RunningWorker } from './running_worker.ts';

export type BossWorkerOptions = PoolOptions & {
  readonly concurrency: number;
  /** The long steps this worker executes, by name. */
  readonly tasks: Readonly<Record<string, (payload: unknown) => Promise<void>>>;
  /** All long steps: any worker buries their dead letters. */
  readonly longSteps: readonly string[];
  readonly scheduledJobs: readonly ScheduledJob[];
  readonly db: Pool;
  readonly log: Logger;
};

/** Takes long steps and scheduled jobs from pg-boss: heartbeats, take-over of dead workers, dead letters, cron. */
export async function startBossWorker(options: BossWorkerOptions): Promise<RunningWorker> {
  const { connectionString, options: startup, application_name } = connectionOptions(options);
  const boss = new PgBoss({
    connectionString,
    options: startup,
    application_name,
    schema: bossSchema(options.schema),
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    schedule: options.scheduledJobs.length > 0,
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
    max: options.concurrency + 4,
  });
  boss.on('error', (error) => options.log.warn({ error: error.message }, 'pg-boss reported an error'));
  await boss.start();

  for (const [step, execute] of Object.entries(options.tasks)) {
    await boss.work(step, { batchSize: 1, localConcurrency: options.concurrency }, async ([job]) => {
      if (job) await execute(job.data);
    });
  }
  for (const step of options.longSteps) {
    await boss.work(deadLetterQueue(step), { batchSize: 1, includeMetadata: true }, async ([job]) => {
      if (!job) return;
      const { run_id } = stepPayload.parse(job.data);
      await failDeadLetter(options.db, run_id, step, deathMessage(job.sourceOutput));
    });
  }
  for (const scheduled of options.scheduledJobs) {
    await boss.work(scheduled.name, { batchSize: 1 }, async () => {
      const done = await scheduled.work(options.db);
      options.log.info({ job: scheduled.name, done }, 'scheduled job finished');
    });
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 20_000 }) };
}

/** What the last attempt left behind: an error's message, or nothing when its worker just stopped answering. */
function deathMessage(output: unknown): string {
  if (typeof output === 'object' && output !== null && 'message' in output) return String(output.message);
  return 'the worker stopped answering';
}
