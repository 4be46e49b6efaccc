/** The queues' schemas derive from the installation's, so that installations share a database without touching. */
export const workerSchema = (schema: string): string => `${schema}_worker`;
export const bossSchema = (schema: string): string => `${schema}_boss`;

/** A long step has a queue of its own name; jobs that can't be finished end in this one. */
export const deadLetterQueue = (step: string): string => `${step}_dead_letter`;

/** Schedules by pg-boss' cron: queue name → expression in UTC. */
export const SCHEDULES = {
  reconcile_prices: '0 2 * * *',
  reconcile_sources: '*/15 * * * *',
  retraining_controller: '30 2 * * *',
  settle_outcomes: '0 3 * * *',
  delete_old_runs: '30 3 * * *',
  place_ranks: '5-59/15 * * * *',
  watch_alerts: '* * * * *',
} as const;

/** For how many seconds jobs that have ended stay, where not for pg-boss' week: one a minute would be ten thousand rows. */
export const SCHEDULED_JOB_KEPT: Readonly<Record<string, number | undefined>> = { watch_alerts: 3600 };
