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
      trades.map(({ shares, exitShares, costs, profit, return: net, ...rest }) => rest),
      [
        {
          direction: 'long',
          signalDate: '2020-01-31',
          probability: 0.6,
          entryDate: '2020-02-03',
          entryPrice: 110,
          exitDate: '2020-02-04',
          exitPrice: 110,
          dividends: 0,
          sessions: 2,
          exitReason: 'horizon',
        },
        {
          direction: 'long',
          signalDate: '2020-02-04',
          probability: 0.7,
          entryDate: '2020-02-05',
          entryPrice: 100,
          exitDate: '2020-02-06',
          exitPrice: 120,
          dividends: 0,
          sessions: 2,
          exitReason: 'horizon',
        },
      ],
    );
    near(trades[0].shares, 9.000900090009);
    near(trades[0].profit, 1_000 * first);
    near(trades[0].costs, 9.000900090009 * 110 * 0.02);
    near(trades[1].shares, 9.704930889129);
    near(trades[0].return, first);
    near(trades[1].return, second);
  });

  test('equity runs from the first prediction to the last session a prediction can reach', () => {
    assert.deepEqual(equity.dates, bars.dates.slice(0, 6));
    [1_000, 1_000, 1_080.108010801, 980.198019802, 921.968434467, 1_152.945789628].forEach((value, t) => {
      near(equity.value[t], value, 8);
    });
    assert.deepEqual([...equity.cash].slice(0, 3), [1_000, 1_000, 0]);
    assert.deepEqual([...equity.shares].slice(0, 2), [0, 0]);
  });

  test('metrics', () => {
    near(metrics.totalReturn, 0.152945789628);
    near(metrics.buyAndHold.totalReturn, 0.2);
    // In the market on 4 of 5 sessions, with everything.
    near(metrics.exposure, 0.8);
    // Fills of 990.099 and 990.099, then 970.493 and 1164.592; the mean of the six values is 1022.5367091.
    near(metrics.turnover, ((4_115.2828042 / 2 / 1_022.5367091) * 252) / 5, 5);
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
      // The bars end before its seventh session.
      [bars.dates[14], bars.dates[15], bars.dates[19], 5],
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

test('a position that the bars end under is closed at the last close, and says so', () => {
  const close = [100, 100, 100, 80];
  const { trades, equity } = backtest(barsOf(close, close), [NONE, 0.9, NONE, NONE], { costPerSide: 0 });
  assert.deepEqual(
    trades.map(({ exitDate, exitPrice, sessions, exitReason }) => [exitDate, exitPrice, sessions, exitReason]),
    [['2020-01-04', 80, 2, 'end_of_data']],
  );
  assert.deepEqual([...equity.value], [10_000, 10_000, 8_000]);
  assert.deepEqual([...equity.shares], [0, 100, 0]);
});

test('a signal on the last bar opens nothing', () => {
  for (const entry of ['next_open', 'close'] as const) {
    assert.equal(backtest(barsOf([1, 1], [1, 1]), [NONE, 0.9], { entry }).trades.length, 0, entry);
  }
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
  for (const name of ['totalReturn', 'annualizedReturn', 'maxDrawdown', 'var95', 'exposure', 'turnover'] as const) {
    assert.equal(metrics[name], null, name);
  }
  assert.equal(metrics.probabilisticSharpe, null);
  assert.equal(metrics.buyAndHold.totalReturn, null);
  assert.deepEqual([metrics.quality, metrics.qualityScore], ['POOR', 0]);
});

test('sessions before the first prediction and after the last exit do not dilute the figures', () => {
  const close = [50, 60, 100, 110, 120, 130, 10, 10];
  const signals = [NONE, NONE, 0.9, NONE, NONE, NONE, NONE, NONE];
  const { equity, metrics } = backtest(barsOf(close, close), signals, { holdingSessions: 3 });
  assert.deepEqual(equity.dates, ['2020-01-03', '2020-01-04', '2020-01-05', '2020-01-06']);
  near(metrics.buyAndHold.totalReturn, 0.3);
});

test('an open outside low–high fills like any other price', () => {
  const bars = { ...barsOf([100, 200, 100], [100, 100, 100]), high: Float64Array.of(100, 101, 100) };
  assert.equal(backtest(bars, [0.9, NONE, NONE], { holdingSessions: 2 }).trades[0].entryPrice, 200);
});

test('nobody fills at a price that is not positive, and such a close does not wipe out an open position', () => {
  const rules = { holdingSessions: 2, costPerSide: 0 };
  const close = [100, 100, 100, 100];
  assert.equal(backtest(barsOf([100, 0, 100, 100], close), [0.9, NONE, NONE, NONE], rules).trades.length, 0);
  const [late] = backtest(barsOf(close, [100, 100, NONE, 90, 80]), [0.9, NONE, NONE, NONE, NONE], {
    ...rules,
    threshold: 0.8,
  }).trades;
  assert.deepEqual([late.exitPrice, late.exitReason], [100, 'end_of_data']);
  const { equity } = backtest(barsOf([100, 80, 100, 100], [100, 0, 100, 100]), [0.9, NONE, NONE, NONE], rules);
  assert.deepEqual([...equity.value], [10_000, 10_000, 12_500]);
});

describe('a short position worked by hand', () => {
  // Sold at 100 less 1 % slippage with 10 % of the fill's value as cost, bought back at 80 and 1 % more:
  // 1000 / 1.1 = 909.0909 of shares at 99, so 9.18273 of them. Back: 9.18273 × 80.8 = 741.9651, and 74.19651 of cost.
  const { trades, equity, metrics } = backtest(barsOf([100, 100, 90, 80], [100, 95, 90, 80]), [0.1, NONE, NONE, NONE], {
    direction: 'long_short',
    threshold: 0.9,
    holdingSessions: 3,
    costPerSide: 0.1,
    slippage: 0.01,
    initialCapital: 1_000,
  });

  test('its shares are negative, and its proceeds are cash', () => {
    near(trades[0].shares, -9.18273645546373);
    near(equity.cash[1], 1_000 + 909.0909090909 - 90.9090909091, 9);
    near(equity.value[1], equity.cash[1] - 9.18273645546373 * 95, 9);
  });

  test('it earns what the price fell, less slippage and cost of both sides', () => {
    assert.equal(trades[0].direction, 'short');
    near(trades[0].profit, 909.0909090909 - 741.9651056 - 90.9090909091 - 74.19651056, 6);
    near(trades[0].return, trades[0].profit / 1_000);
    near(metrics.totalReturn, trades[0].profit / 1_000);
  });
});

test('long only takes no short position, whatever the probability', () => {
  assert.equal(backtest(barsOf([1, 1, 1], [1, 1, 1]), [0, NONE, NONE], { holdingSessions: 1 }).trades.length, 0);
});

test('a short position that costs more than the account is worth is closed out at that close, and nothing follows', () => {
  const close = [100, 100, 250, 50, 50, 50, 50];
  const { trades, equity, metrics } = backtest(
    barsOf(close, close),
    close.map(() => 0),
    { direction: 'long_short', costPerSide: 0, holdingSessions: 5, initialCapital: 1_000 },
  );
  assert.deepEqual(
    trades.map(({ exitReason, exitPrice, profit }) => [exitReason, exitPrice, profit]),
    [['ruin', 250, -1_500]],
  );
  assert.deepEqual([...equity.value], [1_000, 1_000, -500, -500, -500, -500, -500]);
  assert.deepEqual([metrics.totalReturn, metrics.annualizedReturn], [-1.5, -1]);
});

test('whole shares leave the rest in cash, and a capital below one share buys none', () => {
  const bars = barsOf([30, 30, 30], [30, 30, 30]);
  const rules = { wholeShares: true, costPerSide: 0, holdingSessions: 2 };
  const { trades, equity } = backtest(bars, [0.9, NONE, NONE], { ...rules, initialCapital: 100 });
  assert.equal(trades[0].shares, 3);
  assert.equal(equity.cash[1], 10);
  assert.equal(backtest(bars, [0.9, NONE, NONE], { ...rules, initialCapital: 29 }).trades.length, 0);
});

test('a capital that pays for exactly so many whole shares buys as many', () => {
  for (let shares = 1; shares <= 200; shares++) {
    const capital = shares * 1.1 * (1 + 0.003);
    const { trades } = backtest(barsOf([1.1, 1.1], [1.1, 1.1]), [0.9, NONE], {
      wholeShares: true,
      costPerSide: 0.003,
      initialCapital: capital,
    });
    assert.equal(trades[0].shares, shares);
  }
});

test('a fraction of the capital leaves the rest idle', () => {
  const close = [100, 100, 200];
  const { equity, metrics } = backtest(barsOf(close, close), [0.9, NONE, NONE], {
    capitalFraction: 0.25,
    costPerSide: 0,
    holdingSessions: 2,
  });
  assert.deepEqual([...equity.cash], [10_000, 7_500, 12_500]);
  near(metrics.totalReturn, 0.25);
});

describe('splits and dividends', () => {
  // Two for one at session 2 and 3 of dividend per new share at session 3: 50 shares at 200 become 100 at 100.
  const bars = barsOf([200, 200, 100, 100, 100], [200, 200, 100, 100, 110]);
  const actions = { splitFactor: Float64Array.of(1, 1, 2, 1, 1), dividend: Float64Array.of(0, 0, 0, 3, 0) };
  const rules = { costPerSide: 0, holdingSessions: 4 };

  test('shares multiply, and who holds receives the dividend', () => {
    const { trades, equity } = backtest(bars, [0.9, NONE, NONE, NONE, NONE], rules, { actions });
    assert.deepEqual([...equity.shares], [0, 50, 100, 100, 0]);
    assert.deepEqual([...equity.value], [10_000, 10_000, 10_000, 10_300, 11_300]);
    const [{ shares, exitShares, dividends, profit }] = trades;
    assert.deepEqual([shares, exitShares, dividends, profit], [50, 100, 300, 1_300]);
  });

  test('who is short owes more shares, and the dividend', () => {
    const { trades } = backtest(bars, [0, NONE, NONE, NONE, NONE], { ...rules, direction: 'long_short' }, { actions });
    const [{ shares, exitShares, dividends, profit }] = trades;
    assert.deepEqual([shares, exitShares, dividends, profit], [-50, -100, -300, -1_300]);
  });

  test('bought at the open of the ex-session, no dividend comes with it; sold at its close, it does', () => {
    const late = backtest(bars, [NONE, NONE, 0.9, NONE, NONE], { ...rules, holdingSessions: 1 }, { actions });
    assert.deepEqual([late.trades[0].entryDate, late.trades[0].dividends], ['2020-01-04', 0]);
    const early = backtest(bars, [NONE, 0.9, NONE, NONE, NONE], { ...rules, holdingSessions: 2 }, { actions });
    assert.deepEqual([early.trades[0].exitDate, early.trades[0].dividends], ['2020-01-04', 300]);
  });

  test('buy and hold has them too, its dividends reinvested at the close of the ex-session', () => {
    const { metrics } = backtest(bars, [0.9, NONE, NONE, NONE, NONE], rules, { actions });
    near(metrics.buyAndHold.totalReturn, ((2 * 103) / 200) * (110 / 100) - 1);
  });

  test('impossible ones are refused by session and value', () => {
    const signals = [NONE, NONE, NONE, NONE, NONE];
    const fault = (change: Partial<typeof actions>) => () =>
      backtest(bars, signals, {}, { actions: { ...actions, ...change } });
    assert.throws(fault({ splitFactor: Float64Array.of(1, 0, 1, 1, 1) }), /split factor of 2020-01-02 .* got 0/);
    assert.throws(fault({ dividend: Float64Array.of(0, 0, -1, 0, 0) }), /dividend of 2020-01-03 .* got -1/);
    assert.throws(fault({ dividend: new Float64Array(2) }), /dividend must have one entry per bar \(5\), got 2/);
  });
});

test('a rule or signal out of range is refused by name and value', () => {
  const bars = barsOf([1, 1], [1, 1]);
  const signals = [NONE, NONE];
  for (const threshold of [0.5, 1, 1.5, NONE]) {
    assert.throws(() => backtest(bars, signals, { threshold }), {
      name: 'BacktestRuleError',
      message: `backtest rule threshold must be above 0.5 and below 1, got ${threshold}`,
    });
  }
  assert.throws(
    () => backtest(bars, signals, { holdingSessions: 0 }),
    /holdingSessions must be a whole number from 1 on, got 0/,
  );
  assert.throws(() => backtest(bars, signals, { costPerSide: NONE }), /costPerSide must be at least 0 .*, got NaN/);
  assert.throws(() => backtest(bars, signals, { slippage: 1 }), /slippage must be at least 0 and below 1, got 1/);
  assert.throws(() => backtest(bars, signals, { capitalFraction: 2 }), /capitalFraction must be above 0 .*, got 2/);
  assert.throws(() => backtest(bars, signals, { initialCapital: -1 }), /initialCapital must be above 0, got -1/);
  assert.throws(
    () => backtest(bars, signals, { entry: undefined }),
    /entry must be 'next_open' or 'close', got undefined/,
  );
  assert.throws(() => backtest(bars, signals, {}, { trials: 0 }), /trials must be a whole number from 1 on, got 0/);
  assert.throws(() => backtest(bars, [1]), /signals must have one entry per bar \(2\), got 1/);
  assert.throws(
    () => backtest(bars, [NONE, 60]),
    /signal of 2020-01-02 must be a probability in \[0, 1\] or NaN, got 60/,
  );
});
