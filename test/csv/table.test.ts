import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ColumnChoice, readTable, TableError } from '../../src/csv/index.ts';
import { column } from '../../src/matrix.ts';

const all: ColumnChoice = (header) => header;

async function columnsOf(text: string, choose: ColumnChoice = all): Promise<Record<string, number[]>> {
  const { names, matrix } = await readTable(text, choose);
  return Object.fromEntries(names.map((name, j) => [name, Array.from(column(matrix, j))]));
}

describe('a table of numbers', () => {
  test('is read by columns, an empty cell is not known', async () => {
    assert.deepEqual(await columnsOf('a,b\n1,-2.5e3\n,.5\n+3, 4 \n'), { a: [1, Number.NaN, 3], b: [-2500, 0.5, 4] });
  });

  test('columns come in the order asked for, and what the others hold does not matter', async () => {
    assert.deepEqual(await columnsOf('date,a,b\n2024-01-02,1,2\nn/a,3,4', () => ['b', 'a']), { b: [2, 4], a: [1, 3] });
  });

  test('delimiters, quotes, a byte order mark, any line end and blank lines are read, lines keep their numbers', async () => {
    const { names, matrix, lines } = await readTable('\uFEFF"a;1";b\r\n1;"2"\r\r\n\r\n3;\n', all);
    assert.deepEqual(names, ['a;1', 'b']);
    assert.deepEqual(matrix.data, Float64Array.of(1, 3, 2, Number.NaN));
    assert.deepEqual(lines, [2, 5]);
    assert.deepEqual(await columnsOf('a\tb\n1\t2\n\t\n3\t'), { a: [1, Number.NaN, 3], b: [2, Number.NaN, Number.NaN] });
  });

  test('a header alone is a table without rows', async () => {
    assert.deepEqual(await columnsOf('a,b\n'), { a: [], b: [] });
  });

  test('more rows than a block holds stay in order', async () => {
    const { matrix, lines } = await readTable(
      ['a,b', ...Array.from({ length: 2500 }, (_, i) => `${i},${-i}`)].join('\n'),
      all,
    );
    assert.equal(matrix.rows, 2500);
    assert.ok(column(matrix, 0).every((value, i) => value === i));
    assert.ok(column(matrix, 1).every((value, i) => value === -i || i === 0));
    assert.equal(lines[2499], 2501);
  });

  const refused: [what: string, text: string, message: string][] = [
    ['an empty file', '\n \n', 'the file is empty, expected a header'],
    ['a word', 'a,b\n1,2\n3,x1', 'line 3, column "b": expected a number or an empty cell, received "x1"'],
    ['a number to programmers', 'a\n0x10', 'line 2, column "a": expected a number or an empty cell, received "0x10"'],
    ['a decimal comma', 'a;b\n1,5;2', 'line 2, column "a": expected a number or an empty cell, received "1,5"'],
    ['NaN', 'a\nNaN', 'line 2, column "a": expected a number or an empty cell, received "NaN"'],
    ['infinity', 'a\n-inf', 'line 2, column "a": expected a finite number that fits float32, received "-inf"'],
    ['Infinity', 'a\nInfinity', 'line 2, column "a": expected a finite number that fits float32, received "Infinity"'],
    ['overflow', 'a\n1e39', 'line 2, column "a": expected a finite number that fits float32, received "1e39"'],
    ['a cell too few', 'a,b\n\n1', 'line 3: expected 2 cells as in the header, received "1"'],
    ['a cell too many', 'a,b\n1,2,', 'line 2: expected 2 cells as in the header, received "3"'],
    ['an open quote', 'a,b\n"1,2', 'line 2: quotes match up, received "\\"1,2"'],
    ['an open quote in the header', '"a,b\n1,2', 'line 1: quotes match up, received "\\"a,b"'],
    ['a name twice', 'a,b,a\n1,2,3', 'line 1, column "a": names are distinct, received it as columns 1 and 3'],
  ];
  for (const [what, text, message] of refused) {
    test(`${what} is refused, naming line, column and value`, async () => {
      await assert.rejects(readTable(text, all), (error) => {
        assert.ok(error instanceof TableError);
        assert.equal(error.message, message);
        return true;
      });
    });
  }
});
