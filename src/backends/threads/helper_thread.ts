import { parentPort } from 'node:worker_threads';
import { createColumnWork, WORD } from '../../learn/gbt/column_work.ts';
import { kernelsOn } from '../../learn/gbt/wasm/kernels.ts';

/** A fit to help with. Its memory is laid out as in column_work.ts. */
export type FitAnnouncement = {
  readonly memory: WebAssembly.Memory;
  readonly codeBytes: 1 | 2;
  /** Number of this thread in the fit, from 1. */
  readonly thread: number;
};

/** Spins this often before it sleeps: in most trees the next step is a few microseconds away. */
const SPINS = 5000;

parentPort?.on('message', ({ memory, codeBytes, thread }: FitAnnouncement) => {
  const words = new Int32Array(memory.buffer, 0, 4096);
  const workUntilNoneIsLeft = createColumnWork(words, kernelsOn(memory, codeBytes), thread);
  for (;;) {
    const sequence = Atomics.load(words, WORD.sequence);
    if (Atomics.load(words, WORD.ended) !== 0) break;
    workUntilNoneIsLeft();
    for (let spin = 0; spin < SPINS && Atomics.load(words, WORD.sequence) === sequence; spin++);
    Atomics.wait(words, WORD.sequence, sequence);
  }
  Atomics.or(words, WORD.left, 1 << thread);
  Atomics.notify(words, WORD.left);
});
