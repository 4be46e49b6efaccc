import { Logger as GraphileLogger, runMigrations } from 'graphile-worker';
import { PgBoss, type Queue } from 'pg-boss';
import { bossDatabase } from './boss_database.ts';
import type { StepRow } from './pipeline_steps.ts';
import { createPool } from './pool.ts';
import { bossSchema, deadLetterQueue, SCHEDULED_JOB_KEPT, SCHEDULES, workerSchema } from './queue_schemas.ts';
import type { SessionOptions } from './session_settings.ts';

/** A worker that misses this is taken for dead and its job goes to another; pg-boss takes no less than 10. */
const HEARTBEAT_SECONDS = 20;

const BOSS_CONNECTIONS = 3;

const quiet = new GraphileLogger(() => () => {});

export async function migrateGraphileWorker(options: SessionOptions): Promise<void> {
  const pgPool = createPool({ ...options, max: 1 });
  try {
    await runMigrations({ pgPool, schema: workerSchema(options.schema), logger: quiet });
  } finally {
    await pgPool.end();
  }
}

export const migrateBoss = (options: SessionOptions): Promise<void> => withBoss(options, async () => {});

/**
 * A queue with its dead letters for each step that pg-boss executes, and the schedules. Queues that exist get today's
 * options: how often and how long comes from the step's row.
 */
export const setUpQueues = (options: SessionOptions, steps: readonly StepRow[]): Promise<void> =>
  withBoss(options, async (boss) => {
    const ensure = async (name: string, options: Omit<Queue, 'name'>) => {
      await boss.createQueue(name, options);
      await boss.updateQueue(name, options);
    };
    for (const step of steps.filter(({ executor }) => executor === 'pg_boss')) {
      await ensure(deadLetterQueue(step.name), { retryLimit: 5, retryBackoff: true, notify: true });
      await ensure(step.name, {
        retryLimit: step.maxAttempts - 1,
        // The same after each death: what waits longer every time would be taken over ever later.
        retryDelay: 2,
        retryBackoff: false,
        expireInSeconds: step.timeoutSeconds,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        deadLetter: deadLetterQueue(step.name),
        notify: true,
      });
    }
    for (const [name, cron] of Object.entries(SCHEDULES)) {
      await ensure(name, { retryLimit: 3, retryBackoff: true, ...kept(name) });
      await boss.schedule(name, cron, null, { tz: 'UTC' });
    }
  });

function kept(name: string): Pick<Queue, 'deleteAfterSeconds'> {
  const seconds = SCHEDULED_JOB_KEPT[name];
  return seconds === undefined ? {} : { deleteAfterSeconds: seconds };
}

/** Starting it brings its schema up to date. */
async function withBoss(options: SessionOptions, work: (boss: PgBoss) => Promise<void>): Promise<void> {
  const errors: Error[] = [];
  const report = (error: Error) => void errors.push(error);
  const database = bossDatabase({ ...options, max: BOSS_CONNECTIONS }, report);
  const boss = new PgBoss({ db: database, schema: bossSchema(options.schema), supervise: false, schedule: false });
  boss.on('error', report);
  try {
    await boss.start();
    await work(boss);
  } finally {
    await boss.stop({ graceful: false });
    await database.end();
  }
  if (errors[0]) throw errors[0];
}
