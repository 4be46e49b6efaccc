import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { backtest } from '../../src/backtest/backtest.ts';
import type { TradedInstrument } from '../../src/backtest/inputs.ts';
import { backtestPortfolio } from '../../src/backtest/portfolio.ts';
import type { PortfolioRules } from '../../src/backtest/rules.ts';
import { anyMarket, anyRules, barsOf } from './arbitrary.ts';

const NONE = Number.NaN;
const RUNS = { seed: 7, numRuns: 150 };

const anyMarkets: fc.Arbitrary<TradedInstrument[]> = fc
  .array(anyMarket, { minLength: 1, maxLength: 5 })
  .map((markets) => markets.map((market, i) => ({ symbol: 'EDCBA'[i], ...market })));

const anyPortfolioRules: fc.Arbitrary<PortfolioRules> = fc
  .record({ maxPositions: fc.integer({ min: 1, max: 4 }), weighting: fc.constantFrom('equal', 'signal_strength') })
  .chain((own) => anyRules.map((rules) => ({ ...rules, ...own })));

function assertClose(actual: number, expected: number, what: string, scale = Math.abs(expected)): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, scale), `${what}: ${actual} is not ${expected}`);
}

/** Two sessions at a price of 1, and one where it is `last`. */
const market = (symbol: string, signal: number, last = 1): TradedInstrument => ({
  symbol,
  bars: barsOf([1, 1, 1], [1, 1, last]),
  signals: [signal, NONE, NONE],
});

const TWO_SESSIONS = { holdingSessions: 2, costPerSide: 0, initialCapital: 1_000 } as const;

