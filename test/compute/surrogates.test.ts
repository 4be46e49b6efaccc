import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed } from '../../src/backends/index.ts';
import { worth } from '../../src/compute/surrogates.ts';
import {
  engineerFeatures,
  FEATURES,
  type FeatureInputs,
  futureGrowth,
  mirroredHistories,
  newestFeatureSet,
} from '../../src/features/index.ts';
import { expectedOver, forecastWorth, surrogateMeasure, trainModel } from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { createRandom } from '../../src/random.ts';
import { type Market, simulatedBars } from '../learn/simulated.ts';

const HORIZON = 7;
const SESSIONS = 900;
const ROWS = 250;
const FIRST = SESSIONS - HORIZON - ROWS;

const inputsOf = (market: Market, seed: number): FeatureInputs => ({
  bars: simulatedBars(market, SESSIONS, seed),
  holidays: new Set(),
  context: [],
});

/** The price itself, turned round: "low, so higher in a week". It knows nothing, and looks as if it did. */
const lowIsGood = (close: Float64Array) => close.slice(FIRST, FIRST + ROWS).map((price) => 1 / (1 + price));
const labelsOf = (close: Float64Array) =>
  Uint8Array.from({ length: ROWS }, (_, row) => (close[FIRST + row + HORIZON] > close[FIRST + row] ? 1 : 0));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const standardError = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
};

describe('what a ROC-AUC is worth', () => {
  test('on walks where a rule reaches far more than 0.53 and knows nothing, its corrected ROC-AUC is 0.5 within its error', (t) => {
    const found = Array.from({ length: 80 }, (_, seed) => {
      const inputs = inputsOf(seed % 2 === 0 ? 'volatilityClusters' : 'fatTails', seed);
      const { dates, close } = inputs.bars;
      const draw = mirroredHistories(inputs, dates[FIRST], dates[SESSIONS - 1]);
      const random = createRandom(seed);
      const measure = surrogateMeasure(ROWS);
      for (let surrogate = 0; surrogate < 100; surrogate++) {
        const { bars } = draw(random);
        measure.add(labelsOf(bars.close), lowIsGood(bars.close));
      }
      const raw = rocAuc(labelsOf(close), lowIsGood(close));
      return { raw, ...forecastWorth(raw, [raw - 0.1, raw + 0.1], measure.found()) };
    });
    const raw = found.map((one) => one.raw);
    const corrected = found.map((one) => one.rocAucCorrected);
    const error = standardError(corrected);
    t.diagnostic(`raw ${mean(raw).toFixed(3)}, corrected ${mean(corrected).toFixed(3)} ± ${error.toFixed(3)}`);
    assert.ok(mean(raw) > 0.55, `raw ${mean(raw)}`);
    assert.ok(Math.abs(mean(corrected) - 0.5) < 2.5 * error, `corrected ${mean(corrected)} ± ${error}`);
    assert.ok(error < 0.02);
  });
});
