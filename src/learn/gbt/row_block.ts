import type { Matrix } from '../../matrix.ts';
import { ROWS_PER_GROUP } from './flat_trees.ts';

/** Some rows of a matrix, row after row in float32, as XGBoost rounds every input: a tree reads a row here and there. */
export type RowBlock = { readonly from: number; readonly rows: number; readonly values: Float32Array };

/**
 * Calls `use` for every block of at most `size` rows, a multiple of ROWS_PER_GROUP. The values are valid during the call;
 * behind those of the block's rows there is room up to that multiple, with anything in it.
 */
export function forEachRowBlock(matrix: Matrix, size: number, use: (block: RowBlock) => void): void {
  const { rows, cols, data } = matrix;
  const values = new Float32Array(Math.min(size, Math.ceil(rows / ROWS_PER_GROUP) * ROWS_PER_GROUP) * cols);
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    for (let j = 0; j < cols; j++) {
      const start = j * rows + from;
      for (let i = 0, at = j; i < count; i++, at += cols) values[at] = data[start + i];
    }
    use({ from, rows: count, values });
  }
}
