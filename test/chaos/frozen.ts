import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Pool, rows } from '../../src/db/pool.ts';
import { despiteFaults } from './faults.ts';
import { type Attempt, sameAttempt } from './journal.ts';
import type { Crew } from './workers.ts';

/** How long it may take until one is seen that works on a step. */
const BUSY_SECONDS = 60;

/** A minute of silence, a look every ten seconds, and a place in the queue. */
const TAKEN_SECONDS = 150;

/** How long one that goes on again may take to see that it was overtaken. */
const REFUSED_SECONDS = 30;

/**
 * Stops a worker in the middle of its steps until others have taken them over, lets it go on, and ends it when it has let
 * go of them. What it wrote then would be a step finished twice.
 * @returns what went wrong
 */
export async function freezeOne(
  db: Pool,
  crew: Crew,
  first: number,
  { say, onFrozen }: { readonly say: (text: string) => void; readonly onFrozen: () => void },
): Promise<string[]> {
  const position = await whoWorks(crew, first);
  if (position === undefined) {
    say('nobody works who could be frozen');
    return [];
  }
  const worker = crew.freeze(position);
  onFrozen();
  const steps = worker.held();
  const within = async (seconds: number, condition: () => Promise<boolean>) => {
    const deadline = performance.now() + 1000 * seconds;
    while (performance.now() < deadline) {
      if (await condition()) return true;
      await sleep(200);
    }
    return false;
  };
  const frozenAt = performance.now();
  const taken = await within(TAKEN_SECONDS, async () => !(await anyIsCurrent(db, steps)));
  const waited = ((performance.now() - frozenAt) / 1000).toFixed(1);
  say(`${steps.length} steps of a frozen worker were ${taken ? '' : 'not '}taken over within ${waited} s`);
  worker.thaw();
  // Unless its connection was lost meanwhile: then it says nothing.
  await within(REFUSED_SECONDS, async () => {
    const held = worker.held();
    return !steps.some((one) => held.some((now) => sameAttempt(one, now)));
  });
  const exit = await worker.end();
  return [...(taken ? [] : ['its steps were not taken over']), ...(exit === 0 ? [] : ['it did not end in order'])];
}

async function whoWorks(crew: Crew, first: number): Promise<number | undefined> {
  const deadline = performance.now() + 1000 * BUSY_SECONDS;
  while (performance.now() < deadline) {
    for (let i = 0; i < crew.size; i++) {
      const position = (first + i) % crew.size;
      if (crew.held(position).length > 0) return position;
    }
    await sleep(5);
  }
  return undefined;
}

/** Whether the newest attempt of any of the steps is still the one given, and under way. */
async function anyIsCurrent(db: Pool, steps: readonly Attempt[]): Promise<boolean> {
  const current = await despiteFaults(() =>
    rows(
      db,
      `select t.run_id as run, t.step, t.attempt
       from ml_pipeline_tasks t where t.run_id = any($1::bigint[]) and t.status = 'running'`,
      [steps.map(({ run }) => run)],
      z.object({ run: z.number().int(), step: z.string(), attempt: z.number().int() }),
    ),
  );
  return steps.some((one) => current.some((now) => sameAttempt(one, now)));
}
