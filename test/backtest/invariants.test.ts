import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backtest } from '../../src/backtest/backtest.ts';
import { type AnyMarket, anyMarket, anyRules, noActions } from './arbitrary.ts';

const RUNS = { seed: 7, numRuns: 300 };

function assertClose(actual: number, expected: number, what: string, scale = Math.abs(expected)): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, scale), `${what}: ${actual} is not ${expected}`);
}

const run = ({ bars, signals, actions }: AnyMarket, rules: Parameters<typeof backtest>[2]) =>
  backtest(bars, signals, rules, { actions });

test('cash plus position is the equity of every day', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, (market, rules) => {
      const { equity } = run(market, rules);
      const from = market.bars.dates.indexOf(equity.dates[0]);
      equity.dates.forEach((date, i) => {
        assert.equal(date, market.bars.dates[from + i]);
        const position = equity.shares[i] * market.bars.close[from + i];
        assertClose(equity.value[i], equity.cash[i] + position, date, Math.abs(position) + Math.abs(equity.cash[i]));
        if (rules.direction === 'long_only') {
          assert.ok(equity.cash[i] >= 0 && equity.shares[i] >= 0, date);
          assert.ok(equity.value[i] > 0, date);
        }
      });
    }),
    RUNS,
  );
});

test('money is conserved: each trade is worth what prices, splits, dividends, costs and slippage make of it', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, (market, rules) => {
      const { bars, actions } = market;
      const { trades, equity, metrics } = run(market, rules);
      if (equity.value.length === 0) return;
      for (const trade of trades) {
        const [entry, exit] = [bars.dates.indexOf(trade.entryDate), bars.dates.indexOf(trade.exitDate)];
        const side = trade.direction === 'long' ? 1 : -1;
        const entryPrice = rules.entry === 'close' ? bars.close[entry] : bars.open[entry];
        assertClose(trade.entryPrice, entryPrice * (1 + side * rules.slippage), 'entry price');
        assertClose(trade.exitPrice, bars.close[exit] * (1 - side * rules.slippage), 'exit price');
        let shares = trade.shares;
        let dividends = 0;
        for (let t = entry + 1; t <= exit; t++) {
          shares *= actions.splitFactor[t];
          dividends += shares * actions.dividend[t];
        }
        assertClose(trade.exitShares, shares, 'shares at exit');
        assertClose(trade.dividends, dividends, 'dividends');
        const [bought, sold] = [trade.shares * trade.entryPrice, trade.exitShares * trade.exitPrice];
        const costs = rules.costPerSide * (Math.abs(bought) + Math.abs(sold));
        assertClose(trade.costs, costs, 'costs');
        assertClose(trade.profit, sold - bought + dividends - costs, 'profit', Math.abs(bought) + Math.abs(sold));
        if (rules.wholeShares) assert.ok(Number.isInteger(trade.shares) && trade.shares !== 0);
      }
      const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
      const final = equity.value[equity.value.length - 1];
      assertClose(final, rules.initialCapital + profit, 'final equity', rules.initialCapital);
      assertClose(1 + (metrics.totalReturn ?? Number.NaN), final / rules.initialCapital, 'total return');
      if (trades.some((trade) => trade.exitReason === 'ruin')) return;
      const months = Object.values(metrics.monthlyReturns).reduce((value, month) => value * (1 + month), 1);
      assertClose(months, final / rules.initialCapital, 'product of months');
    }),
    RUNS,
  );
});

test('no position takes more than its part of the equity before it', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, (market, rules) => {
      const { trades, equity } = run(market, { ...rules, entry: 'next_open' });
      for (const trade of trades) {
        const before = equity.value[equity.dates.indexOf(trade.signalDate)];
        const outlay = Math.abs(trade.shares) * trade.entryPrice * (1 + rules.costPerSide);
        assert.ok(outlay <= rules.capitalFraction * before * (1 + 1e-12), `${outlay} of ${before}`);
      }
    }),
    RUNS,
  );
});

test('with next_open nothing fills before or on the close of its signal, and positions never overlap', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, (market, rules) => {
      const { bars, signals } = market;
      const { trades } = run(market, { ...rules, entry: 'next_open' });
      let freeFrom = 0;
      for (const trade of trades) {
        const signal = bars.dates.indexOf(trade.signalDate);
        assert.ok(signal >= freeFrom, 'opened while another position was open');
        assert.equal(trade.entryDate, bars.dates[signal + 1]);
        assert.equal(trade.probability, signals[signal]);
        const certainty = trade.direction === 'long' ? trade.probability : 1 - trade.probability;
        assert.ok(certainty >= rules.threshold);
        const exit = bars.dates.indexOf(trade.exitDate);
        if (trade.exitReason === 'horizon') assert.equal(exit, signal + rules.holdingSessions);
        else assert.ok(exit <= signal + rules.holdingSessions);
        if (trade.exitReason === 'end_of_data') assert.equal(exit, bars.dates.length - 1);
        assert.equal(trade.sessions, exit - signal);
        freeFrom = exit;
      }
    }),
    RUNS,
  );
});

