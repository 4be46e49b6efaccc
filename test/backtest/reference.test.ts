import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { type BacktestMetrics, backtest, backtestPortfolio } from '../../src/backtest/index.ts';
import type { TradedInstrument } from '../../src/backtest/inputs.ts';
import { barsOf } from './arbitrary.ts';

/**
 * Values of reference/event_ledger.py: the same rules written a second time, independently, as a sorted list of dated
 * events booked in exact fractions, with metrics from Python's statistics module. To make them again:
 * `python3 test/backtest/reference/event_ledger.py > test/backtest/reference/event_ledger.json`.
 */
const series = z.array(z.number()).transform((values) => Float64Array.from(values));
const trade = z.object({
  symbol: z.string(),
  entryDate: z.string(),
  exitDate: z.string(),
  entryPrice: z.number(),
  exitPrice: z.number(),
  shares: z.number(),
  exitShares: z.number(),
  dividends: z.number(),
  costs: z.number(),
  profit: z.number(),
  return: z.number(),
});
const cases = z
  .array(
    z.object({
      name: z.string(),
      rules: z.object({
        threshold: z.coerce.number(),
        holding: z.number(),
        cost: z.coerce.number(),
        slippage: z.coerce.number(),
        capital: z.number(),
        fraction: z.coerce.number(),
        whole: z.boolean(),
        short: z.boolean(),
        positions: z.number(),
        top: z.number().nullable().default(null),
        below: z.number().nullable().default(null),
      }),
      instruments: z.array(
        z.object({
          symbol: z.string(),
          date: z.array(z.string()),
          open: series,
          close: series,
          split: series,
          dividend: series,
          signal: series,
        }),
      ),
      trades: z.array(trade),
      equity: z.array(z.object({ date: z.string(), cash: z.number(), value: z.number() })),
      metrics: z.object({ monthlyReturns: z.record(z.string(), z.number()) }).catchall(z.number()),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('reference/event_ledger.json', import.meta.url), 'utf8')));

function near(actual: unknown, expected: number, what: string, tolerance = 1e-9): void {
  assert.ok(
    typeof actual === 'number' && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} is not ${expected}`,
  );
}

function agree(
  found: {
    trades: readonly object[];
    equity: { dates: readonly string[]; cash: Float64Array; value: Float64Array };
    metrics: BacktestMetrics;
  },
  expected: Pick<(typeof cases)[number], 'trades' | 'equity' | 'metrics'>,
): void {
  assert.equal(found.trades.length, expected.trades.length);
  expected.trades.forEach((wanted, i) => {
    for (const [name, value] of Object.entries(wanted)) {
      const actual: unknown = Reflect.get(found.trades[i], name);
      if (typeof value === 'number') near(actual, value, `trade ${i}, ${name}`);
      else if (actual !== undefined || name !== 'symbol') assert.equal(actual, value, `trade ${i}, ${name}`);
    }
  });
  assert.deepEqual(
    found.equity.dates,
    expected.equity.map(({ date }) => date),
  );
  expected.equity.forEach(({ date, cash, value }, i) => {
    near(found.equity.cash[i], cash, `cash of ${date}`);
    near(found.equity.value[i], value, `value of ${date}`);
  });
  const { monthlyReturns, buyAndHoldReturn, ...figures } = expected.metrics;
  // The normal distribution of `normalTail` is good to 1e-7.
  for (const [name, value] of Object.entries(figures)) {
    near(Reflect.get(found.metrics, name), value, name, name === 'probabilisticSharpe' ? 2e-7 : 1e-9);
  }
  near(found.metrics.buyAndHold.totalReturn, buyAndHoldReturn, 'buy and hold');
  assert.deepEqual(Object.keys(found.metrics.monthlyReturns), Object.keys(monthlyReturns));
  for (const [month, value] of Object.entries(monthlyReturns)) near(found.metrics.monthlyReturns[month], value, month);
}

describe('agreement with an independent implementation', () => {
  for (const { name, rules, instruments, ...expected } of cases) {
    const markets = instruments.map(
      ({ symbol, date, open, close, split, dividend, signal }): TradedInstrument => ({
        symbol,
        bars: { ...barsOf([...open], [...close]), dates: date },
        signals: signal,
        actions: { splitFactor: split, dividend },
      }),
    );
    const ours = {
      threshold: rules.threshold,
      holdingSessions: rules.holding,
      direction: rules.short ? ('long_short' as const) : ('long_only' as const),
      costPerSide: rules.cost,
      slippage: rules.slippage,
      initialCapital: rules.capital,
      capitalFraction: rules.fraction,
      wholeShares: rules.whole,
    };

    test(name, () => {
      const { positions: maxPositions, top: topN, below: dropBelow } = rules;
      agree(backtestPortfolio(markets, { ...ours, maxPositions, topN, dropBelow }), expected);
      const [{ bars, signals, actions }] = markets;
      if (markets.length === 1) agree(backtest(bars, signals, ours, { actions }), expected);
    });
  }
});
