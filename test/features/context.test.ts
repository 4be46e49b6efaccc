import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import {
  engineerFeatures,
  featureSetOfVersion,
  type IndexSeries,
  type MarketContext,
} from '../../src/features/index.ts';
import { column, type Matrix } from '../../src/matrix.ts';
import { SHARED, unlessShared } from '../support/shared.ts';
import { naiveContext } from './naive_context.ts';
import {
  barsOf,
  changedColumns,
  filterIndex,
  indexFrom,
  mapIndices,
  randomBarsWithHoles,
  randomContext,
  randomIndex,
  readBars,
  shiftDate,
  uniform,
} from './support.ts';

const V2 = featureSetOfVersion('v2');
const CONTEXT = V2.features.filter((feature) => feature.group === 'context');
const NAMES = CONTEXT.map((feature) => feature.name);
const N = 170;

const contextOf = (bars: Bars, context: MarketContext): Matrix =>
  engineerFeatures(bars, { features: CONTEXT, context });
const valuesOf = (matrix: Matrix, name: string): Float64Array => column(matrix, NAMES.indexOf(name));

const seed = fc.integer({ min: 1, max: 1e9 });
const market = seed.map((s) => {
  const bars = randomBarsWithHoles(N, s);
  return { bars, context: randomContext(bars, s), random: uniform(s) };
});

/** One index with a volatility index, on the dates of the bars. */
function beside(bars: Bars, close: Float64Array, impliedVolatility: Float64Array | undefined): MarketContext {
  const series = (values: Float64Array): IndexSeries => ({ dates: bars.dates, close: values, sameSession: true });
  return [{ symbol: 'X', ...series(close), impliedVolatility: impliedVolatility && series(impliedVolatility) }];
}

test('every column equals a naive recomputation, whatever the calendars', () => {
  let known = 0;
  fc.assert(
    fc.property(market, ({ bars, context }) => {
      const matrix = contextOf(bars, context);
      for (let t = 0; t < N; t += t < 65 ? 1 : 7) {
        const expected = naiveContext(bars, context, t);
        NAMES.forEach((name, j) => {
          const actual = column(matrix, j)[t];
          const wanted = expected.get(name) ?? assert.fail(`${name} has no naive counterpart`);
          const close = Math.abs(actual - wanted) <= 1e-12 + 1e-9 * Math.abs(wanted);
          assert.ok(close || (Number.isNaN(actual) && Number.isNaN(wanted)), `${name}[${t}] ${actual}, not ${wanted}`);
          if (close) known++;
        });
      }
    }),
    { seed: 11, numRuns: 5 },
  );
  assert.ok(known > 10_000, `only ${known} values were known`);
});

test('index bars that are not yet known change nothing, whether changed, added or deleted', () => {
  fc.assert(
    fc.property(market, fc.nat(N - 1), ({ bars, context, random }, t) => {
      const today = bars.dates[t];
      const other = mapIndices(context, ({ dates, close, sameSession }) => {
        const isKnown = (date: string) => (sameSession ? date <= today : date < today);
        const closes = new Map(dates.map((date, i) => [date, close[i]]));
        for (let day = 0; day < 200; day++) {
          const date = shiftDate(today, day);
          if (isKnown(date)) continue;
          const deed = random();
          if (deed < 0.4) closes.set(date, 1000 * random() + 1);
          else if (deed < 0.7) closes.delete(date);
        }
        return indexFrom(closes, sameSession);
      });
      assert.deepEqual(changedColumns(contextOf(bars, context), contextOf(bars, other), NAMES, t + 1), []);
    }),
    { seed: 12, numRuns: 25 },
  );
});

test('cutting instrument and indices after any session changes nothing up to it', () => {
  fc.assert(
    fc.property(market, fc.nat(N - 1), ({ bars, context }, t) => {
      const cut = mapIndices(context, (series) => filterIndex(series, (date) => date <= bars.dates[t]));
      const part = contextOf(sliceBars(bars, 0, t + 1), cut);
      assert.deepEqual(changedColumns(contextOf(bars, context), part, NAMES, t + 1), []);
    }),
    { seed: 13, numRuns: 25 },
  );
});

