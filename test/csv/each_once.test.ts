import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { HEADER, text } from './delivered.ts';

const day = fc.integer({ min: 2, max: 28 }).map((n) => `2024-01-${String(n).padStart(2, '0')}`);
const order = fc.constantFrom<(a: string, b: string) => number>(
  (a, b) => (a < b ? -1 : 1),
  (a, b) => (a < b ? 1 : -1),
  () => 0,
);

describe('sessions', () => {
  test('are each kept once, with the later row, in whatever order their rows are', async () => {
    const file = fc.tuple(fc.array(fc.tuple(fc.constantFrom('A', 'B'), day), { maxLength: 30 }), order);
    await fc.assert(
      fc.asyncProperty(file, async ([sessions, compare]) => {
        const rows = sessions.toSorted(([, a], [, b]) => compare(a, b)).map(([symbol, date]) => `${symbol},${date}`);
        const source = text(`symbol,${HEADER}`, ...rows.map((row, i) => `${row},1,1,1,1,${i}`));
        const last = new Map(rows.map((row, i) => [row, String(i)]));
        const kept = (await parsePriceCsv(source)).rows.map((row) => [`${row.symbol},${row.date}`, row.volume]);
        assert.deepEqual(new Map(kept.map(([row, volume]) => [String(row), volume])), last);
        assert.equal(kept.length, last.size);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test('of a file that no memory holds are refused before it is full', async () => {
    async function* endless(): AsyncGenerator<string> {
      yield `${HEADER}\n`;
      for (;;) yield 'x\n'.repeat(1e5);
    }
    await assert.rejects(parsePriceCsv(endless()), {
      name: 'PriceFileError',
      message: 'the file has more than 3 million lines, and all would be held in memory: part it by symbol',
    });
  });
});
