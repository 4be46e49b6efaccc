import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds. @throws Error when it does not in time, or does not answer */
export async function until(condition: () => Promise<boolean>, what = 'the condition', seconds = 300): Promise<void> {
  const stop = new AbortController();
  const late = sleep(1000 * seconds, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`waited ${seconds} seconds for ${what}`);
  });
  try {
    while (!(await Promise.race([condition(), late]))) await Promise.race([sleep(50), late]);
  } finally {
    late.catch(() => {}); // it has been thrown, or nobody waits for it any more
    stop.abort();
  }
}
