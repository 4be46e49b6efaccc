import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Pool, rows } from '../../src/db/pool.ts';

const task = z.object({ run: z.number().int(), step: z.string(), attempt: z.number().int(), ended: z.boolean() });

/** How long the steps that ran when a worker was killed waited for their next attempt. */
export type Recovery = {
  /** To be called when a worker has just been killed. */
  note(): Promise<void>;
  /** How many were taken over, and the longest wait of all. */
  stop(): Promise<{ taken: number; longestSeconds: number }>;
};

const LOOK_MILLISECONDS = 200;

/** Looks at the tasks: one whose attempt has grown had lost its worker; one that ended in its attempt had not. */
export function watchRecovery(db: Pool): Recovery {
  const waiting = new Map<string, { readonly attempt: number; readonly since: number }>();
  const done = new AbortController();
  let [taken, longestSeconds] = [0, 0];
  const tasks = () =>
    rows(
      db,
      `select t.run_id as run, t.step, t.attempt, t.status not in ('running', 'queued') as ended
       from ml_pipeline_tasks t join ml_pipeline_runs r on r.id = t.run_id
       where r.finished_at is null or r.finished_at > clock_timestamp() - interval '1 minute'`,
      [],
      task,
    );
  const look = async () => {
    if (waiting.size === 0) return;
    for (const { run, step, attempt, ended } of await tasks()) {
      const lost = waiting.get(`${run}:${step}`);
      if (lost === undefined) continue;
      const isTakenOver = attempt > lost.attempt;
      if (isTakenOver) {
        taken++;
        longestSeconds = Math.max(longestSeconds, (performance.now() - lost.since) / 1000);
      }
      if (isTakenOver || ended) waiting.delete(`${run}:${step}`);
    }
  };
  const looking = (async () => {
    while (!done.signal.aborted) {
      await look();
      await sleep(LOOK_MILLISECONDS, undefined, { signal: done.signal }).catch(() => {}); // aborted: the loop ends
    }
  })();
  return {
    async note() {
      const since = performance.now();
      for (const { run, step, attempt, ended } of await tasks()) {
        const key = `${run}:${step}`;
        if (!ended && attempt > 0 && waiting.get(key)?.attempt !== attempt) waiting.set(key, { attempt, since });
      }
    },
    async stop() {
      done.abort();
      await looking;
      return { taken, longestSeconds };
    },
  };
}
