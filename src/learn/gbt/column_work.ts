import { COLUMN, COLUMNS_PER_BLOCK, type Kernels, NODE } from './wasm/kernels.ts';

/*
 * One step of growing a tree, as it lies in the memory that threads share: the histograms of one node (the root) or of
 * two (the children of a split) are made and searched for the best split, block of columns by block of columns.
 *
 * A block is done by whichever thread draws its ticket. Everything a block's result depends on is inside the block, and
 * the best of several splits does not depend on the order of comparison: so the number of threads changes nothing.
 */

/** Positions of 32-bit words at the start of the memory. */
export const WORD = {
  /** Counts the steps; helpers sleep on it. */
  sequence: 0,
  /** The next block to be done, with the step's number above TICKET_BITS: a ticket drawn late is known by it. */
  ticket: 1,
  /** Blocks done. */
  done: 2,
  step: 3,
  blocks: 4,
  /** Address of the description of the columns. */
  columns: 5,
  /** Not 0 once the fit is over. */
  ended: 6,
  /** The bits of the helpers, by their number, that have seen the end and will not look at this memory again. */
  left: 7,
  /** What is done for the left node, then for the right one: SIDE. */
  sides: 8,
} as const;

/** What a step does for one node, in 32-bit words. */
export const SIDE = {
  how: 0,
  histogram: 1,
  rows: 2,
  pairs: 3,
  end: 4,
  /** Bit of the columns that may split the node; 0 when no split is looked for. */
  examine: 5,
  size: 8,
} as const;

/** How a node comes to its histogram. */
export const HOW = { absent: 0, counted: 1, parentLessSibling: 2 } as const;

export const TICKET_BITS = 14;
const BLOCK_MASK = (1 << TICKET_BITS) - 1;

/** Addresses: the two nodes of the step, and what each thread finds for them. */
const NODES_AT = 256;
const FOUND_AT = 1024;
const FOUND_BYTES = 512;
export const MOST_THREADS = 16;
/** Where what is laid out per fit begins. */
export const FIT_AT = FOUND_AT + MOST_THREADS * FOUND_BYTES;

/** Address of the description of the left (0) or right (1) node of the step. */
export const nodeAt = (side: number): number => NODES_AT + side * NODE.size;

/** Address of what a thread has found for a node; valid in the step that the word at `stampAt` names. */
export const foundAt = (thread: number, side: number): number =>
  FOUND_AT + thread * FOUND_BYTES + 16 + side * NODE.size;
export const stampAt = (thread: number): number => FOUND_AT + thread * FOUND_BYTES;

/** The function that does blocks, as one of several threads, until none is left. */
export function createColumnWork(words: Int32Array, kernels: Kernels, thread: number): () => void {
  const stamp = stampAt(thread) / 4;
  const [left, right] = [WORD.sides, WORD.sides + SIDE.size];

  function makeHistogram(side: number, columns: number): void {
    if (words[side + SIDE.how] !== HOW.counted) return;
    const [histogram, rows] = [words[side + SIDE.histogram], words[side + SIDE.rows]];
    kernels.count(columns, histogram, rows, words[side + SIDE.pairs], words[side + SIDE.end]);
  }

  function takeFromParent(side: number, sibling: number, columns: number): void {
    if (words[side + SIDE.how] !== HOW.parentLessSibling) return;
    kernels.subtract(columns, words[side + SIDE.histogram], words[sibling + SIDE.histogram]);
  }

  function examine(side: number, found: number, columns: number): void {
    const bit = words[side + SIDE.examine];
    if (bit !== 0) kernels.examine(columns, words[side + SIDE.histogram], bit, found);
  }

  function doBlock(columns: number): void {
    makeHistogram(left, columns);
    makeHistogram(right, columns);
    takeFromParent(left, right, columns);
    takeFromParent(right, left, columns);
    examine(left, foundAt(thread, 0), columns);
    examine(right, foundAt(thread, 1), columns);
  }

  return function workUntilNoneIsLeft() {
    for (;;) {
      const ticket = Atomics.add(words, WORD.ticket, 1);
      // In this order: the number of the step is the first thing that changes, so a late ticket cannot pass for a new one.
      const blocks = Atomics.load(words, WORD.blocks);
      const step = Atomics.load(words, WORD.step);
      const block = ticket & BLOCK_MASK;
      if (ticket >> TICKET_BITS !== (step << TICKET_BITS) >> TICKET_BITS || block >= blocks) return;
      if (words[stamp] !== step) {
        words.copyWithin(foundAt(thread, 0) / 4, nodeAt(0) / 4, nodeAt(2) / 4);
        words[stamp] = step;
      }
      doBlock(words[WORD.columns] + block * COLUMNS_PER_BLOCK * COLUMN.size);
      if (Atomics.add(words, WORD.done, 1) + 1 === blocks) Atomics.notify(words, WORD.done);
    }
  };
}
