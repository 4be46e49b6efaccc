import type { RowRange } from '../rows/split.ts';
import type { RowMajor } from './standardise.ts';

/**
 * Neighbouring rows, a session apart, share most of the sessions they look back on. So a network takes blocks of
 * consecutive rows: `length` rows of a block need only `sessions − 1 + length` rows of input, and the layer on the
 * inputs, the widest, runs once per input row.
 */
type Blocks = {
  /** First row of each block; may lie before the rows that are known, as its end may lie after. */
  readonly starts: readonly number[];
  readonly length: number;
};

/**
 * Inputs of blocks, (sessions − 1 + length) × blocks, session by session. Rows of blocks come in the same order: the
 * first row of every block, then the second of every block. What lies outside the known rows is the nearest known one repeated: a
 * row without enough predecessors sees the oldest again and again, in training and in prediction alike.
 */
export function blockInputs(x: RowMajor, known: RowRange, sessions: number, { starts, length }: Blocks): Float32Array {
  const { cols, data } = x;
  const span = sessions - 1 + length;
  const out = new Float32Array(starts.length * span * cols);
  starts.forEach((start, block) => {
    const first = start - (sessions - 1);
    for (let k = 0; k < span; k++) {
      const row = Math.max(known[0], Math.min(known[1] - 1, first + k));
      out.set(data.subarray(row * cols, (row + 1) * cols), (k * starts.length + block) * cols);
    }
  });
  return out;
}

/** Starts of blocks that cover the range. */
export function coveringStarts([from, to]: RowRange, length: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / length) }, (_, i) => from + i * length);
}

/** Rows of blocks, in the order of their inputs. */
export function blockRows({ starts, length }: Blocks): number[] {
  return Array.from({ length }, (_, k) => starts.map((start) => start + k)).flat();
}
