import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputHashes } from '../../src/features/index.ts';
import { hashesOf } from '../../src/step_support/read_feature_inputs.ts';
import { randomBars } from '../features/support.ts';

test('hashes of the same bars are computed again where calendar or indices are others', () => {
  const bars = randomBars(40);
  const close = Float64Array.from(bars.close);
  const index = (last: number) => ({
    symbol: 'IDX',
    dates: bars.dates,
    close: close.with(39, last),
    sameSession: true,
    impliedVolatility: undefined,
  });
  const holidays = new Set([bars.dates[39]]);
  const cases = [
    { bars, holidays: new Set<string>(), context: [] },
    { bars, holidays: new Set<string>(), context: [] },
    { bars, holidays, context: [] },
    { bars, holidays, context: [index(7)] },
    { bars, holidays, context: [undefined, index(7)] },
    { bars, holidays, context: [index(8)] },
    { bars, holidays, context: [{ ...index(8), sameSession: false }] },
    { bars: { ...bars, close: close.with(0, 1) }, holidays, context: [index(8)] },
  ];
  for (const inputs of cases) assert.deepEqual(hashesOf(inputs), inputHashes(inputs));
  assert.equal(hashesOf(cases[0]), hashesOf(cases[1]));
});
