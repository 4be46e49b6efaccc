import { Worker } from 'node:worker_threads';
import { MOST_THREADS, WORD } from './column_work.ts';
import type { FitAnnouncement } from './helper_thread.ts';

/** Threads that help with a fit. */
export type Helpers = { readonly count: number; readonly dismiss: () => void };

export const NO_HELPERS: Helpers = { count: 0, dismiss: () => {} };

const idle: Worker[] = [];
const SUFFIX = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Calls up helper threads for a fit; they sleep until its first step. Threads are started once and kept for later fits
 * of this thread, but they never keep the process alive. A fit need not wait for one that is still starting.
 */
export function callHelpers(count: number, memory: WebAssembly.Memory, codeBytes: 1 | 2): Helpers {
  const wanted = Math.min(count, MOST_THREADS - 1);
  const called = Array.from({ length: wanted }, () => idle.pop() ?? startHelper());
  called.forEach((helper, i) => {
    const announcement: FitAnnouncement = { memory, codeBytes, thread: i + 1 };
    helper.postMessage(announcement);
  });
  return {
    count: wanted,
    dismiss() {
      const words = new Int32Array(memory.buffer, 0, 64);
      Atomics.store(words, WORD.ended, 1);
      Atomics.add(words, WORD.sequence, 1);
      Atomics.notify(words, WORD.sequence);
      idle.push(...called);
    },
  };
}

/** Ends the threads that no fit is using. */
export async function closeHelpers(): Promise<void> {
  await Promise.all(idle.splice(0).map((helper) => helper.terminate()));
}

function startHelper(): Worker {
  const helper = new Worker(new URL(`./helper_thread${SUFFIX}`, import.meta.url));
  helper.unref();
  // A fit can do without; but where one could not be started, none will be.
  helper.on('error', (error) => process.emitWarning(`a helper thread of a fit failed: ${error}`));
  return helper;
}
