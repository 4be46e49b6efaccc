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
  .chain((own) => anyRules.map((rules) => ({ ...rules, ...own, topN: null, dropBelow: null })));

function assertClose(actual: number, expected: number, what: string, scale = Math.abs(expected)): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, scale), `${what}: ${actual} is not ${expected}`);
}

/** Seven instruments, so that most days have five to rank, and rules that hold the first of them. */
const anyRankedMarkets: fc.Arbitrary<TradedInstrument[]> = fc
  .array(anyMarket, { minLength: 7, maxLength: 7 })
  .map((markets) => markets.map((market, i) => ({ symbol: 'GFEDCBA'[i], ...market })));

const anyRankRules: fc.Arbitrary<PortfolioRules> = fc
  .record({ topN: fc.integer({ min: 1, max: 4 }), buffer: fc.integer({ min: 0, max: 3 }) })
  .chain(({ topN, buffer }) =>
    anyPortfolioRules.map(
      (rules): PortfolioRules => ({
        ...rules,
        direction: 'long_only',
        weighting: 'equal',
        topN,
        dropBelow: topN + buffer,
      }),
    ),
  );

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

  test('by rank holds at most the first n, pays for all of it, and loses or makes no money on the way', () => {
    fc.assert(
      fc.property(anyRankedMarkets, anyRankRules, (markets, rules) => {
        const { equity, trades } = backtestPortfolio(markets, rules);
        if (equity.value.length === 0) return;
        equity.dates.forEach((date, i) => {
          const held = [...equity.shares.values()].filter((shares) => shares[i] !== 0);
          assert.ok(held.length <= (rules.topN ?? 0), date);
          assert.ok(equity.cash[i] >= -1e-9 * equity.value[i], `${date}: cash ${equity.cash[i]}`);
        });
        const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
        const turnedOver = trades.reduce((sum, trade) => sum + Math.abs(trade.profit), rules.initialCapital);
        assertClose(equity.value[equity.value.length - 1], rules.initialCapital + profit, 'final equity', turnedOver);
      }),
      RUNS,
    );
  });

  test('by rank sells for a rank only below the buffer, and opens only among the first n of the day before', () => {
    fc.assert(
      fc.property(anyRankedMarkets, anyRankRules, (markets, rules) => {
        const placeOn = (symbol: string, date: string) => {
          const said = markets.flatMap(({ symbol: other, bars, signals }) => {
            const signal = signals[bars.dates.indexOf(date)];
            return signal >= 0 ? [{ other, signal }] : [];
          });
          const own = said.find(({ other }) => other === symbol);
          return own && said.length >= 5 ? 1 + said.filter(({ signal }) => signal > own.signal).length : NONE;
        };
        for (const { symbol, signalDate, exitDate, exitReason } of backtestPortfolio(markets, rules).trades) {
          assert.ok(placeOn(symbol, signalDate) <= (rules.topN ?? 0), `${symbol} on ${signalDate}`);
          if (exitReason !== 'rank') continue;
          const dates = markets.find((one) => one.symbol === symbol)?.bars.dates ?? [];
          const decided = rules.entry === 'close' ? exitDate : dates[dates.indexOf(exitDate) - 1];
          assert.ok(placeOn(symbol, decided) > (rules.dropBelow ?? 0), `${symbol} on ${decided}`);
        }
      }),
      RUNS,
    );
  });

  test('by rank is the same to the last bit in whatever order its instruments are named', () => {
    fc.assert(
      fc.property(anyRankedMarkets, anyRankRules, (markets, rules) => {
        assert.deepEqual(backtestPortfolio(markets.toReversed(), rules), backtestPortfolio(markets, rules));
      }),
      RUNS,
    );
  });

  /** Five instruments at a price of 1, with signals of their own on each session. */
  const five = (signals: Readonly<Record<string, readonly number[]>>, sessions = 5): TradedInstrument[] =>
    Object.entries(signals).map(([symbol, given]) => ({
      symbol,
      bars: barsOf(new Array(sessions).fill(1), new Array(sessions).fill(1)),
      signals: Array.from({ length: sessions }, (_, t) => given[t] ?? NONE),
    }));

  test('by rank keeps what falls within the buffer, and replaces what falls below it at the next open', () => {
    const markets = five({
      A: [0.9, 0.5, 0.1],
      B: [0.5, 0.9, 0.9],
      C: [0.4, 0.4, 0.4],
      D: [0.3, 0.3, 0.3],
      E: [0.2, 0.2, 0.2],
    });
    const held = (dropBelow: number | null) =>
      backtestPortfolio(markets, { topN: 1, dropBelow, holdingSessions: 2, costPerSide: 0 }).trades.map(
        ({ symbol, entryDate, exitDate, exitReason }) => [symbol, entryDate, exitDate, exitReason],
      );
    // A is second on the second day and last on the third; nobody has a rank on the fourth.
    assert.deepEqual(held(2), [
      ['A', '2020-01-02', '2020-01-04', 'rank'],
      ['B', '2020-01-04', '2020-01-05', 'horizon'],
    ]);
    assert.deepEqual(held(null), [
      ['A', '2020-01-02', '2020-01-03', 'rank'],
      ['B', '2020-01-03', '2020-01-05', 'horizon'],
    ]);
  });

  test('on a day that four are ranked nothing is bought or sold, and equals are taken in the order of symbols', () => {
    const four = five({ A: [NONE], B: [0.9], C: [0.4], D: [0.3], E: [0.2] });
    assert.deepEqual(backtestPortfolio(four, { topN: 1 }).trades, []);
    const equals = five({ E: [0.5], D: [0.5], C: [0.5], B: [0.5], A: [0.5, 0.1] });
    const { trades } = backtestPortfolio(equals, { topN: 2, holdingSessions: 3 });
    assert.deepEqual(
      trades.map(({ symbol, exitReason }) => [symbol, exitReason]),
      [
        ['A', 'horizon'],
        ['B', 'horizon'],
      ],
    );
  });

  test('refuses rules of ranks that contradict each other, and fewer instruments than can be ranked', () => {
    const markets = five({ A: [0.9], B: [0.5], C: [0.4], D: [0.3], E: [0.2] });
    const refused: [rules: Partial<PortfolioRules>, message: RegExp][] = [
      [{ topN: 0 }, /backtest rule topN must be a whole number from 1 on, got 0/],
      [{ topN: 3, dropBelow: 2 }, /backtest rule dropBelow must be a whole number from topN \(3\) on, got 2/],
      [{ topN: 3, dropBelow: 3.5 }, /backtest rule dropBelow must be .*, got 3.5/],
      [{ dropBelow: 5 }, /backtest rule dropBelow must be left out where topN is, got 5/],
      [
        { topN: 3, direction: 'long_short' },
        /backtest rule direction must be 'long_only' where topN is given, got long_short/,
      ],
      [{ topN: 3, weighting: 'signal_strength' }, /backtest rule weighting must be 'equal' where topN is given, got/],
    ];
    for (const [rules, message] of refused) assert.throws(() => backtestPortfolio(markets, rules), message);
    assert.throws(() => backtestPortfolio(markets, { topN: 6 }), /topN must be at most the 5 instruments.*, got 6/);
    assert.throws(() => backtestPortfolio(markets.slice(1), { topN: 2 }), /topN \(2\) ranks .* at least 5, got 4/);
  });

  test('refuses no instrument, a symbol twice, and rules out of range by name and value', () => {
    assert.throws(() => backtestPortfolio([]), /at least one instrument, got none/);
    assert.throws(() => backtestPortfolio([market('A', 0.9), market('A', 0.8)]), /distinct, got "A" twice/);
    assert.throws(() => backtestPortfolio([market('A', 9)]), /signal of A of 2020-01-01 must be .*, got 9/);
    assert.throws(() => backtestPortfolio([market('A', 0.9)], { maxPositions: 0 }), /maxPositions must be .*, got 0/);
  });
});
