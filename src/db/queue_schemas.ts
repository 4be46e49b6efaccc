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
  delete_old_runs: '30 3 * * *',
} as const;
