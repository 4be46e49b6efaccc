import { createColumnWork, foundAt, HOW, nodeAt, SIDE, stampAt, TICKET_BITS, WORD } from './column_work.ts';
import type { Helpers } from './helpers.ts';
import { type Kernels, NODE } from './wasm/kernels.ts';

/** What a step is to do for a node; addresses as in column_work.ts. */
export type NodeWork = {
  readonly how: (typeof HOW)[keyof typeof HOW];
  readonly histogram: number;
  readonly rows: number;
  readonly pairs: number;
  readonly end: number;
  /** Bit of the columns that may split it; 0 when no split is looked for. */
  readonly examine: number;
  /** What NODE describes, up to its best split. */
  readonly fields: Readonly<Record<Given, number>>;
};

type Given = Exclude<keyof typeof NODE, 'size' | 'bestGain' | `best${string}`>;
const GIVEN: readonly Given[] = [
  'gradient',
  'hessian',
  'minWeight',
  'maxWeight',
  'scoreBefore',
  'lambda',
  'alpha',
  'maxDeltaStep',
  'W',
  'mean',
  'parentTerm',
  'bar',
];

/** The best split of a node, as the kernels leave it. */
export type FoundSplit = {
  readonly gain: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly column: number;
  readonly bin: number;
  readonly fromLeft: boolean;
};

/** Spins this often before it sleeps: the last block of another thread is seldom far from done. */
const SPINS = 2000;
/** A block takes milliseconds. A thread that lets others wait for so long has died. */
const LONGEST_WAIT_MS = 60_000;

/** The threads of a fit, this one among them. A split is found if its gain exceeds `leastGain`. */
export function createTeam(memory: WebAssembly.Memory, kernels: Kernels, helpers: Helpers, leastGain: number) {
  const words = new Int32Array(memory.buffer, 0, 4096);
  const doubles = new Float64Array(memory.buffer, 0, 2048);
  const threads = helpers.count + 1;
  const workUntilNoneIsLeft = createColumnWork(words, kernels, 0);

  function describe(side: number, work: NodeWork | undefined): void {
    const at = WORD.sides + side * SIDE.size;
    words[at + SIDE.how] = work?.how ?? HOW.absent;
    words[at + SIDE.examine] = work?.examine ?? 0;
    if (!work) return;
    words[at + SIDE.histogram] = work.histogram;
    words[at + SIDE.rows] = work.rows;
    words[at + SIDE.pairs] = work.pairs;
    words[at + SIDE.end] = work.end;
    const node = nodeAt(side) / 8;
    for (const field of GIVEN) doubles[node + NODE[field] / 8] = work.fields[field];
    doubles[node + NODE.bestGain / 8] = leastGain;
    words[(nodeAt(side) + NODE.bestColumn) / 4] = -1;
  }

  /** The best of what the threads found: the largest gain, at equal gains the lower column. */
  function bestFor(side: number): FoundSplit | undefined {
    let best: FoundSplit | undefined;
    for (let thread = 0; thread < threads; thread++) {
      if (words[stampAt(thread) / 4] !== words[WORD.step]) continue;
      const at = foundAt(thread, side);
      const column = words[(at + NODE.bestColumn) / 4];
      if (column < 0) continue;
      const gain = doubles[(at + NODE.bestGain) / 8];
      if (best && (gain < best.gain || (gain === best.gain && column > best.column))) continue;
      best = {
        gain,
        column,
        gradient: doubles[(at + NODE.bestGradient) / 8],
        hessian: doubles[(at + NODE.bestHessian) / 8],
        bin: words[(at + NODE.bestBin) / 4] / 16,
        fromLeft: words[(at + NODE.bestStep) / 4] > 0,
      };
    }
    return best;
  }

  function waitForOthers(blocks: number): void {
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, WORD.done) === blocks) return;
    for (;;) {
      const done = Atomics.load(words, WORD.done);
      if (done === blocks) return;
      if (Atomics.wait(words, WORD.done, done, LONGEST_WAIT_MS) === 'timed-out') {
        throw new Error(`fit: a helper thread did not answer for ${LONGEST_WAIT_MS / 1000} s`);
      }
    }
  }

  return {
    /** Sets the columns of the next steps: where they are described, and how many blocks they are. */
    useColumns(columns: number, blocks: number): void {
      Atomics.store(words, WORD.step, words[WORD.step] + 1);
      words[WORD.columns] = columns;
      Atomics.store(words, WORD.blocks, blocks);
    },
    /** Does what a step is to do; answers the best split of each node. */
    step(left: NodeWork, right?: NodeWork): (FoundSplit | undefined)[] {
      const blocks = words[WORD.blocks];
      const step = words[WORD.step] + 1;
      Atomics.store(words, WORD.step, step);
      describe(0, left);
      describe(1, right);
      Atomics.store(words, WORD.done, 0);
      Atomics.store(words, WORD.ticket, step << TICKET_BITS);
      if (helpers.count > 0) {
        Atomics.add(words, WORD.sequence, 1);
        Atomics.notify(words, WORD.sequence);
      }
      workUntilNoneIsLeft();
      waitForOthers(blocks);
      return [bestFor(0), bestFor(1)];
    },
  };
}
