import { ARRAY_HEADER_BYTES, dateOf, HEADER_BYTES, SIGNATURE } from './copy_binary.ts';

/** The answer to a COPY, field by field; null is NaN. Nothing is copied or made until it is asked for. */
export type CopyTable = {
  readonly rows: number;
  readonly int4: (row: number, field: number) => number;
  readonly date: (row: number, field: number) => string;
  readonly float8: (row: number, field: number) => number;
  /** A copy: to keep it is not to keep the whole answer. */
  readonly bytes: (row: number, field: number) => Buffer;
  /** Hands each value of a float8[] to `store`. @returns the array's length */
  readonly eachFloat8: (row: number, field: number, store: (i: number, value: number) => void) => number;
};

/**
 * Finds the rows of a binary COPY stream. By position and not as objects: a history is thousands of rows, and making
 * an object of each of their fields takes longer than everything else.
 * @throws Error when it is not such a stream
 */
export function copyTable(buffer: Buffer): CopyTable {
  if (!buffer.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('not a binary COPY stream');
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  /** Where each field begins, after the four bytes of its length; those of a row stand together. */
  const starts: number[] = [];
  let at = HEADER_BYTES + view.getInt32(SIGNATURE.length + 4);
  let fields = 0;
  for (let count = view.getInt16(at); count !== -1; count = view.getInt16(at)) {
    fields = count;
    at += 2;
    for (let field = 0; field < fields; field++) {
      starts.push(at + 4);
      at += 4 + Math.max(0, view.getInt32(at));
    }
  }
  const start = (row: number, field: number) => starts[row * fields + field];
  const isNull = (from: number) => view.getInt32(from - 4) === -1;
  const int4 = (row: number, field: number) => view.getInt32(start(row, field));
  return {
    rows: fields === 0 ? 0 : starts.length / fields,
    int4,
    date: (row, field) => dateOf(int4(row, field)),
    float8(row, field) {
      const from = start(row, field);
      return isNull(from) ? Number.NaN : view.getFloat64(from);
    },
    bytes(row, field) {
      const from = start(row, field);
      return Buffer.copyBytesFrom(buffer, from, Math.max(0, view.getInt32(from - 4)));
    },
    eachFloat8(row, field, store) {
      const from = start(row, field);
      const length = view.getInt32(from) === 0 ? 0 : view.getInt32(from + 12);
      let element = from + ARRAY_HEADER_BYTES + 4;
      for (let i = 0; i < length; i++) {
        const missing = isNull(element);
        store(i, missing ? Number.NaN : view.getFloat64(element));
        element += missing ? 4 : 12;
      }
      return length;
    },
  };
}

/** One column of numbers. */
export function float8Column(table: CopyTable, field: number): Float64Array {
  const column = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) column[row] = table.float8(row, field);
  return column;
}

/** One column of dates. */
export const dateColumn = (table: CopyTable, field: number): string[] =>
  Array.from({ length: table.rows }, (_, row) => table.date(row, field));

/** One array of numbers. */
export function float8Array(table: CopyTable, row: number, field: number): Float64Array {
  const values: number[] = [];
  table.eachFloat8(row, field, (i, value) => {
    values[i] = value;
  });
  return Float64Array.from(values);
}
