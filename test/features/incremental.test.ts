import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import { engineerFeatures, type Feature, type MarketContext, newestFeatureSet } from '../../src/features/index.ts';
import { column, type Matrix, sliceRows } from '../../src/matrix.ts';
import { barsOf, changedColumns, randomBars, randomBarsWithHoles, randomContext } from './support.ts';

const { features: ALL, names: NAMES } = newestFeatureSet();
const N = 400;

const seed = fc.integer({ min: 1, max: 1e9 });

/** Columns in which the rows from `from` on, computed alone, differ from those of a full run. */
function differences(bars: Bars, context: MarketContext, full: Matrix, from: number): string[] {
  const part = engineerFeatures(bars, { features: ALL, context, from });
  assert.deepEqual([part.rows, part.cols], [full.rows - from, ALL.length]);
  return changedColumns(sliceRows(full, from, full.rows), part, NAMES, part.rows);
}

const computeAll = (bars: Bars, context: MarketContext) => engineerFeatures(bars, { features: ALL, context });

test('rows from any bar on are those of a full run, bit for bit', () => {
  fc.assert(
    fc.property(seed, fc.array(fc.nat(N), { minLength: 2, maxLength: 2 }), (s, starts) => {
      const bars = randomBarsWithHoles(N, s);
      const context = randomContext(bars, s);
      const full = computeAll(bars, context);
      for (const from of starts) assert.deepEqual(differences(bars, context, full, from), [], `from ${from}`);
    }),
    { seed: 31, numRuns: 6 },
  );
});

test('so are they from the first bar, the last one, none, and around the longest warm-ups', () => {
  const bars = randomBarsWithHoles(N, 32);
  const context = randomContext(bars, 32);
  const full = computeAll(bars, context);
  for (const from of [0, 1, 199, 239, 365, 366, N - 1, N]) {
    assert.deepEqual(differences(bars, context, full, from), [], `from ${from}`);
  }
});

test('each column alone is the same one bar before, at and after its warm-up and its memory', () => {
  const bars = randomBarsWithHoles(N, 33);
  const context = randomContext(bars, 33);
  const full = computeAll(bars, context);
  ALL.forEach((feature, j) => {
    const memory = feature.memory === 'history' ? feature.warmup : feature.memory;
    for (const edge of new Set([feature.warmup, memory])) {
      for (const from of [edge - 1, edge, edge + 1].filter((t) => t >= 0)) {
        const part = engineerFeatures(bars, { features: [feature], context, from });
        const wanted = column(full, j).subarray(from);
        assert.ok(
          wanted.every((value, t) => Object.is(value, part.data[t])),
          `${feature.name} from ${from}`,
        );
      }
    }
  });
});

test('so are they on prices that stand still, freeze, jump or spike, and without volume', () => {
  const walk = randomBars(N, 43);
  const hardCases: Record<string, Bars> = {
    flat: barsOf(N, () => 17.3),
    'flat without volume': barsOf(
      N,
      () => 17.3,
      () => 0,
    ),
    frozen: barsOf(N, (t) => walk.close[Math.min(t, 150)]),
    jump: barsOf(N, (t) => (t < 330 ? 1 : 1e6)),
    spike: barsOf(N, (t) => (t === 290 ? 1e6 : 1)),
    'spike in a walk': barsOf(N, (t) => (t === 290 ? 1e9 : walk.close[t])),
    'volume on one day': { ...walk, volume: walk.volume.map((_, t) => (t === 290 ? 1e9 : 0)) },
  };
  for (const [name, bars] of Object.entries(hardCases)) {
    const context = randomContext(bars, 43);
    const full = computeAll(bars, context);
    for (const from of [291, 300, 331, 380, N - 1]) {
      assert.deepEqual(differences(bars, context, full, from), [], `${name} from ${from}`);
    }
  }
});

test('a history of 20 bars can be begun anywhere', () => {
  const bars = randomBars(20, 34);
  const context = randomContext(bars, 34);
  const full = computeAll(bars, context);
  for (let from = 0; from <= 20; from++) assert.deepEqual(differences(bars, context, full, from), [], `from ${from}`);
});

test('a start that is no whole number between 0 and the number of bars is refused', () => {
  const bars = randomBars(20, 35);
  for (const from of [-1, 21, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => engineerFeatures(bars, { from }), {
      name: 'RangeError',
      message: `from must be a whole number between 0 and the 20 bars: ${from}`,
    });
  }
});

/** Value of one feature at the last of some bars. */
function lastValue(feature: Feature, bars: Bars, context: MarketContext): number {
  return engineerFeatures(bars, { features: [feature], context }).data.at(-1) ?? Number.NaN;
}

test('a value depends on no bar before its declared memory', () => {
  for (const s of [36, 37, 38]) {
    const bars = randomBarsWithHoles(N, s);
    const context = randomContext(bars, s);
    const full = computeAll(bars, context);
    ALL.forEach((feature, j) => {
      if (feature.memory === 'history') return;
      const value = lastValue(feature, sliceBars(bars, N - feature.memory, N), context);
      assert.ok(Object.is(value, column(full, j)[N - 1]), feature.name);
    });
  }
});

test('a feature that declares the whole history needs its first bar', () => {
  const bars = randomBars(N, 39);
  const all = ALL.filter((feature) => feature.memory === 'history');
  const full = engineerFeatures(bars, { features: all });
  const later = engineerFeatures(sliceBars(bars, 1, N), { features: all });
  all.forEach(({ name, warmup }, j) => {
    const same = column(later, j).every((value, t) => t < warmup || Object.is(value, column(full, j)[t + 1]));
    assert.ok(!same, name);
  });
});