test('the close of the session itself counts if the index closes no later, else from the next session on', () => {
  const bars = barsOf(100, (t) => 10 + (t % 3));
  const jump = bars.close.map((_, t) => (t < 80 ? 50 : 60));
  for (const sameSession of [true, false]) {
    const index = { symbol: 'X', dates: bars.dates, close: jump, sameSession };
    const returns = valuesOf(contextOf(bars, [index]), 'index_1_return_1d');
    const first = returns.findIndex((value) => value > 0);
    assert.equal(first, sameSession ? 80 : 81);
    assert.equal(returns[first], 60 / 50 - 1);
  }
});

test('an index counts through ten days of silence, and as absent from the eleventh', () => {
  const bars = barsOf(300, (t) => 10 + (t % 3));
  const silent = filterIndex(randomIndex('2014-01-01', 600, 3), (date) => date <= '2015-08-03');
  const lastDate = silent.dates.at(-1) ?? '';
  const matrix = contextOf(bars, [{ symbol: 'X', ...silent, impliedVolatility: silent }]);
  const lastKnown = bars.dates.findLastIndex((date) => date <= shiftDate(lastDate, 10));
  for (const name of NAMES.filter((name) => name.startsWith('index_1_'))) {
    const values = valuesOf(matrix, name);
    assert.ok(Number.isFinite(values[lastKnown]), name);
    assert.ok(values.subarray(lastKnown + 1).every(Number.isNaN), name);
  }
});

test('an empty slot and an index without bars are NaN throughout, the others are not', () => {
  const bars = barsOf(100, (t) => 10 + (t % 3));
  const empty = { symbol: 'NONE', dates: [], close: new Float64Array(), sameSession: true };
  const index = { symbol: 'X', ...randomIndex('2014-01-01', 600, 5) };
  const matrix = contextOf(bars, [undefined, { ...empty, impliedVolatility: empty }, index]);
  for (const name of NAMES) {
    const isKnown = name.startsWith('index_3_') && !name.includes('implied');
    assert.ok(
      valuesOf(matrix, name)
        .subarray(60)
        .every(isKnown ? Number.isFinite : Number.isNaN),
      name,
    );
  }
});

test('an index that does not move has the stated answers', () => {
  const bars = randomBarsWithHoles(260, 4);
  const flat = bars.close.map(() => 17.3);
  const matrix = contextOf(bars, beside(bars, flat, flat));
  const answers: Record<string, number> = {
    return_1d: 0,
    return_30d: 0,
    trend_60d: 0,
    to_sma_200: 1,
    to_high_200: 1,
    volatility_20d: 0,
    implied_volatility: 0.173,
    implied_to_realised: 1,
    beta_60d: 0,
    correlation_60d: 0,
  };
  for (const [name, answer] of Object.entries(answers)) {
    assert.ok(Math.abs(valuesOf(matrix, `index_1_${name}`)[259] - answer) < 1e-12, name);
  }
  for (const name of NAMES.slice(0, 18)) assert.ok(Number.isFinite(valuesOf(matrix, name)[259]), name);
});

test('without a volatility index nothing is said about implied volatility, even of an index that does not move', () => {
  const bars = barsOf(100, (t) => 10 + (t % 3));
  const flat = bars.close.map(() => 17.3);
  const silent = { dates: bars.dates.slice(0, 40), close: flat.slice(0, 40), sameSession: true };
  const [index] = beside(bars, flat, undefined);
  const matrix = contextOf(bars, [index, index && { ...index, impliedVolatility: silent }]);
  for (const slot of [1, 2]) {
    for (const name of ['implied_volatility', 'implied_growth_7d', 'implied_to_realised']) {
      assert.ok(Number.isNaN(valuesOf(matrix, `index_${slot}_${name}`)[99]), `index_${slot}_${name}`);
    }
  }
});

