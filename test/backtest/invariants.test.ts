import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from '../../src/backtest/backtest.ts';
import { anyMarket, anyRules } from './arbitrary.ts';

const RUNS = { seed: 7, numRuns: 300 };

function assertClose(actual: number, expected: number, what: string): void {
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);
}

test('cash plus position is the equity of every day, and one of the two is nothing', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, ({ bars, signals }, rules) => {
      const { equity } = backtest(bars, signals, rules);
      equity.dates.forEach((date, i) => {
        assert.equal(date, bars.dates[equity.from + i]);
        const position = equity.shares[i] * bars.close[equity.from + i];
        assertClose(equity.value[i], equity.cash[i] + position, date);
        assert.ok(equity.cash[i] === 0 || equity.shares[i] === 0, date);
        assert.ok(equity.value[i] > 0, date);
      });
    }),
    RUNS,
  );
});

test('money is conserved: the final equity is the capital times the product of the trades', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, ({ bars, signals }, rules) => {
      const { trades, equity, metrics } = backtest(bars, signals, rules);
      if (equity.value.length === 0) return;
      const product = trades.reduce((value, trade) => value * (1 + trade.return), rules.initialCapital);
      assertClose(equity.value[equity.value.length - 1], product, 'final equity');
      assertClose(1 + (metrics.totalReturn ?? Number.NaN), product / rules.initialCapital, 'total return');
      const months = Object.values(metrics.monthlyReturns).reduce((value, month) => value * (1 + month), 1);
      assertClose(months, product / rules.initialCapital, 'product of months');
    }),
    RUNS,
  );
});

test('with next_open nothing is bought before or on the close of its signal, and positions never overlap', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, ({ bars, signals }, rules) => {
      const { trades } = backtest(bars, signals, { ...rules, entry: 'next_open' });
      let freeFrom = 0;
      for (const trade of trades) {
        const signal = bars.dates.indexOf(trade.signalDate);
        assert.ok(signal >= freeFrom, 'opened while another position was open');
        assert.equal(trade.entryDate, bars.dates[signal + 1]);
        assert.equal(trade.entryPrice, bars.open[signal + 1]);
        assert.equal(trade.exitDate, bars.dates[signal + rules.holdingSessions]);
        assert.equal(trade.probability, signals[signal]);
        assert.ok(trade.probability >= rules.threshold);
        freeFrom = signal + rules.holdingSessions;
      }
    }),
    RUNS,
  );
});

test('the future changes nothing: other prices and predictions after a session leave the equity up to it as it was', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, fc.nat(), ({ bars, signals }, rules, pick) => {
      const { equity } = backtest(bars, signals, rules);
      if (equity.value.length === 0) return;
      const upTo = equity.from + (pick % equity.value.length);
      const later = (t: number) => t > upTo;
      const other = backtest(
        {
          ...bars,
          open: bars.open.map((p, t) => (later(t) ? 3 * p : p)),
          close: bars.close.map((p, t) => (later(t) ? p / 2 : p)),
        },
        signals.map((signal, t) => (later(t) ? 1 - signal : signal)),
        rules,
      );
      const known = upTo - equity.from + 1;
      assert.deepEqual(other.equity.value.slice(0, known), equity.value.slice(0, known));
    }),
    RUNS,
  );
});

test('always long at no cost and entered at the close, chained positions earn what holding earns', () => {
  fc.assert(
    fc.property(anyMarket, fc.integer({ min: 1, max: 10 }), ({ bars }, holdingSessions) => {
      const signals = new Float64Array(bars.close.length).fill(1);
      const { trades, metrics } = backtest(bars, signals, { entry: 'close', costPerSide: 0, holdingSessions });
      const lastExit = holdingSessions * Math.floor((bars.close.length - 1) / holdingSessions);
      assert.equal(trades.length, lastExit / holdingSessions);
      assertClose(metrics.totalReturn ?? Number.NaN, bars.close[lastExit] / bars.close[0] - 1, 'total return');
      if (lastExit > 0 && lastExit === bars.close.length - 1) {
        assertClose(metrics.totalReturn ?? Number.NaN, metrics.buyAndHoldReturn ?? Number.NaN, 'buy and hold');
      }
    }),
    RUNS,
  );
});

test('more cost never gives more money', () => {
  fc.assert(
    fc.property(
      anyMarket,
      anyRules,
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      ({ bars, signals }, rules, extra) => {
        const cheap = backtest(bars, signals, rules);
        const dear = backtest(bars, signals, { ...rules, costPerSide: rules.costPerSide + extra });
        assert.equal(dear.trades.length, cheap.trades.length);
        dear.equity.value.forEach((value, i) => {
          assert.ok(value <= cheap.equity.value[i] * (1 + 1e-12), cheap.equity.dates[i]);
        });
      },
    ),
    RUNS,
  );
});

test('no figure is ever NaN or infinite, and the score stays between 0 and 1', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, ({ bars, signals }, rules) => {
      const { metrics } = backtest(bars, signals, rules);
      const { quality, monthlyReturns, ...figures } = metrics;
      for (const [name, value] of [...Object.entries(figures), ...Object.entries(monthlyReturns)]) {
        assert.ok(value === null || Number.isFinite(value), `${name} is ${value}`);
      }
      assert.ok(metrics.qualityScore >= 0 && metrics.qualityScore <= 1);
      assert.ok(quality !== 'EXCELLENT' || metrics.totalTrades >= 23);
    }),
    RUNS,
  );
});
