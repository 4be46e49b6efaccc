import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CsvSource } from '../../src/csv/lines.ts';
import { numberedLines } from '../../src/csv/lines.ts';

async function linesOf(source: CsvSource): Promise<[number, string][]> {
  const lines: [number, string][] = [];
  for await (const { line, text } of numberedLines(source)) lines.push([line, text]);
  return lines;
}

test('LF, CRLF and CR end a line, also mixed in one file', async () => {
  assert.deepEqual(await linesOf('a\nb\r\nc\rd'), [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ]);
});

test('blank lines are left out but counted', async () => {
  assert.deepEqual(await linesOf('\n a\r\n\r\n\t\nb\n\n'), [
    [2, ' a'],
    [5, 'b'],
  ]);
});

test('a byte order mark is no part of the first line', async () => {
  assert.deepEqual(await linesOf('\uFEFFdate'), [[1, 'date']]);
  assert.deepEqual(await linesOf([new TextEncoder().encode('\uFEFFdate')]), [[1, 'date']]);
  assert.deepEqual(await linesOf(['date\n', '\uFEFF1']), [
    [1, 'date'],
    [2, '\uFEFF1'],
  ]);
});

test('an empty source has no lines', async () => {
  assert.deepEqual(await linesOf(''), []);
  assert.deepEqual(await linesOf([]), []);
});

test('where the chunks are cut changes nothing, not even inside a CRLF or a character', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '\r', '\n', '\r\n', 'ż', '€', '"', ' '), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, size) => {
      const bytes = new TextEncoder().encode(whole);
      const chunks: Uint8Array[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      assert.deepEqual(await linesOf(chunks), await linesOf(whole));
    }),
    { seed: 1 },
  );
});
