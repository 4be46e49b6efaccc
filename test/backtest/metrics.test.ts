import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exposure, turnover } from '../../src/backtest/metrics/activity.ts';
import { buyAndHold, holdingPath } from '../../src/backtest/metrics/buy_and_hold.ts';
import type { GradedMetrics } from '../../src/backtest/metrics/grade.ts';
import { gradeBacktest } from '../../src/backtest/metrics/grade.ts';
import {
  annualizedReturn,
  capitalPath,
  dailyReturns,
  monthlyReturns,
  totalReturn,
} from '../../src/backtest/metrics/returns.ts';
import {
  calmarRatio,
  maxDrawdown,
  sharpeRatio,
  sortinoRatio,
  var95,
  volatility,
} from '../../src/backtest/metrics/risk.ts';
import { average, profitFactor, winRate } from '../../src/backtest/metrics/trades.ts';
import { barsOf } from './arbitrary.ts';

const EMPTY = new Float64Array();

function near(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual} is not near ${expected}`);
}

describe('returns', () => {
  test('daily returns compound to the total return', () => {
    const returns = dailyReturns(Float64Array.of(100, 110, 99));
    near(returns[0], 0.1);
    near(returns[1], -0.1);
    near(totalReturn(Float64Array.of(100, 110, 99)), -0.01);
  });

  test('a cost paid at the first close counts from the capital', () => {
    assert.deepEqual(capitalPath(Float64Array.of(990, 1_100), 1_000), Float64Array.of(1_000, 1_100));
  });

  test('a year of 252 sessions is its own annual rate, half a year compounds twice', () => {
    near(annualizedReturn(0.12, 252), 0.12);
    near(annualizedReturn(0.1, 126), 0.21);
    near(annualizedReturn(-1, 10), -1);
  });

  test('no sessions, or a gain too large for so few of them, has no annual rate', () => {
    assert.equal(annualizedReturn(0.1, 0), null);
    assert.equal(annualizedReturn(null, 10), null);
    assert.equal(annualizedReturn(50, 1), null);
    assert.equal(totalReturn(EMPTY), null);
  });

  test('a month is measured from the end of the month before', () => {
    const dates = ['2019-12-30', '2019-12-31', '2020-01-02', '2020-03-02', '2020-03-03'];
    const months = monthlyReturns(dates, Float64Array.of(100, 110, 121, 60.5, 121));
    assert.deepEqual(Object.keys(months), ['2019-12', '2020-01', '2020-03']);
    near(months['2019-12'], 0.1);
    near(months['2020-01'], 0.1);
    near(months['2020-03'], 0);
  });

  test('an account that is worth nothing any more has no further returns', () => {
    assert.deepEqual([...dailyReturns(Float64Array.of(100, -50, -50, -60))], [-1.5, 0, 0]);
    assert.equal(annualizedReturn(-1.5, 10), -1);
    const dates = ['2020-01-31', '2020-02-28', '2020-03-31'];
    assert.deepEqual(monthlyReturns(dates, Float64Array.of(100, -50, -60)), {
      '2020-01': 0,
      '2020-02': -1.5,
      '2020-03': 0,
    });
  });

  test('buy and hold passes over closes that are no price, and keeps their splits and dividends', () => {
    const close = [Number.NaN, 100, 0, 125, -1];
    const bars = barsOf(close, close);
    assert.deepEqual([...holdingPath(bars.dates, bars, 0)], [1, 1, 1, 1.25, 1.25]);
    const actions = { splitFactor: Float64Array.of(1, 1, 2, 1, 1), dividend: Float64Array.of(0, 0, 5, 0, 0) };
    near(holdingPath(bars.dates, bars, 0, actions)[3], (2 * 125 + 2 * 5) / 100);
  });

  test('buy and hold starts with the first session of its instrument and waits where others trade', () => {
    const bars = { ...barsOf([8, 10], [8, 10]), dates: ['2020-01-02', '2020-01-06'] };
    const dates = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07'];
    assert.deepEqual([...holdingPath(dates, bars, 0)], [1, 1, 1, 1.25, 1.25]);
    near(buyAndHold(Float64Array.of(1, 1, 1, 1.25, 1.25)).totalReturn, 0.25);
  });
});

describe('activity', () => {
  test('exposure is the mean share at work, without the first session', () => {
    near(exposure(Float64Array.of(0, 1, 0.5, 0)), 0.5);
    assert.equal(exposure(Float64Array.of(0)), null);
  });

  test('an account that is bought and sold once in a year of steady value has a turnover of 1', () => {
    near(turnover(2_000, new Float64Array(253).fill(1_000)), 1);
    assert.equal(turnover(0, EMPTY), null);
  });
});

describe('risk', () => {
  // mean 0.005; squared deviations 25, 625, 625 and 25 × 10⁻⁶; squared downside 400 × 10⁻⁶.
  const returns = Float64Array.of(0.01, -0.02, 0.03, 0);

  test('volatility is the sample deviation times √252', () => {
    near(volatility(returns), Math.sqrt(1_300e-6 / 3) * Math.sqrt(252));
  });

  test('the Sharpe ratio divides by the deviation, the Sortino ratio by the downside over all returns', () => {
    near(sharpeRatio(returns), (0.005 / Math.sqrt(1_300e-6 / 3)) * Math.sqrt(252));
    near(sortinoRatio(returns), 0.5 * Math.sqrt(252));
  });

  test('equal returns have no volatility and no Sharpe ratio, also when they are equal only up to rounding', () => {
    const steady = dailyReturns(Float64Array.from({ length: 50 }, (_, t) => 100 * 1.01 ** t));
    assert.equal(volatility(steady), 0);
    assert.equal(sharpeRatio(steady), null);
    assert.equal(sortinoRatio(steady), null);
  });

  test('too few returns leave the ratios undefined', () => {
    assert.equal(volatility(Float64Array.of(0.1)), null);
    assert.equal(sharpeRatio(EMPTY), null);
    assert.equal(sortinoRatio(EMPTY), null);
    assert.equal(var95(EMPTY), null);
    assert.equal(maxDrawdown(EMPTY), null);
  });

  test('the drawdown is the deepest fall from a peak, not from the start or to the end', () => {
    near(maxDrawdown(Float64Array.of(100, 120, 90, 130, 110)), -0.25);
    assert.equal(maxDrawdown(Float64Array.of(1, 2, 3)), 0);
  });

  test('the Calmar ratio is undefined without a drawdown', () => {
    near(calmarRatio(0.1, -0.25), 0.4);
    assert.equal(calmarRatio(0.1, 0), null);
    assert.equal(calmarRatio(null, -0.1), null);
  });

  test('value at risk interpolates between order statistics', () => {
    // Position 0.05 × 3 = 0.15 between −0.02 and 0.
    near(var95(returns), -0.017);
    near(var95(Float64Array.from({ length: 101 }, (_, i) => i / 100)), 0.05);
    assert.equal(var95(Float64Array.of(-0.3)), -0.3);
  });
});

describe('trades', () => {
  test('a trade of exactly 0 is no win', () => {
    assert.equal(winRate([0.1, 0, -0.1, 0.2]), 0.5);
    assert.equal(winRate([]), null);
  });

  test('the profit factor is undefined without a loss and 0 without a win', () => {
    near(profitFactor([0.3, -0.1, 0.1, -0.1]), 2);
    assert.equal(profitFactor([0.1]), null);
    assert.equal(profitFactor([-0.1]), 0);
    assert.equal(profitFactor([]), null);
  });

  test('no values have no average', () => assert.equal(average([]), null));
});

describe('grade', () => {
  const superb: GradedMetrics = {
    totalReturn: 0.5,
    annualizedReturn: 0.3,
    excessReturn: 0.15,
    sharpeRatio: 2.5,
    maxDrawdown: -0.04,
    winRate: 0.7,
    profitFactor: 3,
    totalTrades: 36,
    winningTrades: 25,
  };

  test('a strategy on target everywhere is GOOD, a superb one EXCELLENT', () => {
    assert.equal(gradeBacktest(superb).quality, 'EXCELLENT');
    const onTarget = gradeBacktest({
      ...superb,
      annualizedReturn: 0.12,
      excessReturn: 0,
      sharpeRatio: 1,
      maxDrawdown: -0.2,
      winRate: 0.58,
      profitFactor: 1.5,
    });
    near(onTarget.qualityScore, 0.5);
  });

  test('the same figures from fewer trades are worth less, and EXCELLENT needs 23 of them', () => {
    const qualities = [36, 23, 22, 14, 7, 0].map((totalTrades) => gradeBacktest({ ...superb, totalTrades }).quality);
    assert.deepEqual(qualities, ['EXCELLENT', 'EXCELLENT', 'GOOD', 'FAIR', 'POOR', 'POOR']);
    near(gradeBacktest({ ...superb, maxDrawdown: 0, totalTrades: 23 }).qualityScore, 23 / 30);
  });

  test('a backtest that lost money is POOR, even where it fell less than the market', () => {
    const lost = gradeBacktest({ ...superb, totalReturn: -0.01, annualizedReturn: -0.01 });
    assert.deepEqual(lost, { quality: 'POOR', qualityScore: 0.2 });
  });

  test('figures that are not defined earn nothing, except a profit factor without losers', () => {
    const bare = { ...superb, sharpeRatio: null, winRate: null, excessReturn: null, maxDrawdown: null };
    near(gradeBacktest(bare).qualityScore, 2 / 6);
    near(gradeBacktest({ ...bare, profitFactor: null }).qualityScore, 2 / 6);
    near(gradeBacktest({ ...bare, profitFactor: null, winningTrades: 0 }).qualityScore, 1 / 6);
  });
});
