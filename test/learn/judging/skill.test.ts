import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expectedOver, forecastWorth, skillScores, surrogateMeasure } from '../../../src/learn/index.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { simulatedBars } from '../simulated.ts';

const SESSIONS = 500;
const FIRST = 200;
const bars = simulatedBars('brownian', SESSIONS, 2);
const rows = Array.from({ length: SESSIONS - 7 - FIRST }, (_, row) => FIRST + row);
const up = Array.from(bars.close, (price, t) => (bars.close[t + 7] > price ? 1 : 0));
const labels = Uint8Array.from(rows, (t) => up[t]);
const dates = rows.map((t) => bars.dates[t]);
/** Share of rises among the labels settled by session t. */
const past = Float64Array.from(rows, (t) => {
  const known = up.slice(0, t - 7);
  return (known.reduce<number>((sum, one) => sum + one, 0) + 1) / (known.length + 2);
});
const skill = (probabilities: Float64Array) => skillScores({ bars, dates, labels, probabilities, seed: 1 });

describe('skill against the past base rate', () => {
  test('of that rate itself is exactly nothing', () => {
    assert.deepEqual(skill(past), {
      logLoss: { value: 0, lower: 0, upper: 0 },
      brier: { value: 0, lower: 0, upper: 0 },
    });
  });

  test('is 1 less the loss over that of what was settled before, above 0 for who knows and below for who is sure', () => {
    const knowing = Float64Array.from(labels, (label) => (label === 1 ? 0.7 : 0.3));
    const found = skill(knowing);
    assert.ok(Math.abs(found.logLoss.value - (1 - logLoss(labels, knowing) / logLoss(labels, past))) < 1e-12);
    assert.ok(found.logLoss.lower > 0 && found.brier.lower > 0);
    assert.ok(found.logLoss.lower < found.logLoss.value && found.logLoss.value < found.logLoss.upper);
    const sure = skill(Float64Array.from(labels, (_, row) => (row % 2 === 0 ? 0.99 : 0.01)));
    assert.ok(sure.logLoss.upper < 0 && sure.brier.upper < 0);
  });

  test('of few rows has no interval', () => {
    const few = skillScores({
      bars,
      dates: dates.slice(0, 20),
      labels: labels.slice(0, 20),
      probabilities: past.slice(0, 20),
      seed: 1,
    });
    assert.deepEqual(few.logLoss, { value: 0, lower: Number.NaN, upper: Number.NaN });
  });
});

describe('the expectation of a ROC-AUC', () => {
  test('is the mean over surrogates, and of its windows for shorter stretches', () => {
    const measure = surrogateMeasure(40);
    const probabilities = Float64Array.from({ length: 40 }, (_, row) => row / 40);
    // Windows of 15 rows, counted from the newest, have one class each.
    measure.add(
      Uint8Array.from({ length: 40 }, (_, row) => (row >= 25 ? 1 : 0)),
      probabilities,
    );
    measure.add(new Uint8Array(40), probabilities);
    measure.add(
      Uint8Array.from({ length: 40 }, (_, row) => (row >= 25 ? 0 : 1)),
      probabilities,
    );
    const found = forecastWorth(0.6, [0.5, 0.7], measure.found());
    assert.deepEqual(found.expectedByRows, [
      { rows: 10, rocAuc: 0.5 },
      { rows: 15, rocAuc: Number.NaN },
      { rows: 20, rocAuc: 0.5 },
      { rows: 30, rocAuc: 0.5 },
      { rows: 40, rocAuc: 0.5 },
    ]);
    assert.deepEqual([found.surrogates, found.rocAucExpected, found.rocAucCorrected], [2, 0.5, 0.6]);
    assert.ok(found.rocAucCorrectedInterval[0] < 0.5 && found.rocAucCorrectedInterval[1] > 0.7);
  });

  test('of nothing is not known', () => {
    const found = forecastWorth(0.6, [0.5, 0.7], surrogateMeasure(40).found());
    assert.deepEqual([found.surrogates, found.rocAucCorrected], [0, Number.NaN]);
    assert.ok(Number.isNaN(expectedOver(found.expectedByRows, 35)));
  });
});
