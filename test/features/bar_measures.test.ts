import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barQuality, completeness, engineerFeatures, FEATURES, futureGrowth } from '../../src/features/index.ts';
import { createMatrix } from '../../src/matrix.ts';
import { barsOf, randomBars } from './support.ts';

test('clean bars have full quality', () => {
  assert.deepEqual(new Set(barQuality(randomBars(50))), new Set([1]));
});

test('each fault of a bar costs a quarter of its quality', () => {
  const bars = barsOf(8, () => 10);
  bars.high[1] = 9; // below the low
  bars.close[2] = 10.5; // above the high
  bars.volume[3] = 0;
  bars.low[4] = 0;
  const dates = [...bars.dates];
  dates[7] = '2015-02-01'; // weeks after the bar before
  bars.close[7] = 20; // twice the close before, and above the high
  assert.deepEqual(Array.from(barQuality({ ...bars, dates })), [1, 0.75, 0.75, 0.75, 0.75, 1, 1, 0.25]);
});

test('a fall to 60 % is plausible, a deeper one is not', () => {
  assert.equal(barQuality(barsOf(2, (t) => (t === 0 ? 10 : 6.01)))[1], 1);
  assert.equal(barQuality(barsOf(2, (t) => (t === 0 ? 10 : 5.99)))[1], 0.75);
});

test('a gap of seven days is plausible, of eight is not', () => {
  const bars = barsOf(3, () => 10);
  assert.deepEqual(
    Array.from(barQuality({ ...bars, dates: ['2015-01-05', '2015-01-12', '2015-01-20'] })),
    [1, 1, 0.75],
  );
});

test('future growth is unknown where its session has not happened yet', () => {
  const bars = barsOf(10, (t) => 2 ** t);
  const unknown = Array.from({ length: 7 }, () => Number.NaN);
  assert.deepEqual(Array.from(futureGrowth(bars)), [128, 128, 128, ...unknown]);
  assert.deepEqual(Array.from(futureGrowth(bars, 9)), [512, ...unknown, Number.NaN, Number.NaN]);
  assert.ok(futureGrowth(barsOf(3, () => 1)).every(Number.isNaN));
});

test('a horizon that is no positive whole number is refused', () => {
  for (const horizon of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => futureGrowth(randomBars(5), horizon), { name: 'RangeError', message: /horizon/ });
  }
});

test('completeness is the share of known values per row', () => {
  const matrix = createMatrix(2, 4, 0);
  matrix.data[2] = Number.NaN; // row 0 of column 1
  assert.deepEqual(Array.from(completeness(matrix, FEATURES.slice(0, 4))), [0.75, 1]);
});

test('features are complete from bar 365 on', () => {
  const share = completeness(engineerFeatures(randomBars(367)), FEATURES);
  assert.ok(share[364] < 1);
  assert.deepEqual([share[365], share[366]], [1, 1]);
});
