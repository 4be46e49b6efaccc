import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { bossDatabase } from '../db/boss_database.ts';
import type { Pool, PoolOptions } from '../db/pool.ts';
import { bossSchema, deadLetterQueue } from '../db/queue_schemas.ts';
import { failDeadLetter } from '../db/runs.ts';
import type { Logger } from '../env/log.ts';
import { type StopStack, startTogether } from '../lifetime.ts';
import { shownMessage } from '../shown_message.ts';
import type { ScheduledJob } from '../step_support/scheduled_job.ts';
import { startCrew } from './boss_crew.ts';
import { poolSizes } from './connections.ts';
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

/** Connected to pg-boss, with everything that can fail behind it. */
export type BossWorker = RunningWorker & {
  /** From now on jobs are taken. */
  takeJobs(): Promise<void>;
};

/** Takes long steps and scheduled jobs from pg-boss: heartbeats, take-over of dead workers, dead letters, cron. */
export async function startBossWorker(options: BossWorkerOptions): Promise<BossWorker> {
  return startTogether(
    async (onStop) => {
      const warn = (error: Error) => options.log.warn({ error: error.message }, 'pg-boss reported an error');
      const { databaseUrl, schema, role } = options;
      const database = bossDatabase({ databaseUrl, schema, role, max: poolSizes(options.concurrency).boss }, warn);
      onStop(() => database.end());
      const boss = new PgBoss({
        db: database,
        schema: bossSchema(schema),
        migrate: false,
        createSchema: false,
        useListenNotify: true,
        schedule: options.scheduledJobs.length > 0,
        monitorIntervalSeconds: 5,
        superviseIntervalSeconds: 5,
      });
      boss.on('error', warn);
      let started = false;
      onStop(() => boss.stop({ graceful: started, timeout: 20_000 })); // a start that fails half-way leaves timers
      await startBoss(boss);
      started = true;
      return { takeJobs: () => takeJobs(boss, options, onStop) };
    },
    (error) => options.log.warn({ error: String(error) }, 'pg-boss did not stop in order'),
  );
}

const listenFailure = z.object({ type: z.literal('listen_notify_unavailable'), error: z.string() });

/** @throws also what pg-boss only reports: it would go on without a registration, or without being woken */
async function startBoss(boss: PgBoss): Promise<void> {
  const troubles: Error[] = [];
  const onError = (error: Error) => void troubles.push(error);
  const onWarning = ({ data }: { data: object }) => {
    const failure = listenFailure.safeParse(data);
    if (failure.success) troubles.push(new Error(`pg-boss cannot LISTEN: ${failure.data.error}`));
  };
  boss.on('error', onError).on('warning', onWarning);
  await boss.start();
  boss.off('error', onError).off('warning', onWarning);
  if (troubles[0]) throw troubles[0];
}

async function takeJobs(boss: PgBoss, options: BossWorkerOptions, onStop: StopStack['push']): Promise<void> {
  const crew = async (queue: string, size: number, execute: Parameters<typeof startCrew>[3]) =>
    onStop((await startCrew(boss, queue, size, execute)).stop);
  for (const [step, execute] of Object.entries(options.tasks)) {
    await crew(step, options.concurrency, (job) => execute(job.data));
  }
  for (const step of options.longSteps) {
    await crew(deadLetterQueue(step), 1, async (job) => {
      const { run_id } = stepPayload.parse(job.data);
      await failDeadLetter(options.db, run_id, step, deathMessage(job.sourceOutput));
    });
  }
  for (const scheduled of options.scheduledJobs) {
    await crew(scheduled.name, 1, async () => {
      const done = await scheduled.work(options.db);
      options.log.info({ job: scheduled.name, done }, 'scheduled job finished');
    });
  }
}

/** What the last attempt left behind: an error's message, or nothing when its worker just stopped answering. */
function deathMessage(output: unknown): string {
  if (typeof output === 'object' && output !== null && 'message' in output) return shownMessage(output.message);
  return 'the worker stopped answering';
}
