/**
 * A dense column-major matrix: element (i, j) is `data[j * rows + i]`. One column is one feature over time, so a
 * kernel that works along time reads and writes contiguous memory. NaN means "not known".
 */
export type Matrix = { readonly rows: number; readonly cols: number; readonly data: Float64Array };

/** A matrix of the given shape, filled with NaN (nothing known yet) unless `fill` says otherwise. */
export function createMatrix(rows: number, cols: number, fill = Number.NaN): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols).fill(fill) };
}

/**
 * As createMatrix, in memory that threads share: handed to another thread it is not copied.
 * @throws Error saying how much memory the host lacks
 */
export function createSharedMatrix(rows: number, cols: number): Matrix {
  const bytes = rows * cols * Float64Array.BYTES_PER_ELEMENT;
  try {
    return { rows, cols, data: new Float64Array(new SharedArrayBuffer(bytes)).fill(Number.NaN) };
  } catch (error) {
    throw new Error(
      `a matrix of ${rows} rows × ${cols} columns needs ${(bytes / 2 ** 30).toFixed(1)} GiB, which this host does not ` +
        'give: it takes fewer rows, or a host with more memory',
      { cause: error },
    );
  }
}

/** Column j as a view: writing to it writes to the matrix. */
export function column(matrix: Matrix, j: number): Float64Array {
  return matrix.data.subarray(j * matrix.rows, (j + 1) * matrix.rows);
}

/** Rows [from, to) of every column, copied into a new matrix. */
export function sliceRows(matrix: Matrix, from: number, to: number): Matrix {
  const rows = Math.max(0, to - from);
  const data = new Float64Array(rows * matrix.cols);
  for (let j = 0; j < matrix.cols; j++) {
    data.set(matrix.data.subarray(j * matrix.rows + from, j * matrix.rows + from + rows), j * rows);
  }
  return { rows, cols: matrix.cols, data };
}

/** The given rows, in the given order, copied into a new matrix. */
export function pickRows({ rows, cols, data }: Matrix, picked: ArrayLike<number>): Matrix {
  const out = new Float64Array(picked.length * cols);
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < picked.length; i++) out[j * picked.length + i] = data[j * rows + picked[i]];
  }
  return { rows: picked.length, cols, data: out };
}

/** The given columns, in the given order, copied into a new matrix. */
export function selectColumns(matrix: Matrix, columns: readonly number[]): Matrix {
  const data = new Float64Array(matrix.rows * columns.length);
  columns.forEach((from, to) => {
    data.set(column(matrix, from), to * matrix.rows);
  });
  return { rows: matrix.rows, cols: columns.length, data };
}

/** The given rows, ascending, moved together in the matrix's own memory: what it held is gone. */
export function keepRows({ rows, cols, data }: Matrix, kept: Int32Array): Matrix {
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < kept.length; i++) data[j * kept.length + i] = data[j * rows + kept[i]];
  }
  return { rows: kept.length, cols, data: data.subarray(0, kept.length * cols) };
}
