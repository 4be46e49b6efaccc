import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Pool, rows } from '../../src/db/pool.ts';
import { despiteFaults } from './faults.ts';
import type { Attempt } from './journal.ts';

const task = z.object({
  run: z.number().int(),
  step: z.string(),
  attempt: z.number().int(),
  ended: z.boolean(),
  long: z.boolean(),
});

export type Waits = { readonly taken: number; readonly shortSeconds: number; readonly longSeconds: number };

/** How long the steps whose worker was killed waited for their next attempt. */
export type Recovery = {
  /** To be called when a worker has just been killed. @param cutShort what it worked on */
  note(cutShort: readonly Attempt[]): void;
  /** To be called when something else befalls workers: what waits now may wait because of that. */
  forget(): void;
  /** How many were taken over, and the longest wait of a short step and of a training. */
  stop(): Promise<Waits>;
};

const LOOK_MILLISECONDS = 200;

/** Looks at the tasks: one whose attempt has grown is taken over; one that ended in its attempt had not lost its worker. */
export function watchRecovery(db: Pool, say: (text: string) => void): Recovery {
  const waiting = new Map<string, { readonly attempt: number; readonly since: number }>();
  const done = new AbortController();
  const waits = { taken: 0, shortSeconds: 0, longSeconds: 0 };
  const look = async () => {
    if (waiting.size === 0) return;
    for (const { run, step, attempt, ended, long } of await tasksOf(db)) {
      const lost = waiting.get(`${run}:${step}`);
      if (lost === undefined) continue;
      if (attempt > lost.attempt) {
        const seconds = (performance.now() - lost.since) / 1000;
        const which = long ? 'longSeconds' : 'shortSeconds';
        if (seconds > waits[which])
          say(`attempt ${attempt} of ${step} of run ${run} began after ${seconds.toFixed(1)} s`);
        waits.taken++;
        waits[which] = Math.max(waits[which], seconds);
      }
      if (attempt > lost.attempt || ended) waiting.delete(`${run}:${step}`);
    }
  };
  const looking = (async () => {
    while (!done.signal.aborted) {
      await look();
      await sleep(LOOK_MILLISECONDS, undefined, { signal: done.signal }).catch(() => {}); // aborted: the loop ends
    }
  })();
  return {
    note(cutShort) {
      const since = performance.now();
      for (const { run, step, attempt } of cutShort) waiting.set(`${run}:${step}`, { attempt, since });
    },
    forget: () => waiting.clear(),
    async stop() {
      done.abort();
      await looking;
      return waits;
    },
  };
}

const tasksOf = (db: Pool) =>
  despiteFaults(() =>
    rows(
      db,
      `select t.run_id as run, t.step, t.attempt, t.status not in ('running', 'queued') as ended,
              s.executor = 'pg_boss' as long
       from ml_pipeline_tasks t
       join ml_pipeline_runs r on r.id = t.run_id
       join ml_pipeline_steps s on s.name = t.step
       where r.finished_at is null or r.finished_at > clock_timestamp() - interval '1 minute'`,
      [],
      task,
    ),
  );
