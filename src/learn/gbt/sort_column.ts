/** Known values of a column in float32, ascending, and the rows they came from; equal values in the order of rows. */
export type SortedColumn = { readonly values: Float32Array; readonly rows: Uint32Array };

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;

/**
 * Sorts columns of the same number of rows, NaN left out, by a radix sort of the values' bits: three passes of 11 bits,
 * several times faster than comparing, and the rows come along. The answer is valid until the next call.
 * `refuse` is called for what is not a finite float32.
 */
export function createColumnSorter(
  rowCount: number,
): (values: Float64Array, refuse: (row: number) => never) => SortedColumn {
  const floats = new Float32Array(rowCount);
  const bits = new Int32Array(floats.buffer);
  let [keys, otherKeys] = [new Uint32Array(rowCount), new Uint32Array(rowCount)];
  let [rows, otherRows] = [new Uint32Array(rowCount), new Uint32Array(rowCount)];
  const starts = [new Uint32Array(DIGITS), new Uint32Array(DIGITS), new Uint32Array(DIGITS)];

  function load(values: Float64Array, refuse: (row: number) => never): number {
    const [first, second, third] = starts;
    const [toKeys, toRows] = [keys, rows];
    let size = 0;
    for (let row = 0; row < rowCount; row++) {
      floats[row] = values[row];
      if (floats[row] - floats[row] !== 0) {
        if (Number.isNaN(values[row])) continue;
        refuse(row);
      }
      // Negative floats compare like their bits reversed, others like their bits above all negative ones.
      const key = bits[row] ^ ((bits[row] >> 31) | 0x80000000);
      toKeys[size] = key;
      toRows[size] = row;
      first[key & DIGIT_MASK]++;
      second[(key >>> DIGIT_BITS) & DIGIT_MASK]++;
      third[key >>> (2 * DIGIT_BITS)]++;
      size++;
    }
    return size;
  }

  function sortByDigit(digit: number, size: number): void {
    const start = starts[digit];
    for (let value = 0, sum = 0; value < DIGITS; value++) {
      const count = start[value];
      start[value] = sum;
      sum += count;
    }
    const shift = digit * DIGIT_BITS;
    const [fromKeys, fromRows, toKeys, toRows] = [keys, rows, otherKeys, otherRows];
    for (let i = 0; i < size; i++) {
      const key = fromKeys[i];
      const at = start[(key >>> shift) & DIGIT_MASK]++;
      toKeys[at] = key;
      toRows[at] = fromRows[i];
    }
    [keys, otherKeys] = [otherKeys, keys];
    [rows, otherRows] = [otherRows, rows];
  }

  return (values, refuse) => {
    for (const start of starts) start.fill(0);
    const size = load(values, refuse);
    for (let digit = 0; digit < starts.length; digit++) sortByDigit(digit, size);
    restoreBits(keys, bits, size);
    return { values: floats.subarray(0, size), rows: rows.subarray(0, size) };
  };
}

function restoreBits(keys: Uint32Array, bits: Int32Array, size: number): void {
  for (let i = 0; i < size; i++) bits[i] = keys[i] ^ (~(keys[i] >> 31) | 0x80000000);
}
