import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assemble } from '../../../src/learn/gbt/wasm/assemble.ts';
import { COLUMN, kernelsOn } from '../../../src/learn/gbt/wasm/kernels.ts';
import { createRandom } from '../../../src/random.ts';

const memoryOf = () => new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true });

/** The functions of a text. */
function run(text: string) {
  return new WebAssembly.Instance(new WebAssembly.Module(assemble(text)), { env: { memory: memoryOf() } }).exports;
}

describe('the assembler', () => {
  test('writes integers of every size', () => {
    for (const value of [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)]) {
      const { same } = run(`(func $same (export "same") (result i32) (i32.const ${value}))`);
      assert.equal(same(), value);
    }
  });

  test('nests blocks, loops, conditions and calls', () => {
    const { sum } = run(`
      (func $twice (param $n i32) (result i32) (i32.shl (local.get $n) (i32.const 1)))
      (func $sum (export "sum") (param $n i32) (result i32) (local $total i32) ;; twice the odd ones
        (block $done (loop $next
          (br_if $done (i32.eqz (local.get $n)))
          (if (i32.and (local.get $n) (i32.const 1))
            (then (local.set $total (i32.add (local.get $total) (call $twice (local.get $n))))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $next)))
        (local.get $total))`);
    assert.equal(sum(7), 2 * (7 + 5 + 3 + 1));
  });

  test('says what it does not understand', () => {
    assert.throws(() => assemble('(func $f (i32.rotl))'), /unknown instruction \(i32.rotl\)/);
    assert.throws(() => assemble('(func $f (local.get $x))'), /unknown name \$x/);
    assert.throws(() => assemble('(func $f (br $out))'), /names no block around it/);
    assert.throws(() => assemble('(func $f'), /a bracket is not closed/);
  });
});

describe('the kernels', () => {
  const ROWS = 300;
  const BINS = 5;
  const { next, below } = createRandom(3);

  for (const codeBytes of [1, 2] as const) {
    test(`count, subtract and partition like plain loops, codes of ${codeBytes} bytes`, () => {
      const memory = memoryOf();
      const kernels = kernelsOn(memory, codeBytes);
      const [columnsAt, rowsAt, pairsAt, spareRowsAt, sparePairsAt, firstAt, secondAt, codesAt] = [
        1024, 2048, 8192, 16384, 24576, 65536, 81920, 98304,
      ];
      const words = new Int32Array(memory.buffer);
      const codes = Array.from({ length: 4 }, () => Array.from({ length: ROWS }, () => below(BINS + 1)));
      const bytes = 16 * (BINS + 1);
      codes.forEach((ofColumn, c) => {
        const at = codesAt + c * ROWS * codeBytes;
        const view =
          codeBytes === 1 ? new Uint8Array(memory.buffer, at, ROWS) : new Uint16Array(memory.buffer, at, ROWS);
        view.set(ofColumn);
        const word = (columnsAt + c * COLUMN.size) / 4;
        words[word + COLUMN.codes / 4] = at;
        words[word + COLUMN.sums / 4] = c * bytes;
        words[word + COLUMN.bytes / 4] = bytes;
        words[word + COLUMN.bins / 4] = BINS;
      });
      const rows = new Int32Array(memory.buffer, rowsAt, ROWS);
      const pairs = new Float64Array(memory.buffer, pairsAt, 2 * ROWS);
      rows.set(Array.from({ length: ROWS }, (_, row) => row));
      pairs.set(pairs.map(next));
      const [given, givenRows] = [pairs.slice(), rows.slice()];

      const sumsOf = (members: Int32Array) =>
        codes.flatMap((ofColumn) => {
          const sums = new Array<number>(2 * (BINS + 1)).fill(0);
          for (const row of members) {
            sums[2 * ofColumn[row]] += given[2 * row];
            sums[2 * ofColumn[row] + 1] += given[2 * row + 1];
          }
          return sums;
        });
      const histogram = (at: number) => [...new Float64Array(memory.buffer, at, 4 * 2 * (BINS + 1))];

      kernels.count(columnsAt, firstAt, rowsAt, pairsAt, rowsAt + 4 * ROWS);
      assert.deepEqual(histogram(firstAt), sumsOf(givenRows));

      for (const missingLeft of [0, 1]) {
        rows.set(givenRows);
        pairs.set(given);
        const goesLeft = (row: number) => (codes[1][row] === BINS ? missingLeft === 1 : codes[1][row] <= 2);
        const middle = kernels.partition(
          codesAt + ROWS * codeBytes,
          2,
          BINS,
          missingLeft,
          rowsAt,
          pairsAt,
          rowsAt + 4 * ROWS,
          spareRowsAt,
          sparePairsAt,
        );
        const left = givenRows.filter(goesLeft);
        assert.equal((middle - rowsAt) / 4, left.length);
        assert.deepEqual([...rows], [...left, ...givenRows.filter((row) => !goesLeft(row))]);
        rows.forEach((row, i) => void assert.equal(pairs[2 * i + 1], given[2 * row + 1]));

        kernels.count(columnsAt, secondAt, rowsAt, pairsAt, middle);
        assert.deepEqual(histogram(secondAt), sumsOf(left));
        const whole = histogram(firstAt);
        kernels.subtract(columnsAt, firstAt, secondAt);
        const child = histogram(secondAt);
        assert.deepEqual(
          histogram(firstAt),
          whole.map((sum, i) => sum - child[i]),
        );
        new Float64Array(memory.buffer, firstAt, whole.length).set(whole);
      }
    });
  }
});
