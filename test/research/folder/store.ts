import { createMatrix, type Matrix } from '../../../src/matrix.ts';

/**
 * Features of the rows of many instruments in 32 bits, as the tree learner sees them anyway, column by column, in memory
 * that threads share: half of what a matrix takes.
 */
export type Store = {
  readonly names: readonly string[];
  readonly rows: number;
  readonly values: Float32Array<SharedArrayBuffer>;
};

export function createStore(names: readonly string[], rows: number): Store {
  const bytes = names.length * rows * Float32Array.BYTES_PER_ELEMENT;
  return { names, rows, values: new Float32Array(new SharedArrayBuffer(bytes)) };
}

/** Some rows and columns of it, as a matrix to learn from. */
export function extract({ names, rows, values }: Store, wanted: ArrayLike<number>, columns: readonly string[]): Matrix {
  const matrix = createMatrix(wanted.length, columns.length);
  columns.forEach((name, j) => {
    const from = names.indexOf(name) * rows;
    const to = j * wanted.length;
    for (let i = 0; i < wanted.length; i++) matrix.data[to + i] = values[from + wanted[i]];
  });
  return matrix;
}
