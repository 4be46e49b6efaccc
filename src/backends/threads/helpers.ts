import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadOptions } from '../../env/thread_options.ts';
import { MOST_THREADS, WORD } from '../../learn/gbt/column_work.ts';
import type { Helpers, Threads } from '../../learn/gbt/helpers.ts';
import type { FitAnnouncement } from './helper_thread.ts';

type Helper = { readonly worker: Worker; hasExited: boolean };

const idle: Helper[] = [];
const SUFFIX = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** A helper leaves in microseconds, one that is only starting in a fraction of a second; later than this it has died. */
const LONGEST_WAIT_MS = 3000;

/**
 * Calls up helper threads for a fit; they sleep until its first step. Threads are started once and kept for later fits
 * of this thread, but they never keep the process alive. A fit need not wait for one that is still starting.
 */
function callHelpers(count: number, memory: WebAssembly.Memory, codeBytes: 1 | 2): Helpers {
  const wanted = Math.min(count, MOST_THREADS - 1);
  const called = Array.from({ length: wanted }, (_, i) => ({ helper: idle.pop() ?? startHelper(), thread: i + 1 }));
  for (const { helper, thread } of called) {
    const announcement: FitAnnouncement = { memory, codeBytes, thread };
    helper.worker.postMessage(announcement);
  }
  const words = new Int32Array(memory.buffer, 0, 64);
  return {
    count: wanted,
    dismiss() {
      Atomics.store(words, WORD.ended, 1);
      Atomics.add(words, WORD.sequence, 1);
      Atomics.notify(words, WORD.sequence);
      idle.push(...called.map(({ helper }) => helper).filter(({ hasExited }) => !hasExited));
    },
    haveLeft() {
      for (;;) {
        const left = Atomics.load(words, WORD.left);
        const looking = called.filter(({ helper, thread }) => !helper.hasExited && (left & (1 << thread)) === 0);
        if (looking.length === 0) return true;
        if (Atomics.wait(words, WORD.left, left, LONGEST_WAIT_MS) === 'timed-out') {
          // While a search blocks the event loop nobody hears that a thread has died: this is how it is noticed.
          for (const { helper } of looking) giveUp(helper);
          return false;
        }
      }
    },
  };
}

/** Threads of this process, as many as it may use processors unless told. */
export const hostThreads = (count = availableParallelism()): Threads => ({ count, callHelpers });

/** Ends the threads that no fit is using. */
export async function closeHelpers(): Promise<void> {
  await Promise.all(idle.splice(0).map(({ worker }) => worker.terminate()));
}

function startHelper(): Helper {
  const worker = new Worker(new URL(`./helper_thread${SUFFIX}`, import.meta.url), {
    execArgv: threadOptions(),
  });
  const helper = { worker, hasExited: false };
  worker.unref();
  // A fit can do without, and the next one starts another.
  worker.on('error', (error) => process.emitWarning(`a helper thread of a fit failed: ${error}`));
  worker.on('exit', () => {
    helper.hasExited = true;
    removeFromIdle(helper);
  });
  return helper;
}

function giveUp(helper: Helper): void {
  removeFromIdle(helper);
  void helper.worker.terminate();
}

function removeFromIdle(helper: Helper): void {
  const at = idle.indexOf(helper);
  if (at >= 0) idle.splice(at, 1);
}
