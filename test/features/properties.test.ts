import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import {
  engineerFeatures,
  FEATURES,
  type Feature,
  isComparable,
  type MarketContext,
  newestFeatureSet,
} from '../../src/features/index.ts';
import { column, type Matrix } from '../../src/matrix.ts';
import {
  agree,
  changedColumns,
  filterIndex,
  mapIndices,
  randomBars,
  randomBarsWithHoles,
  randomContext,
  scalePrices,
} from './support.ts';

const N = 390;
const RUNS = { numRuns: 12, seed: 7 };
const { features: ALL, names: ALL_NAMES } = newestFeatureSet();
const seed = fc.integer({ min: 1, max: 1e9 });
const history = seed.map((s) => randomBars(N, s));
const market = seed.map((s) => {
  const bars = randomBarsWithHoles(N, s);
  return { bars, context: randomContext(bars, s) };
});
const cut = fc.integer({ min: 0, max: N });

const computeAll = (bars: Bars, context: MarketContext) => engineerFeatures(bars, { features: ALL, context });

test('cutting instrument and indices at any bar changes nothing before the cut', () => {
  fc.assert(
    fc.property(market, cut, ({ bars, context }, t) => {
      const lastKnown = bars.dates[t - 1] ?? '';
      const known = mapIndices(context, (series) => filterIndex(series, (date) => date <= lastKnown));
      const part = computeAll(sliceBars(bars, 0, t), known);
      assert.deepEqual(changedColumns(computeAll(bars, context), part, ALL_NAMES, t), []);
    }),
    RUNS,
  );
});

test('another future of instrument and indices changes nothing before it', () => {
  fc.assert(
    fc.property(market, market, cut, ({ bars, context }, future, t) => {
      const join = (field: Exclude<keyof Bars, 'dates'>) =>
        bars[field].map((value, i) => (i < t ? value : 3 * future.bars[field][i]));
      const other: Bars = {
        dates: bars.dates,
        open: join('open'),
        high: join('high'),
        low: join('low'),
        close: join('close'),
        volume: join('volume'),
      };
      const lastKnown = bars.dates[t - 1] ?? '';
      const otherContext = mapIndices(context, ({ dates, close, sameSession }) => ({
        dates,
        close: close.map((value, i) => (dates[i] <= lastKnown ? value : 3 * future.bars.close[i % N])),
        sameSession,
      }));
      const changed = changedColumns(computeAll(bars, context), computeAll(other, otherContext), ALL_NAMES, t);
      assert.deepEqual(changed, []);
    }),
    RUNS,
  );
});

const changedBy = (features: readonly Feature[], base: Matrix, other: Matrix) =>
  features.filter((_, j) => !column(other, j).every((value, t) => agree(value, column(base, j)[t]))).map(nameOf);
const nameOf = ({ name }: Feature) => name;

test('prices × 1000 change exactly the features declared priceScaled', () => {
  fc.assert(
    fc.property(history, (bars) => {
      const changed = changedBy(FEATURES, engineerFeatures(bars), engineerFeatures(scalePrices(bars, 1000)));
      assert.deepEqual(changed, FEATURES.filter((feature) => feature.priceScaled).map(nameOf));
    }),
    RUNS,
  );
});

test('volumes × 1000 change exactly the features declared volumeScaled', () => {
  fc.assert(
    fc.property(history, (bars) => {
      const scaled = { ...bars, volume: bars.volume.map((v) => 1000 * v) };
      const changed = changedBy(FEATURES, engineerFeatures(bars), engineerFeatures(scaled));
      assert.deepEqual(changed, FEATURES.filter((feature) => feature.volumeScaled).map(nameOf));
    }),
    RUNS,
  );
});

test('the same bars 28 years later change exactly the features declared dated', () => {
  fc.assert(
    fc.property(history, (bars) => {
      // Weekdays and leap years repeat after 28 years, between 1901 and 2099.
      const later = { ...bars, dates: bars.dates.map((date) => `${Number(date.slice(0, 4)) + 28}${date.slice(4)}`) };
      const changed = changedBy(FEATURES, engineerFeatures(bars), engineerFeatures(later));
      assert.deepEqual(changed, FEATURES.filter((feature) => feature.dated).map(nameOf));
    }),
    { ...RUNS, numRuns: 3 },
  );
});

test('a comparable feature is the same for an instrument and indices of other prices, volumes and years', () => {
  fc.assert(
    fc.property(market, fc.integer({ min: -6, max: 10 }), ({ bars, context }, power) => {
      // A power of two changes no rounding, and so no tie.
      const factor = 2 ** power;
      const volume = bars.volume.map((v) => 8 * v * factor);
      const scaled = { ...scalePrices(bars, factor), volume };
      const levels = context.map(
        (index) => index && { ...index, close: index.close.map((level) => (4 * level) / factor) },
      );
      const comparable = ALL.filter(isComparable);
      const values = (from: Bars, beside: MarketContext) =>
        engineerFeatures(from, { features: comparable, context: beside });
      assert.ok(comparable.length > 150);
      assert.deepEqual(changedBy(comparable, values(bars, context), values(scaled, levels)), []);
    }),
    RUNS,
  );
});