describe('a portfolio', () => {
  test('of one instrument and one place is the backtest of that instrument', () => {
    fc.assert(
      fc.property(anyMarket, anyRules, ({ bars, signals, actions }, rules) => {
        const alone = backtest(bars, signals, rules, { actions });
        const shared = backtestPortfolio([{ symbol: 'A', bars, signals, actions }], { ...rules, maxPositions: 1 });
        assert.deepEqual(
          shared.trades,
          alone.trades.map((trade) => ({ symbol: 'A', ...trade })),
        );
        assert.deepEqual(shared.equity.value, alone.equity.value);
        assert.deepEqual(shared.metrics, alone.metrics);
      }),
      RUNS,
    );
  });

  test('is the same to the last bit in whatever order its instruments are named', () => {
    fc.assert(
      fc.property(anyMarkets, anyPortfolioRules, (markets, rules) => {
        assert.deepEqual(backtestPortfolio(markets.toReversed(), rules), backtestPortfolio(markets, rules));
      }),
      RUNS,
    );
  });

  test('has cash plus positions as its equity every day, whatever calendars its instruments have', () => {
    fc.assert(
      fc.property(anyMarkets, anyPortfolioRules, (markets, rules) => {
        const { equity, trades } = backtestPortfolio(markets, rules);
        equity.dates.forEach((date, i) => {
          let value = equity.cash[i];
          let size = Math.abs(value);
          for (const { symbol, bars } of markets) {
            const shares = equity.shares.get(symbol)?.[i] ?? NONE;
            if (shares === 0) continue;
            const bar = bars.dates.findLastIndex((session) => session <= date);
            value += shares * bars.close[bar];
            size += Math.abs(shares * bars.close[bar]);
          }
          assertClose(equity.value[i], value, date, size);
        });
        if (equity.value.length === 0) return;
        const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
        const turnedOver = trades.reduce((sum, trade) => sum + Math.abs(trade.profit), rules.initialCapital);
        assertClose(equity.value[equity.value.length - 1], rules.initialCapital + profit, 'final equity', turnedOver);
      }),
      RUNS,
    );
  });

  test('returns what its instruments contributed, no more and no less', () => {
    fc.assert(
      fc.property(anyMarkets, anyPortfolioRules, (markets, rules) => {
        const { contributions, trades, metrics } = backtestPortfolio(markets, rules);
        assert.deepEqual(
          contributions.map(({ symbol }) => symbol),
          markets.map(({ symbol }) => symbol).sort(),
        );
        const counted = contributions.reduce((sum, of) => sum + of.trades, 0);
        assert.equal(counted, trades.length);
        const whole = contributions.reduce((sum, of) => sum + of.contribution, 0);
        const turnedOver = trades.reduce((sum, trade) => sum + Math.abs(trade.profit), 0) / rules.initialCapital;
        assertClose(whole, metrics.totalReturn ?? 0, 'contributions', turnedOver);
      }),
      RUNS,
    );
  });

  test('never holds more positions than it has places, nor borrows to buy', () => {
    fc.assert(
      fc.property(anyMarkets, anyPortfolioRules, (markets, rules) => {
        const { equity } = backtestPortfolio(markets, { ...rules, direction: 'long_only' });
        equity.dates.forEach((date, i) => {
          const held = [...equity.shares.values()].filter((shares) => shares[i] !== 0);
          assert.ok(held.length <= rules.maxPositions, date);
          assert.ok(equity.cash[i] >= -1e-9 * equity.value[i], `${date}: cash ${equity.cash[i]}`);
        });
      }),
      RUNS,
    );
  });

  test('takes the strongest signals, long or short, and of equals the first symbols', () => {
    const markets = [market('D', 0.9), market('C', 0.7), market('B', 0.9), market('A', 0.05)];
    const { trades } = backtestPortfolio(markets, { ...TWO_SESSIONS, direction: 'long_short', maxPositions: 2 });
    assert.deepEqual(
      trades.map(({ symbol, direction }) => [symbol, direction]),
      [
        ['A', 'short'],
        ['B', 'long'],
      ],
    );
  });

  test('gives each position an equal part of the equity, and an unused place stays cash', () => {
    const { trades, equity } = backtestPortfolio([market('A', 0.9, 2), market('B', 0.6)], {
      ...TWO_SESSIONS,
      maxPositions: 4,
    });
    assert.deepEqual(
      trades.map(({ shares }) => shares),
      [250, 250],
    );
    assert.deepEqual([...equity.cash], [1_000, 500, 1_250]);
  });

  test('what opens on an ex-session gets its part of the value at the close before, the dividend not counted twice', () => {
    const flat = [1, 1, 1, 1];
    const paying = {
      symbol: 'A',
      bars: barsOf(flat, flat),
      signals: [0.9, NONE, NONE, NONE],
      actions: { splitFactor: new Float64Array(4).fill(1), dividend: Float64Array.of(0, 0, 0.2, 0) },
    };
    const opening = { symbol: 'B', bars: barsOf(flat, flat), signals: [NONE, 0.9, NONE, NONE] };
    const { trades } = backtestPortfolio([paying, opening], { ...TWO_SESSIONS, holdingSessions: 3, maxPositions: 2 });
    assert.deepEqual(
      trades.map(({ symbol, shares, dividends }) => [symbol, shares, dividends]),
      [
        ['A', 500, 100],
        ['B', 500, 0],
      ],
    );
  });

  test('by signal strength, positions that open together share their parts in its proportion', () => {
    // Strengths 0.8 and 0.2: of two parts of 500 one gets 800, the other 200.
    const { trades } = backtestPortfolio([market('A', 0.9), market('B', 0.6)], {
      ...TWO_SESSIONS,
      maxPositions: 2,
      weighting: 'signal_strength',
    });
    assertClose(trades[0].shares, 800, 'A');
    assertClose(trades[1].shares, 200, 'B');
  });

  test('counts holding sessions in the calendar of each instrument', () => {
    const shut = market('B', 0.9);
    const markets = [
      market('A', 0.9),
      { ...shut, bars: { ...shut.bars, dates: ['2020-01-01', '2020-01-03', '2020-01-06'] } },
    ];
    const { trades, equity } = backtestPortfolio(markets, TWO_SESSIONS);
    assert.deepEqual(
      trades.map(({ symbol, entryDate, exitDate }) => [symbol, entryDate, exitDate]),
      [
        ['A', '2020-01-02', '2020-01-03'],
        ['B', '2020-01-03', '2020-01-06'],
      ],
    );
    assert.deepEqual(equity.dates, ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-06']);
  });

  test('an instrument that stops trading is sold at its last price and frees its place', () => {
    const delisted = { symbol: 'A', bars: barsOf([1, 1, 0.4], [1, 0.8, 0.1]), signals: [0.9, NONE, NONE] };
    const lasting = {
      symbol: 'B',
      bars: barsOf(new Array(8).fill(1), new Array(8).fill(1)),
      signals: [NONE, NONE, 0.9, NONE, NONE, NONE, NONE, NONE],
    };
    const { trades } = backtestPortfolio([delisted, lasting], { costPerSide: 0, maxPositions: 1 });
    assert.deepEqual(
      trades.map(({ symbol, exitReason, shares, exitPrice }) => [symbol, exitReason, shares, exitPrice]),
      [
        ['A', 'end_of_data', 10_000, 0.1],
        ['B', 'end_of_data', 1_000, 1],
      ],
    );
  });

  test('holds itself against equal parts of all its instruments, never evened out', () => {
    const { metrics } = backtestPortfolio([market('A', 0.9, 2), market('B', 0.1, 1.5)], TWO_SESSIONS);
    assertClose(metrics.buyAndHold.totalReturn ?? NONE, 0.75, 'buy and hold');
  });

  test('refuses no instrument, a symbol twice, and rules out of range by name and value', () => {
    assert.throws(() => backtestPortfolio([]), /at least one instrument, got none/);
    assert.throws(() => backtestPortfolio([market('A', 0.9), market('A', 0.8)]), /distinct, got "A" twice/);
    assert.throws(() => backtestPortfolio([market('A', 9)]), /signal of A of 2020-01-01 must be .*, got 9/);
    assert.throws(() => backtestPortfolio([market('A', 0.9)], { maxPositions: 0 }), /maxPositions must be .*, got 0/);
  });
});
