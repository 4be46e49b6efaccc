import { column, type Matrix, selectColumns, sliceRows } from './matrix.ts';

/** A matrix whose columns have names: what is asked for by name cannot come in another order. */
export type Table = {
  /** One per column. */
  readonly names: readonly string[];
  readonly matrix: Matrix;
};

/**
 * Where the wanted names stand among those there are.
 * @param asker who needs them, for the message
 * @throws RangeError naming those that are missing
 */
export function positionsOf(names: readonly string[], wanted: readonly string[], asker: string): number[] {
  const position = new Map(names.map((name, j) => [name, j]));
  const found = wanted.flatMap((name) => position.get(name) ?? []);
  if (found.length < wanted.length) {
    const missing = wanted.filter((name) => !position.has(name));
    throw new RangeError(`${asker} needs features that are missing: ${missing.join(', ')}`);
  }
  return found;
}

/** The columns of these names, in this order, copied. @throws RangeError naming those that are missing */
export function pick({ names, matrix }: Table, wanted: readonly string[], asker: string): Table {
  return { names: wanted, matrix: selectColumns(matrix, positionsOf(names, wanted, asker)) };
}

/** Columns [from, to), in the same memory. */
export function columnRange({ names, matrix: { rows, data } }: Table, from: number, to: number): Table {
  const matrix = { rows, cols: to - from, data: data.subarray(from * rows, to * rows) };
  return { names: names.slice(from, to), matrix };
}

/** Rows [from, to), copied. */
export function tableRows({ names, matrix }: Table, from: number, to: number): Table {
  return { names, matrix: sliceRows(matrix, from, to) };
}

/** One row as a value per column. */
export function rowOf({ matrix }: Table, row: number): Float64Array {
  return Float64Array.from({ length: matrix.cols }, (_, j) => column(matrix, j)[row]);
}
