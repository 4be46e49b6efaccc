import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds. @throws Error when it does not in time */
export async function until(condition: () => Promise<boolean>, what = 'the condition', seconds = 120): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} seconds for ${what}`);
    await sleep(50);
  }
}
