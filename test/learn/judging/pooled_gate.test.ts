import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed } from '../../../src/backends/index.ts';
import { completeness, engineerFeatures, FEATURES, futureGrowth, isComparable } from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { evaluate, gate, poolFolds, trainModel, walkForwardFolds } from '../../../src/learn/index.ts';
import { sliceRows } from '../../../src/matrix.ts';
import type { InstrumentRows } from '../../research/dow_rows.ts';
import { poolOf } from '../../research/pooled_rows.ts';
import { type Market, PLANTED_AUC, simulatedBars } from '../simulated.ts';

const INSTRUMENTS = 20;
const SESSIONS = 900;

// biome-ignore format: one name a line says no more
const NAMES = [
  'growth_7d', 'growth_30d', 'growth_90d', 'price_to_sma_20', 'price_to_sma_50', 'volatility_20d', 'price_position_60d',
  'rsi_14', 'bb_position', 'volume_ratio_20d', 'cum_log_return_60d', 'natr',
];
const CHEAP = FEATURES.filter((feature) => isComparable(feature) && NAMES.includes(feature.name));
const featureNames = CHEAP.map(({ name }) => name);
const family = familyNamed('xgboost_classifier');
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Labelled rows of one simulated instrument. */
function rowsOf(market: Market, seed: number): InstrumentRows {
  const bars = simulatedBars(market, SESSIONS, seed);
  const features = engineerFeatures(bars, { features: CHEAP });
  const from = completeness(features, CHEAP).indexOf(1);
  const to = SESSIONS - HORIZON_SESSIONS;
  return {
    symbol: `${market} ${seed}`,
    dates: bars.dates.slice(from, to),
    labelEnds: bars.dates.slice(from + HORIZON_SESSIONS),
    labels: Uint8Array.from(futureGrowth(bars).subarray(from, to), (growth) => (growth > 1 ? 1 : 0)),
    features: sliceRows(features, from, to),
  };
}

/** One model over all instruments, judged on the test rows of each as the pipeline judges. */
function judgePool(market: Market, seed: number) {
  const instruments = Array.from({ length: INSTRUMENTS }, (_, i) => rowsOf(market, INSTRUMENTS * seed + i));
  const { features, labels, ...rows } = poolOf(instruments, [...CHEAP.keys()]);
  const { folds, test: held, trainAndValidation, testFrom } = poolFolds(rows, { folds: 2 });
  const split = { ...folds[1], test: held, trainAndValidation };
  const grid = [{ max_depth: 2, eta: 0.1, min_child_weight: 50, lambda: 5, subsample: 0.5, max_bin: 32 }];
  const { model } = trainModel({ family, features, labels, featureNames, split, folds, grid, seed, maxRounds: 60 });
  return instruments.map((one) => {
    const from = one.dates.indexOf(testFrom);
    const probabilities = family.predict(model, sliceRows(one.features, from, one.features.rows));
    const found = evaluate(one.labels.subarray(from), probabilities, seed);
    return { ...found, ...gate(found) };
  });
}

/** The same for one instrument by itself. */
function judgeAlone(market: Market, seed: number): number {
  const { features, labels } = rowsOf(market, seed);
  const { folds, ...rest } = walkForwardFolds(labels.length, { folds: 2 });
  const grid = [{ max_depth: 2, eta: 0.1, min_child_weight: 10, lambda: 5, subsample: 0.8, max_bin: 32 }];
  const split = { ...folds[1], ...rest };
  const { model } = trainModel({ family, features, labels, featureNames, split, folds, grid, seed, maxRounds: 60 });
  const probabilities = family.predict(model, sliceRows(features, ...rest.test));
  return evaluate(labels.subarray(...rest.test), probabilities, seed).rocAuc;
}

describe('a pooled model', () => {
  test('finds a planted signal that instruments share, and more of it than their own models do', () => {
    const found = judgePool('meanReverting', 1);
    const own = Array.from({ length: INSTRUMENTS }, (_, i) => judgeAlone('meanReverting', INSTRUMENTS + i));
    const area = mean(found.map(({ rocAuc }) => rocAuc));
    assert.ok(area > mean(own) && area < PLANTED_AUC + 0.03, `pooled ${area}, own ${mean(own)}, best ${PLANTED_AUC}`);
    assert.ok(area > PLANTED_AUC - 0.06, `pooled ${area} of ${PLANTED_AUC}`);
  });

  test('passes the gate for at most 5 % of random walks', () => {
    const markets = ['brownian', 'fatTails', 'volatilityClusters'] as const;
    const verdicts = markets
      .flatMap((market, i) => [judgePool(market, 2 * i + 2), judgePool(market, 2 * i + 3)])
      .flat();
    const passed = verdicts.filter((verdict) => verdict.passed).length;
    assert.equal(verdicts.length, 120);
    assert.ok(passed <= 0.05 * verdicts.length, `${passed} of ${verdicts.length} passed`);
  });
});
