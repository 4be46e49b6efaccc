import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backtest } from '../../src/backtest/backtest.ts';
import { barsOf } from './arbitrary.ts';

const NONE = Number.NaN;

function near(actual: number | null, expected: number, digits = 10): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 10 ** -digits, `${actual} is not near ${expected}`);
}

describe('a backtest worked by hand', () => {
  // 1 % cost a side, held 2 sessions. Signal 1 (0.6, just enough) buys at open 2 = 110 and sells at close 3 = 110;
  // signal 2 meets the open position; signal 3, of the close that sold, buys at open 4 = 100 and sells at close 5 = 120.
  const bars = {
    ...barsOf([100, 100, 110, 120, 100, 90, 100], [100, 105, 120, 110, 95, 120, 105]),
    dates: ['2020-01-30', '2020-01-31', '2020-02-03', '2020-02-04', '2020-02-05', '2020-02-06', '2020-02-07'],
  };
  const signals = [0.59, 0.6, 0.9, 0.7, NONE, NONE, NONE];
  const { trades, equity, metrics } = backtest(bars, signals, {
    holdingSessions: 2,
    costPerSide: 0.01,
    initialCapital: 1_000,
  });
  const first = 0.99 / 1.01 - 1;
  const second = (1.2 * 0.99) / 1.01 - 1;

  test('trades', () => {
    assert.deepEqual(
      trades.map(({ shares, return: net, ...rest }) => rest),
      [
        {
          signalDate: '2020-01-31',
          entryDate: '2020-02-03',
          entryPrice: 110,
          exitDate: '2020-02-04',
          exitPrice: 110,
          probability: 0.6,
          sessions: 2,
        },
        {
          signalDate: '2020-02-04',
          entryDate: '2020-02-05',
          entryPrice: 100,
          exitDate: '2020-02-06',
          exitPrice: 120,
          probability: 0.7,
          sessions: 2,
        },
      ],
    );
    near(trades[0].shares, 9.000900090009);
    near(trades[1].shares, 9.704930889129);
    near(trades[0].return, first);
    near(trades[1].return, second);
  });

  test('equity runs from the first prediction to the last session a prediction can reach', () => {
    assert.deepEqual(equity.dates, bars.dates.slice(0, 6));
    assert.equal(equity.from, 0);
    [1_000, 1_000, 1_080.108010801, 980.198019802, 921.968434467, 1_152.945789628].forEach((value, t) => {
      near(equity.value[t], value, 8);
    });
    assert.deepEqual([...equity.cash].slice(0, 3), [1_000, 1_000, 0]);
    assert.deepEqual([...equity.shares].slice(0, 2), [0, 0]);
  });

  test('metrics', () => {
    near(metrics.totalReturn, 0.152945789628);
    near(metrics.buyAndHoldReturn, 0.2);
    near(metrics.annualizedReturn, 1.152945789628 ** (252 / 5) - 1, 6);
    near(metrics.maxDrawdown, 921.968434467209 / 1_080.10801080108 - 1);
    near(metrics.profitFactor, second / -first);
    near(metrics.avgTradeReturn, (first + second) / 2);
    near(metrics.worstTradeReturn, first);
    near(metrics.bestTradeReturn, second);
    assert.equal(metrics.winRate, 0.5);
    assert.equal(metrics.avgTradeDurationDays, 2);
    assert.deepEqual([metrics.totalTrades, metrics.winningTrades, metrics.losingTrades], [2, 1, 1]);
    assert.deepEqual(Object.keys(metrics.monthlyReturns), ['2020-01', '2020-02']);
    near(metrics.monthlyReturns['2020-01'], 0);
    near(metrics.monthlyReturns['2020-02'], 0.152945789628);
    assert.equal(metrics.quality, 'POOR');
  });
});

test('by default a position is bought at the next open, held 7 sessions, and the next one bought the morning after', () => {
  const rising = Array.from({ length: 20 }, (_, t) => 100 + t);
  const bars = barsOf(rising, rising);
  const { trades } = backtest(bars, new Float64Array(20).fill(0.6));
  assert.deepEqual(
    trades.map((trade) => [trade.signalDate, trade.entryDate, trade.exitDate, trade.sessions]),
    [
      [bars.dates[0], bars.dates[1], bars.dates[7], 7],
      [bars.dates[7], bars.dates[8], bars.dates[14], 7],
    ],
  );
});

test('entry at the close buys at the very close the signal was computed from', () => {
  const bars = barsOf([10, 20, 30], [11, 21, 31]);
  const { trades } = backtest(bars, [0.9, NONE, NONE], { entry: 'close', holdingSessions: 2 });
  assert.equal(trades[0].entryDate, trades[0].signalDate);
  assert.equal(trades[0].entryPrice, 11);
  assert.equal(trades[0].exitPrice, 31);
});

