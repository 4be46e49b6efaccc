import { Logger as GraphileLogger, runMigrations } from 'graphile-worker';
import { PgBoss, type Queue } from 'pg-boss';
import type { StepRow } from './pipeline_steps.ts';
import { bossSchema, deadLetterQueue, SCHEDULES, workerSchema } from './queue_schemas.ts';

/** A worker that misses this is taken for dead and its job goes to another; pg-boss takes no less than 10. */
const HEARTBEAT_SECONDS = 20;

const quiet = new GraphileLogger(() => () => {});

export async function migrateGraphileWorker(databaseUrl: string, schema: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, schema: workerSchema(schema), logger: quiet });
}

/**
 * pg-boss' schema, a queue with its dead letters for each step that pg-boss executes, and the schedules. Queues that
 * exist get today's options: how often and how long comes from the step's row.
 */
export async function migrateBoss(databaseUrl: string, schema: string, steps: readonly StepRow[]): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: bossSchema(schema),
    supervise: false,
    schedule: false,
    application_name: `pgaugur:${schema}`,
  });
  const errors: Error[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  try {
    const ensure = async (name: string, options: Omit<Queue, 'name'>) => {
      await boss.createQueue(name, options);
      await boss.updateQueue(name, options);
    };
    for (const step of steps.filter(({ executor }) => executor === 'pg_boss')) {
      await ensure(deadLetterQueue(step.name), { retryLimit: 5, retryBackoff: true, notify: true });
      await ensure(step.name, {
        retryLimit: step.maxAttempts - 1,
        retryDelay: 2,
        retryBackoff: true,
        expireInSeconds: step.timeoutSeconds,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        deadLetter: deadLetterQueue(step.name),
        notify: true,
      });
    }
    for (const [name, cron] of Object.entries(SCHEDULES)) {
      await ensure(name, { retryLimit: 3, retryBackoff: true });
      await boss.schedule(name, cron, null, { tz: 'UTC' });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (errors[0]) throw errors[0];
}
