import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineerFeatures, type IndexSeries } from '../../src/features/index.ts';
import { randomBars } from './support.ts';

const bars = randomBars(3);

test('an index that cannot be looked at is refused by name, rule, row and value', () => {
  const good: IndexSeries = { dates: bars.dates, close: Float64Array.of(10, 11, 12), sameSession: true };
  const [first, second, third] = bars.dates;
  const cases: [Partial<IndexSeries>, string][] = [
    [{ close: Float64Array.of(1, 2) }, 'close must have one value per date: 3 dates, 2 values'],
    [{ dates: [first, '2015-02-30', third] }, 'dates must be ISO dates (YYYY-MM-DD): row 1 is "2015-02-30"'],
    [{ dates: [first, third, second] }, `dates must ascend strictly: row 2 is ${second} after ${third} in row 1`],
    [{ dates: [first, first, third] }, `dates must ascend strictly: row 1 is ${first} after ${first} in row 0`],
    [{ close: Float64Array.of(1, 0, 2) }, `close must be between 1e-9 and 1e12: 0 at ${second} (row 1)`],
    [{ close: Float64Array.of(1, Number.NaN, 2) }, `close must be between 1e-9 and 1e12: NaN at ${second} (row 1)`],
  ];
  for (const [fault, message] of cases) {
    const bad = { ...good, ...fault };
    const market = { symbol: 'WIG20', ...good };
    assert.throws(() => engineerFeatures(bars, { context: [undefined, { symbol: 'WIG20', ...bad }] }), {
      name: 'RangeError',
      message: `index 2 (WIG20): ${message}`,
    });
    assert.throws(() => engineerFeatures(bars, { context: [{ ...market, impliedVolatility: bad }] }), {
      name: 'RangeError',
      message: `index 1 (WIG20): impliedVolatility: ${message}`,
    });
  }
});
