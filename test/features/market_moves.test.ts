import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ContextIndex, type MarketContext, marketMoves } from '../../src/features/index.ts';
import { filterIndex, mapIndices, randomBars, randomContext, randomIndex, weekdays } from './support.ts';

const FIRST = '2015-01-01';

/** Everything that is said, session by session. */
function told(dates: readonly string[], context: MarketContext): number[][] {
  const market = marketMoves(dates, context);
  assert.ok(market);
  const series = [...market.realised, ...market.implied];
  return dates.map((_, t) => series.map((values) => values[t]));
}

const index = (seed: number, sameSession = true): ContextIndex => ({
  symbol: `INDEX ${seed}`,
  ...randomIndex('2014-01-01', 1200, seed, sameSession),
});

describe('what moves the market beside an instrument', () => {
  const dates = weekdays(500);

  test('is not known without an index', () => {
    assert.equal(marketMoves(dates, []), undefined);
    assert.equal(marketMoves(dates, [undefined, undefined]), undefined);
    assert.deepEqual(marketMoves([], [index(1)])?.realised[0].length, 0);
  });

  test('is said of no close that was not known when the session ended', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const bars = randomBars(400, seed);
      const context = randomContext(bars, seed);
      if (context.every((one) => one === undefined)) continue;
      const all = told(bars.dates, context);
      for (const t of [120, 250, 390]) {
        const cut = mapIndices(context, (series) =>
          filterIndex(series, (date) => (series.sameSession ? date <= bars.dates[t] : date < bars.dates[t])),
        );
        assert.deepEqual(told(bars.dates.slice(0, t + 1), cut), all.slice(0, t + 1));
        const changed = mapIndices(context, (series) => ({
          ...series,
          close: series.close.map((close, i) =>
            (series.sameSession ? series.dates[i] <= bars.dates[t] : series.dates[i] < bars.dates[t])
              ? close
              : 3 * close,
          ),
        }));
        assert.deepEqual(told(bars.dates, changed).slice(0, t + 1), all.slice(0, t + 1));
      }
    }
  });

  test('is what the definition says: squared returns of an index, and what its volatility index expects', () => {
    const fear = { ...randomIndex('2014-01-01', 1200, 3), close: new Float64Array() };
    fear.close = Float64Array.from(fear.dates, (_, i) => 15 + (i % 40));
    const one = { ...index(2), impliedVolatility: fear };
    const all = told(dates, [one]);
    const t = 333;
    const at = one.dates.findLastIndex((date) => date <= dates[t]);
    const variance = (span: number) =>
      Array.from({ length: span }, (_, i) => Math.log(one.close[at - i] / one.close[at - i - 1]) ** 2).reduce(
        (sum, square) => sum + square / span,
        0,
      );
    const feared = fear.dates.findLastIndex((date) => date <= dates[t]);
    const expected = (span: number) =>
      Array.from({ length: span }, (_, i) => Math.log((fear.close[feared - i] / 100) ** 2 / 252)).reduce(
        (sum, log) => sum + log / span,
        0,
      );
    const right = [
      Math.log(variance(5) / variance(250)),
      Math.log(variance(21) / variance(250)),
      Math.log(variance(63) / variance(250)),
      expected(1) - Math.log(variance(250)),
      expected(1) - expected(250),
      expected(1) - expected(21),
    ];
    all[t].forEach((value, k) => {
      assert.ok(Math.abs(value - right[k]) < 1e-9, `${k}: ${value}, ${right[k]}`);
    });
  });

  test('is said by the calmest of several indices', () => {
    const calm = index(4);
    const wild: ContextIndex = { ...calm, close: calm.close.map((close) => close ** 2) };
    assert.deepEqual(told(dates, [wild, undefined, calm]), told(dates, [calm]));
  });

  test('is not known where an index is young, silent or still, and of the rest without a volatility index', () => {
    const one = index(5);
    const late = { ...one, ...filterIndex(one, (date) => date >= dates[100] && date < dates[300]) };
    const found = told(dates, [late]);
    const known = found.map(([realised]) => !Number.isNaN(realised));
    assert.equal(known.indexOf(true) > 150, true);
    assert.equal(known.lastIndexOf(true) < 310, true);
    assert.ok(found.every((values) => values.slice(3).every(Number.isNaN)));
    const still = { ...one, close: one.close.map(() => 100) };
    assert.ok(told(dates, [still]).flat().every(Number.isNaN));
  });

  test('stays within bounds when a volatility index is told in other units, or is nothing', () => {
    for (const level of [0.18, 1e9, 0, Number.NaN]) {
      const fear = randomIndex(FIRST, 1200, 6);
      const impliedVolatility = { ...fear, close: fear.close.map(() => level) };
      for (const values of told(dates, [{ ...index(7), impliedVolatility }])) {
        for (const value of values.slice(3)) assert.ok(Number.isNaN(value) || Math.abs(value) <= 3);
      }
    }
  });
});
