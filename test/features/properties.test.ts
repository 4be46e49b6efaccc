import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import {
  engineerFeatures,
  FEATURE_NAMES,
  FEATURES,
  featureSetOfVersion,
  type MarketContext,
} from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
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
const { features: V2, names: V2_NAMES } = featureSetOfVersion('v2');
const seed = fc.integer({ min: 1, max: 1e9 });
const history = seed.map((s) => randomBars(N, s));
const market = seed.map((s) => {
  const bars = randomBarsWithHoles(N, s);
  return { bars, context: randomContext(bars, s) };
});
const cut = fc.integer({ min: 0, max: N });

const computeAll = (bars: Bars, context: MarketContext) => engineerFeatures(bars, { features: V2, context });

test('cutting instrument and indices at any bar changes nothing before the cut', () => {
  fc.assert(
    fc.property(market, cut, ({ bars, context }, t) => {
      const lastKnown = bars.dates[t - 1] ?? '';
      const known = mapIndices(context, (series) => filterIndex(series, (date) => date <= lastKnown));
      const part = computeAll(sliceBars(bars, 0, t), known);
      assert.deepEqual(changedColumns(computeAll(bars, context), part, V2_NAMES, t), []);
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
      const changed = changedColumns(computeAll(bars, context), computeAll(other, otherContext), V2_NAMES, t);
      assert.deepEqual(changed, []);
    }),
    RUNS,
  );
});

test('prices × 1000 change exactly the features declared priceScaled', () => {
  fc.assert(
    fc.property(history, (bars) => {
      const base = engineerFeatures(bars);
      const scaled = engineerFeatures(scalePrices(bars, 1000));
      const changed = FEATURES.filter(
        (_, j) => !column(scaled, j).every((value, t) => agree(value, column(base, j)[t])),
      );
      const declared = FEATURES.filter((feature) => feature.priceScaled);
      assert.deepEqual(
        changed.map((feature) => feature.name),
        declared.map((feature) => feature.name),
      );
    }),
    RUNS,
  );
});

test('volumes × 1000 keep every feature that does not read the volume', () => {
  fc.assert(
    fc.property(history, (bars) => {
      const scaled = engineerFeatures({ ...bars, volume: bars.volume.map((v) => 1000 * v) });
      const readers = new Set(FEATURES.filter((f) => f.inputs.includes('volume')).map((f) => f.name));
      const changed = changedColumns(engineerFeatures(bars), scaled, FEATURE_NAMES, N);
      assert.deepEqual(
        changed.filter((name) => !readers.has(name)),
        [],
      );
    }),
    { ...RUNS, numRuns: 3 },
  );
});
