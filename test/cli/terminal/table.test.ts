import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from '../../../src/cli/terminal/table.ts';

test('a cell writes no row of its own, however it ends its line', () => {
  for (const end of ['\n', '\r', '\u2028']) {
    const rows = [
      [`A${end}9  SPX  failed`, 'queued', `said${end}so`],
      ['B', 'queued', ''],
    ];
    assert.deepEqual(table(['symbol', 'status', 'found'], rows).slice(1), [
      'A\ufffd9  SPX  failed  queued  said\ufffdso',
      'B                 queued',
    ]);
    const wrapped = table(['symbol', 'status', 'found'], rows, { wrap: true, width: 60 });
    assert.deepEqual(wrapped.slice(1), ['A\ufffd9  SPX  failed  queued  said so', 'B                 queued']);
  }
});