test('a position whose exit lies beyond the last bar is not opened', () => {
  const flat = new Array(8).fill(100);
  assert.equal(backtest(barsOf(flat, flat), [0.9, ...new Array(7).fill(NONE)]).trades.length, 1);
  assert.equal(backtest(barsOf(flat, flat), [NONE, 0.9, ...new Array(6).fill(NONE)]).trades.length, 0);
});

test('a prediction below the threshold, or a missing one, opens nothing', () => {
  const flat = new Array(20).fill(100);
  const signals = flat.map((_, t) => (t % 2 === 0 ? 0.599 : NONE));
  const { trades, metrics } = backtest(barsOf(flat, flat), signals);
  assert.equal(trades.length, 0);
  assert.equal(metrics.totalTrades, 0);
  assert.equal(metrics.totalReturn, 0);
  assert.equal(metrics.volatility, 0);
  assert.equal(metrics.maxDrawdown, 0);
  for (const name of ['winRate', 'profitFactor', 'sharpeRatio', 'sortinoRatio', 'calmarRatio'] as const) {
    assert.equal(metrics[name], null, name);
  }
  for (const name of ['avgTradeReturn', 'bestTradeReturn', 'worstTradeReturn', 'avgTradeDurationDays'] as const) {
    assert.equal(metrics[name], null, name);
  }
});

test('without any prediction there is no range and no figure', () => {
  const { trades, equity, metrics } = backtest(barsOf([1, 2], [1, 2]), [NONE, NONE]);
  assert.equal(trades.length, 0);
  assert.equal(equity.value.length, 0);
  assert.deepEqual(metrics.monthlyReturns, {});
  for (const name of ['totalReturn', 'annualizedReturn', 'buyAndHoldReturn', 'maxDrawdown', 'var95'] as const) {
    assert.equal(metrics[name], null, name);
  }
  assert.deepEqual([metrics.quality, metrics.qualityScore], ['POOR', 0]);
});

test('sessions before the first prediction and after the last exit do not dilute the figures', () => {
  const close = [50, 60, 100, 110, 120, 130, 10, 10];
  const signals = [NONE, NONE, 0.9, NONE, NONE, NONE, NONE, NONE];
  const { equity, metrics } = backtest(barsOf(close, close), signals, { holdingSessions: 3 });
  assert.deepEqual([equity.from, equity.value.length], [2, 4]);
  near(metrics.buyAndHoldReturn, 0.3);
});

test('an open outside low–high fills like any other price', () => {
  const bars = { ...barsOf([100, 200, 100], [100, 100, 100]), high: Float64Array.of(100, 101, 100) };
  assert.equal(backtest(bars, [0.9, NONE, NONE], { holdingSessions: 2 }).trades[0].entryPrice, 200);
});

test('nobody fills at a price that is not positive, and such a close does not wipe out an open position', () => {
  const rules = { holdingSessions: 2, costPerSide: 0 };
  const close = [100, 100, 100, 100];
  assert.equal(backtest(barsOf([100, 0, 100, 100], close), [0.9, NONE, NONE, NONE], rules).trades.length, 0);
  assert.equal(backtest(barsOf(close, [100, 100, NONE, 100]), [0.9, NONE, NONE, NONE], rules).trades.length, 0);
  const { equity } = backtest(barsOf([100, 80, 100, 100], [100, 0, 100, 100]), [0.9, NONE, NONE, NONE], rules);
  assert.deepEqual([...equity.value], [10_000, 10_000, 12_500]);
});

test('a rule or signal out of range is refused by name and value', () => {
  const bars = barsOf([1, 1], [1, 1]);
  const signals = [NONE, NONE];
  assert.throws(() => backtest(bars, signals, { threshold: 1.5 }), /rule threshold must be between 0 and 1, got 1.5/);
  assert.throws(
    () => backtest(bars, signals, { holdingSessions: 0 }),
    /holdingSessions must be a positive integer, got 0/,
  );
  assert.throws(() => backtest(bars, signals, { costPerSide: NONE }), /costPerSide must be at least 0 .*, got NaN/);
  assert.throws(() => backtest(bars, signals, { initialCapital: -1 }), /initialCapital must be positive, got -1/);
  assert.throws(
    () => backtest(bars, signals, { entry: undefined }),
    /entry must be 'next_open' or 'close', got undefined/,
  );
  assert.throws(() => backtest(bars, [1]), /signals must have one entry per bar \(2\), got 1/);
  assert.throws(
    () => backtest(bars, [NONE, 60]),
    /signal of 2020-01-02 must be a probability in \[0, 1\] or NaN, got 60/,
  );
});