test('the largest possible jumps leave every value finite', () => {
  const bars = barsOf(260, (t) => (t % 2 ? 1e12 : 1e-9));
  const jumps: Record<string, (t: number) => number> = {
    'to and fro': (t) => (t % 2 ? 1e12 : 1e-9),
    'against the instrument': (t) => (t % 2 ? 1e-9 : 1e12),
    'once up': (t) => (t < 240 ? 1e-9 : 1e12),
    'once down': (t) => (t < 240 ? 1e12 : 1e-9),
  };
  for (const [name, price] of Object.entries(jumps)) {
    const close = Float64Array.from({ length: 260 }, (_, t) => price(t));
    const matrix = contextOf(bars, beside(bars, close, close));
    for (const feature of NAMES.slice(0, 18)) {
      assert.ok(valuesOf(matrix, feature).subarray(200).every(Number.isFinite), `${name}: ${feature}`);
    }
  }
});

test('an instrument beside itself has beta 1, correlation 1 and relative strength 1', () => {
  const bars = randomBarsWithHoles(N, 9);
  const matrix = contextOf(bars, beside(bars, bars.close, undefined));
  for (const name of ['beta_60d', 'correlation_60d', 'relative_strength_7d', 'relative_strength_30d']) {
    const values = valuesOf(matrix, `index_1_${name}`).subarray(60);
    assert.ok(
      values.every((value) => Math.abs(value - 1) < 1e-9),
      name,
    );
  }
});

test('without indices the context is NaN, and the other columns are those of v1 whatever the indices', () => {
  const bars = randomBarsWithHoles(N, 10);
  const { features: own } = featureSetOfVersion('v1');
  const v1 = engineerFeatures(bars, { features: own });
  for (const context of [[], randomContext(bars, 10)]) {
    const v2 = engineerFeatures(bars, { features: V2.features, context });
    assert.deepEqual(changedColumns(v1, v2, V2.names.slice(0, own.length), N), []);
    const known = NAMES.some((_, j) => !column(v2, own.length + j).every(Number.isNaN));
    assert.equal(known, context.length > 0);
  }
});

test('JPM beside real indices: all known from bar 60 on, with published returns', {
  skip: unlessShared('data/'),
}, () => {
  const bars = readBars(new URL('data/dow30/JPM.csv', SHARED));
  const read = (symbol: string): IndexSeries => {
    const { dates, close } = readBars(new URL(`data/index/${symbol}.csv`, SHARED));
    return { dates, close, sameSession: true };
  };
  const context = ['SPX', 'IXIC', 'RUT', 'WIG20'].map((symbol) => ({ symbol, ...read(symbol) }));
  const matrix = contextOf(bars, [{ ...context[0], impliedVolatility: read('VIX') }, ...context.slice(1)]);
  for (const name of NAMES) {
    const isKnown = name.startsWith('index_1_') || !name.includes('implied');
    assert.ok(
      valuesOf(matrix, name)
        .subarray(60)
        .every(isKnown ? Number.isFinite : Number.isNaN),
      name,
    );
  }

  // As the exchanges and the press reported them.
  const published: [string, string, number, number][] = [
    ['2008-10-13', 'index_1_return_1d', 0.1158, 5e-5],
    ['2008-10-13', 'index_2_return_1d', 0.1181, 5e-5],
    ['2008-11-20', 'index_1_implied_volatility', 0.8086, 5e-7],
    ['2011-08-08', 'index_1_return_1d', -0.0666, 5e-5],
    ['2016-06-24', 'index_1_return_1d', -0.0359, 5e-5],
    ['2016-06-24', 'index_1_implied_volatility', 0.2576, 5e-7],
  ];
  for (const [date, name, expected, tolerance] of published) {
    const actual = valuesOf(matrix, name)[bars.dates.indexOf(date)];
    assert.ok(Math.abs(actual - expected) <= tolerance, `${name} on ${date}: ${actual}, published ${expected}`);
  }
});
