import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOf } from '../../backtest/arbitrary.ts';
import { informationCoefficients, topkDropout } from './qlib_terms.ts';

const DAYS = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'];

/** Scores of two stocks on each day. */
const scored = (first: readonly number[], second: readonly number[]) => ({
  dates: first.flatMap((_, day) => [DAYS[day], DAYS[day]]),
  members: first.flatMap(() => [0, 1]),
  scores: Float64Array.from(first.flatMap((score, day) => [score, second[day]])),
});

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test('what is scored highest is bought at the next close, its cost and 5 % of the cash taken off, and kept while it leads', () => {
  const doubling = [barsOf([1, 1, 2, 2], [1, 1, 2, 2]), barsOf([1, 1, 1, 1], [1, 1, 1, 1])];
  const found = topkDropout(scored([2, 2, 2, 2], [1, 1, 1, 1]), doubling, { top: 1, drop: 1 });
  const values = [1, 1 - 0.95 * 0.0005, 1 - 0.95 * 1.0005 + 1.9, 1 - 0.95 * 1.0005 + 1.9];
  const excess = [0, 0.5, 0].map((benchmark, i) => values[i + 1] / values[i] - 1 - benchmark);
  near(found.excessReturn, (238 * (excess[0] + excess[1] + excess[2])) / 3);
  assert.equal(found.turnover, 0);
});

test('what is overtaken is replaced, at the cost of both sides', () => {
  const flat = [barsOf([1, 1, 1, 1], [1, 1, 1, 1]), barsOf([1, 1, 1, 1], [1, 1, 1, 1])];
  const found = topkDropout(scored([2, 0, 0, 0], [1, 1, 1, 1]), flat, { top: 1, drop: 1 });
  const bought = 1 - 0.95 * 0.0005;
  const cash = 1 - 0.95 * 1.0005 + 0.95 * (1 - 0.0015);
  const replaced = cash - cash * 0.95 * 0.0005;
  near(found.excessReturn, (238 * (bought - 1 + (replaced / bought - 1))) / 3);
  near(found.turnover, 0.95 / bought / 3);
  near(found.excessWithoutCost, 0);
});

test('coefficients are means over days, and those over their deviations', () => {
  const rows = {
    dates: ['a', 'a', 'a', 'b', 'b', 'b'],
    members: [0, 1, 2, 0, 1, 2],
    scores: Float64Array.of(1, 2, 3, 1, 2, 3),
    outcomes: Float64Array.of(1, 2, 3, 2, 1, 9),
  };
  const found = informationCoefficients(rows);
  // numpy.corrcoef([1, 2, 3], [2, 1, 9]): 0.8029550685469661; of the ranks: 0.5
  near(found.ic, (1 + 0.8029550685469661) / 2);
  near(found.rankIc, 0.75);
  near(found.rankIcir, 0.75 / (0.5 / Math.SQRT2));
});
