import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import { engineerFeatures, FEATURE_NAMES, FEATURES } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { agree, changedColumns, randomBars, scalePrices } from './support.ts';

const N = 390;
const RUNS = { numRuns: 12, seed: 7 };
const history = fc.integer({ min: 1, max: 1e9 }).map((seed) => randomBars(N, seed));
const cut = fc.integer({ min: 0, max: N });

test('cutting the history at any bar changes nothing before the cut', () => {
  fc.assert(
    fc.property(history, cut, (bars, t) => {
      const part = engineerFeatures(sliceBars(bars, 0, t));
      assert.deepEqual(changedColumns(engineerFeatures(bars), part, FEATURE_NAMES, t), []);
    }),
    RUNS,
  );
});

test('another future changes nothing before it', () => {
  fc.assert(
    fc.property(history, history, cut, (bars, future, t) => {
      const join = (field: Exclude<keyof Bars, 'dates'>) =>
        bars[field].map((value, i) => (i < t ? value : 3 * future[field][i]));
      const other: Bars = {
        dates: bars.dates,
        open: join('open'),
        high: join('high'),
        low: join('low'),
        close: join('close'),
        volume: join('volume'),
      };
      assert.deepEqual(changedColumns(engineerFeatures(bars), engineerFeatures(other), FEATURE_NAMES, t), []);
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
