import { Logger as GraphileLogger, runMigrations } from 'graphile-worker';
import { PgBoss } from 'pg-boss';

/** The queues' schemas derive from the installation's, so that installations share a database without touching. */
export const workerSchema = (schema: string): string => `${schema}_worker`;
export const bossSchema = (schema: string): string => `${schema}_boss`;

/** Long steps, each a queue of its own name; jobs that can't be finished end in the dead letter queue. */
export const TRAINING_QUEUE = 'train_model';
export const DEAD_LETTER_QUEUE = 'train_model_dead_letter';

/** Schedules by pg-boss' cron: queue name → expression in UTC. */
export const SCHEDULES = {
  retraining_controller: '30 2 * * *',
  settle_outcomes: '0 3 * * *',
  clean_up: '30 3 * * *',
} as const;

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
