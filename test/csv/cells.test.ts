import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { detectDelimiter, splitCells } from '../../src/csv/cells.ts';

test('the delimiter is the one the header uses most, a comma when it uses none', () => {
  assert.equal(detectDelimiter('date,open,close'), ',');
  assert.equal(detectDelimiter('date;open, adjusted;close'), ';');
  assert.equal(detectDelimiter('date\topen\tclose'), '\t');
  assert.equal(detectDelimiter('date'), ',');
});

test('a quoted cell may hold the delimiter and, doubled, quotes', () => {
  assert.deepEqual(splitCells('"Apple, Inc.";"1,5" ; "say ""x"""', ';'), ['Apple, Inc.', '1,5', 'say "x"']);
});

test('a quote that is not closed, or opens inside a cell, has no cells', () => {
  assert.equal(splitCells('"a,b', ','), null);
  assert.equal(splitCells('a"b,c', ','), null);
  assert.equal(splitCells('"a"b,c', ','), null);
});

test('quoting the cells of a line changes nothing', () => {
  const cell = fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll(/[",\r\n]/g, '').trim());
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
      const quoted = cells.map((text) => `"${text}"`);
      assert.deepEqual(splitCells(cells.join(','), ','), splitCells(quoted.join(' , '), ','));
    }),
    { seed: 3, numRuns: 500 },
  );
});
