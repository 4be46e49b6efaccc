import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../src/bars.ts';
import { engineerFeatures, FEATURE_NAMES, FEATURES } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { barsOf, changedColumns, firstDifference, randomBars, scalePrices } from './support.ts';

const N = 400; // past the longest warm-up, 365

const withVolume = (bars: Bars, volume: (t: number) => number): Bars => ({
  ...bars,
  volume: bars.volume.map((_, t) => volume(t)),
});

const HARD_CASES: Record<string, Bars> = {
  'clean data': randomBars(N),
  'flat prices': barsOf(N, () => 17.3),
  'flat prices without volume': barsOf(
    N,
    () => 17.3,
    () => 0,
  ),
  'prices that freeze': { ...randomBars(N), ...frozen(randomBars(N), 150) },
  'zero volume': withVolume(randomBars(N), () => 0),
  'volume on one day only': withVolume(randomBars(N), (t) => (t === 380 ? 1e9 : 0)),
  'one huge jump up': barsOf(N, (t) => (t < 380 ? 1 : 1e6)),
  'one huge jump down in a random walk': jump(randomBars(N), 370, 1e-6),
  'a one-day spike': barsOf(N, (t) => (t === 380 ? 1e6 : 1)),
  'a straight line': barsOf(N, (t) => 10 + t),
  'constant growth': barsOf(N, (t) => 1.01 ** t),
  'two alternating prices': barsOf(N, (t) => 10 + (t % 2)),
  'prices of 1e−4': scalePrices(randomBars(N), 1e-6),
  'prices of 1e6': scalePrices(randomBars(N), 1e4),
  'open and close outside low–high': { ...randomBars(N), close: randomBars(N, 2).close },
  '20 rows': randomBars(20),
  '1 row': randomBars(1),
  '0 rows': randomBars(0),
};

for (const [name, bars] of Object.entries(HARD_CASES)) {
  test(`${name}: every column is NaN during its warm-up and finite afterwards`, () => {
    const matrix = engineerFeatures(bars);
    assert.deepEqual([matrix.rows, matrix.cols], [bars.dates.length, FEATURES.length]);
    FEATURES.forEach((feature, j) => {
      column(matrix, j).forEach((value, t) => {
        const known = t >= feature.warmup;
        assert.ok(known ? Number.isFinite(value) : Number.isNaN(value), `${feature.name} is ${value} in row ${t}`);
      });
    });
  });
}

test('every feature computes one value per bar', () => {
  const series = { ...randomBars(N), holidays: new Set<string>(), context: [], sources: [], firstWanted: 0 };
  for (const feature of FEATURES) assert.equal(feature.compute(series).length, N, feature.name);
});

test('a second run gives the same bits', () => {
  const bars = randomBars(N, 5);
  assert.equal(firstDifference(engineerFeatures(bars).data, engineerFeatures(bars).data), -1);
});

test('bars are not written to', () => {
  const bars = randomBars(N, 6);
  engineerFeatures(bars);
  assert.deepEqual(bars, randomBars(N, 6));
});

test('a feature depends on its declared inputs and on no other bar field', () => {
  const bars = randomBars(N, 3);
  const other = { ...randomBars(N, 4), dates: randomBars(2 * N).dates.slice(N - 1, -1) };
  const base = engineerFeatures(bars);
  for (const field of ['dates', 'open', 'high', 'low', 'close', 'volume'] as const) {
    const changed = changedColumns(
      base,
      engineerFeatures({ ...bars, [field]: other[field] }),
      FEATURE_NAMES,
      base.rows,
    );
    const declared = FEATURES.filter((feature) => feature.inputs.includes(field)).map((feature) => feature.name);
    assert.deepEqual(changed, declared, field);
  }
});

/** The prices of bars, from row t on all equal to the close there. */
function frozen(bars: Bars, from: number): Omit<Bars, 'dates' | 'volume'> {
  const freeze = (x: Float64Array) => x.map((value, t) => (t < from ? value : bars.close[from]));
  return { open: freeze(bars.open), high: freeze(bars.high), low: freeze(bars.low), close: freeze(bars.close) };
}

/** Bars with the prices from row `from` on multiplied by the factor. */
function jump(bars: Bars, from: number, factor: number): Bars {
  const scaled = scalePrices(bars, factor);
  const join = (a: Float64Array, b: Float64Array) => a.map((value, t) => (t < from ? value : b[t]));
  return {
    ...bars,
    open: join(bars.open, scaled.open),
    high: join(bars.high, scaled.high),
    low: join(bars.low, scaled.low),
    close: join(bars.close, scaled.close),
  };
}
