import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed } from '../../src/backends/index.ts';
import { worth } from '../../src/compute/surrogates.ts';
import {
  engineerFeatures,
  type FeatureInputs,
  futureGrowth,
  mirroredHistories,
  newestFeatureSet,
} from '../../src/features/index.ts';
import { forecastWorth, surrogateMeasure, trainModel } from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { createRandom } from '../../src/random.ts';
import { type Market, simulatedBars } from '../learn/simulated.ts';
import { labelsFrom } from '../support/labels.ts';

const HORIZON = 7;
const SESSIONS = 900;
const ROWS = 250;
const FIRST = SESSIONS - HORIZON - ROWS;

const inputsOf = (market: Market, seed: number): FeatureInputs => ({
  bars: simulatedBars(market, SESSIONS, seed),
  holidays: new Set(),
  context: [],
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const standardError = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
};
const labelsOf = (close: Float64Array) =>
  Uint8Array.from({ length: ROWS }, (_, row) => (close[FIRST + row + HORIZON] > close[FIRST + row] ? 1 : 0));

describe('what a ROC-AUC is worth', () => {
  test('of "low, so higher in a week", which reaches far more than 0.53 on walks and knows nothing, 0.5 within its error', (t) => {
    const lowIsGood = (close: Float64Array) => close.slice(FIRST, FIRST + ROWS).map((price) => 1 / (1 + price));
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
      return { raw, corrected: forecastWorth(raw, [raw, raw], measure.found()).rocAucCorrected };
    });
    const raw = mean(found.map((one) => one.raw));
    const corrected = found.map((one) => one.corrected);
    const error = standardError(corrected);
    t.diagnostic(`raw ${raw.toFixed(3)}, corrected ${mean(corrected).toFixed(3)} ± ${error.toFixed(3)}`);
    assert.ok(raw > 0.55, `raw ${raw}`);
    assert.ok(error < 0.01 && Math.abs(mean(corrected) - 0.5) < 2 * error, `${mean(corrected)} ± ${error}`);
  });

  /** Of the newest feature set, so much that a tree can follow the price. */
  const names = ['growth_30d', 'price_to_sma_50', 'price_to_sma_200', 'price_position_60d', 'volatility_20d'];
  const set = newestFeatureSet();
  const family = familyNamed('xgboost_classifier');

  function trained(market: Market, seed: number) {
    const inputs = inputsOf(market, seed);
    const { bars } = inputs;
    const columns = names.map((name) => set.features[set.names.indexOf(name)]);
    const from = 200;
    const features = sliceRows(engineerFeatures(bars, { features: columns }), from, SESSIONS - HORIZON);
    const growth = futureGrowth(bars).subarray(from, SESSIONS - HORIZON);
    const labels = labelsFrom(growth.map((value) => (value > 1 ? 1 : 0)));
    const test = FIRST - from;
    const { model } = trainModel({
      family,
      features,
      labels,
      featureNames: names,
      split: {
        train: [0, test - 150],
        validation: [test - 140, test - HORIZON],
        trainAndValidation: [0, test - HORIZON],
        test: [test, labels.length],
      },
      grid: [{ max_depth: 2, eta: 0.1, min_child_weight: 10, lambda: 5, subsample: 0.8, max_bin: 32 }],
      seed,
      maxRounds: 40,
    });
    const probabilities = family.predict(model, sliceRows(features, test, labels.length));
    return {
      inputs,
      set,
      family: family.name,
      artifact: family.save(model),
      featureNames: names,
      calibration: null,
      dates: bars.dates.slice(FIRST, FIRST + ROWS),
      rocAuc: rocAuc(labels.subarray(test), probabilities),
      rocAucInterval: [Number.NaN, Number.NaN] as const,
      seed,
      surrogates: 60,
    };
  }

  test('of a model that found a planted signal, about what it was', async (t) => {
    const request = trained('meanReverting', 3);
    const found = await worth(request);
    t.diagnostic(`raw ${request.rocAuc.toFixed(3)}, corrected ${found.rocAucCorrected.toFixed(3)}`);
    assert.equal(found.surrogates, 60);
    assert.ok(found.rocAucCorrected > 0.6 && Math.abs(found.rocAucCorrected - request.rocAuc) < 0.1);
    assert.deepEqual(await worth(request), found, 'the same seed, the same histories');
  });

  test('of judged sessions with gaps, by what it says of them alone', async () => {
    const request = trained('meanReverting', 3);
    const half = request.dates.filter((_, row) => row % 2 === 0);
    const all = await worth(request);
    const found = await worth({ ...request, dates: half });
    assert.equal(found.expectedByRows.at(-1)?.rows, half.length);
    assert.ok(
      found.rocAucExpected !== all.rocAucExpected && Math.abs(found.rocAucExpected - all.rocAucExpected) < 0.02,
    );
  });

  test('judged sessions that are not bars, or without the sessions that their labels need, are refused', async () => {
    const request = trained('brownian', 1);
    const { dates } = request.inputs.bars;
    for (const wrong of [['2001-01-01'], dates.slice(-ROWS), [dates[FIRST + 2], dates[FIRST]], []]) {
      await assert.rejects(
        worth({ ...request, dates: wrong }),
        /^RangeError: worth: the judged sessions .* must be bars/,
      );
    }
  });
});