test('the future changes nothing: with other prices and predictions after a session, or none, the equity up to it stays', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, fc.nat(), (market, rules, pick) => {
      const { bars, signals, actions } = market;
      const { equity } = run(market, rules);
      if (equity.value.length === 0) return;
      const known = pick % equity.value.length;
      const upTo = bars.dates.indexOf(equity.dates[known]);
      const later = (t: number) => t > upTo;
      const other = run(
        {
          bars: {
            ...bars,
            open: bars.open.map((p, t) => (later(t) ? 3 * p : p)),
            close: bars.close.map((p, t) => (later(t) ? p / 2 : p)),
          },
          signals: signals.map((signal, t) => (later(t) ? 1 - signal : signal)),
          actions: { ...actions, splitFactor: actions.splitFactor.map((f, t) => (later(t) ? 2 * f : f)) },
        },
        rules,
      );
      assert.deepEqual(other.equity.value.slice(0, known + 1), equity.value.slice(0, known + 1));
      const short = run(
        {
          bars: {
            dates: bars.dates.slice(0, upTo + 1),
            open: bars.open.slice(0, upTo + 1),
            high: bars.high.slice(0, upTo + 1),
            low: bars.low.slice(0, upTo + 1),
            close: bars.close.slice(0, upTo + 1),
            volume: bars.volume.slice(0, upTo + 1),
          },
          signals: signals.slice(0, upTo + 1),
          actions: {
            splitFactor: actions.splitFactor.slice(0, upTo + 1),
            dividend: actions.dividend.slice(0, upTo + 1),
          },
        },
        rules,
      );
      // On the last bar itself an open position is closed.
      assert.deepEqual(short.equity.value.slice(0, known), equity.value.slice(0, known));
    }),
    RUNS,
  );
});

/**
 * The rules under which it holds: every session signals, long only, entered at the close (the next open would miss the
 * nights between exit and entry), all of the capital, no cost, no slippage, fractional shares. Positions that follow
 * each other reinvest dividends at their exits, buy and hold on the ex-session: so either none are paid, or positions
 * last one session. The length of the history does not matter: the last position is closed where the bars end.
 */
test('always long at no cost and entered at the close earns what holding earns', () => {
  fc.assert(
    fc.property(anyMarket, fc.integer({ min: 1, max: 10 }), ({ bars, actions }, holdingSessions) => {
      const signals = new Float64Array(bars.close.length).fill(1);
      const rules = { entry: 'close', costPerSide: 0, holdingSessions } as const;
      const paid = holdingSessions === 1 ? actions : { ...actions, dividend: noActions(bars.close.length).dividend };
      const { equity, metrics } = backtest(bars, signals, rules, { actions: paid });
      assert.equal(equity.dates.length, bars.dates.length);
      assertClose(metrics.totalReturn ?? Number.NaN, metrics.buyAndHold.totalReturn ?? Number.NaN, 'total return');
      assertClose(metrics.maxDrawdown ?? Number.NaN, metrics.buyAndHold.maxDrawdown ?? Number.NaN, 'drawdown');
      if (bars.close.length > 1 && holdingSessions > 1) assertClose(metrics.exposure ?? Number.NaN, 1, 'exposure');
    }),
    RUNS,
  );
});

/**
 * With whole shares it does not hold, nor behind a ruin: a cost that buys a share fewer, or closes out earlier, may save
 * more than it takes.
 */
test('more cost or slippage never gives more money', () => {
  const extra = fc.double({ min: 0, max: 0.05, noNaN: true });
  fc.assert(
    fc.property(anyMarket, anyRules, extra, extra, (market, rules, cost, slippage) => {
      const fractional = { ...rules, wholeShares: false };
      const cheap = run(market, fractional);
      const dear = run(market, {
        ...fractional,
        costPerSide: rules.costPerSide + cost,
        slippage: rules.slippage + slippage,
      });
      fc.pre([...cheap.trades, ...dear.trades].every((trade) => trade.exitReason !== 'ruin'));
      assert.equal(dear.trades.length, cheap.trades.length);
      dear.equity.value.forEach((value, i) => {
        assert.ok(value <= cheap.equity.value[i] * (1 + 1e-12), cheap.equity.dates[i]);
      });
    }),
    RUNS,
  );
});

test('prices of another basis before a session, with the split that says so, change nothing', () => {
  fc.assert(
    fc.property(
      anyMarket,
      anyRules,
      fc.nat(),
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      (market, rules, pick, factor) => {
        const { bars, actions } = market;
        const at = pick % bars.close.length;
        const rebased = (values: Float64Array) => values.map((value, t) => (t < at ? value * factor : value));
        const fractional = { ...rules, wholeShares: false };
        const plain = run(market, fractional);
        const split = run(
          {
            ...market,
            bars: { ...bars, open: rebased(bars.open), close: rebased(bars.close) },
            actions: {
              splitFactor: actions.splitFactor.map((f, t) => (t === at && t > 0 ? f * factor : f)),
              dividend: rebased(actions.dividend),
            },
          },
          fractional,
        );
        assert.equal(split.trades.length, plain.trades.length);
        split.trades.forEach((trade, i) => {
          assertClose(trade.profit, plain.trades[i].profit, 'profit', rules.initialCapital);
        });
        split.equity.value.forEach((value, i) => {
          assertClose(value, plain.equity.value[i], plain.equity.dates[i], rules.initialCapital);
        });
        const [ours, theirs] = [split.metrics.buyAndHold.totalReturn, plain.metrics.buyAndHold.totalReturn];
        if (theirs !== null) assertClose(ours ?? Number.NaN, theirs, 'buy and hold');
      },
    ),
    RUNS,
  );
});

test('no figure is ever NaN or infinite, and the score stays between 0 and 1', () => {
  fc.assert(
    fc.property(anyMarket, anyRules, (market, rules) => {
      const { metrics } = run(market, rules);
      const { quality, monthlyReturns, buyAndHold, ...figures } = metrics;
      for (const [name, value] of Object.entries({ ...figures, ...monthlyReturns, ...buyAndHold })) {
        assert.ok(value === null || Number.isFinite(value), `${name} is ${value}`);
      }
      assert.ok(metrics.qualityScore >= 0 && metrics.qualityScore <= 1);
      assert.ok(quality !== 'EXCELLENT' || metrics.totalTrades >= 23);
    }),
    RUNS,
  );
});
