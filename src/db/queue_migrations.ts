import { Logger as GraphileLogger, runMigrations } from 'graphile-worker';
import { PgBoss } from 'pg-boss';
import { bossSchema, DEAD_LETTER_QUEUE, SCHEDULES, TRAINING_QUEUE, workerSchema } from './queue_schemas.ts';

/** A killed worker misses its heartbeat and the job goes to another one; training may take two hours in all. */
const trainingQueueOptions = {
  retryLimit: 2,
  retryDelay: 2,
  retryBackoff: true,
  expireInSeconds: 2 * 60 * 60,
  heartbeatSeconds: 20,
  deadLetter: DEAD_LETTER_QUEUE,
  notify: true,
};

const quiet = new GraphileLogger(() => () => {});

export async function migrateGraphileWorker(databaseUrl: string, schema: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, schema: workerSchema(schema), logger: quiet });
}

/** pg-boss' schema, the queues with their options and the schedules. Existing queues get today's options. */
export async function migrateBoss(databaseUrl: string, schema: string): Promise<void> {
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
    for (const [name, options] of [
      [DEAD_LETTER_QUEUE, { retryLimit: 5, retryBackoff: true, notify: true }],
      [TRAINING_QUEUE, trainingQueueOptions],
      ...Object.keys(SCHEDULES).map((name) => [name, { retryLimit: 3, retryBackoff: true }] as const),
    ] as const) {
      await boss.createQueue(name, options);
      await boss.updateQueue(name, options);
    }
    for (const [name, cron] of Object.entries(SCHEDULES)) await boss.schedule(name, cron, null, { tz: 'UTC' });
  } finally {
    await boss.stop({ graceful: false });
  }
  if (errors[0]) throw errors[0];
}
