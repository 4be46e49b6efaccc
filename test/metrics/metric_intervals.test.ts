import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { metricIntervals } from '../../src/metrics/metric_intervals.ts';
import { METRIC_NAMES, TEST_METRICS } from '../../src/metrics/test_metrics.ts';
import { createRandom } from '../../src/random.ts';
import { asProbabilities, forecastOfAuc, reversal } from './known_auc.ts';
import { ALONE } from './plain/alone.ts';
import { bootstrapInterval } from './plain/bootstrap_interval.ts';

/** Scores with many ties, leaning towards the label. */
function leaning(rows: number, seed: number) {
  const random = createRandom(seed);
  const labels = Uint8Array.from({ length: rows }, () => (random.next() < 0.6 ? 1 : 0));
  return { labels, probabilities: Float64Array.from(labels, (label) => (2 * label + random.below(18)) / 20) };
}

describe('metricIntervals', () => {
  test('answers for every metric what its own bootstrap with the same seed does', () => {
    const { labels, probabilities } = leaning(203, 1);
    const found = metricIntervals(labels, probabilities, {
      seed: 5,
      blockLength: 21,
      resamples: 200,
      signalThreshold: 0.7,
    });
    for (const name of METRIC_NAMES) {
      const alone = bootstrapInterval(ALONE[name], labels, probabilities, {
        seed: 5,
        blockLength: 21,
        resamples: 200,
        range: TEST_METRICS[name].range,
      });
      const { value, lower, upper } = found[name];
      for (const [one, other] of [
        [value, ALONE[name](labels, probabilities)],
        [lower, alone.lower],
        [upper, alone.upper],
      ]) {
        assert.ok(Math.abs(one - other) < 1e-12, `${name}: ${one} and ${other}`);
      }
    }
  });

  test('of an AUC on overlapping labels holds the truth about nineteen times in twenty', (t) => {
    const aucs = [0.5, 0.55, 0.6];
    let held = 0;
    for (let seed = 0; seed < 240; seed++) {
      const truth = aucs[seed % aucs.length];
      const { labels, scores } = forecastOfAuc(250, truth, 0.9, seed);
      const { lower, upper } = metricIntervals(labels, asProbabilities(scores), { seed, resamples: 300 }).rocAuc;
      if (lower <= truth && truth <= upper) held++;
    }
    t.diagnostic(`${held} of 240`);
    assert.ok(held >= 0.92 * 240 && held <= 0.99 * 240, `${held} of 240`);
  });

  test('lies around the estimate also where rows of one month say more than rows far apart', () => {
    let offset = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { labels, scores } = reversal(250, 63, seed);
      const { value, lower, upper } = metricIntervals(labels, asProbabilities(scores), { seed, resamples: 300 }).rocAuc;
      assert.ok(lower < value && value < upper);
      offset += ((lower + upper) / 2 - value) / 100;
    }
    assert.ok(Math.abs(offset) < 0.008, `${offset}`);
  });

  test('stays within what a metric can be', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { labels, scores } = forecastOfAuc(60, 0.95, 0, seed);
      const found = metricIntervals(labels, asProbabilities(scores), { seed, resamples: 200 });
      for (const name of METRIC_NAMES) {
        const [lowest, highest] = TEST_METRICS[name].range;
        assert.ok(!(found[name].lower < lowest) && !(found[name].upper > highest), name);
      }
    }
  });

  test('leaves unknown what is not known, and the ends where rows do not fill two blocks', () => {
    const one = metricIntervals(new Uint8Array(50), new Float64Array(50).fill(0.4), { seed: 1 });
    assert.ok(Number.isNaN(one.rocAuc.value) && Number.isNaN(one.precision.value));
    assert.deepEqual(one.accuracy, { value: 1, lower: 1, upper: 1 });
    const { labels, probabilities } = leaning(41, 3);
    const few = metricIntervals(labels, probabilities, { seed: 1 });
    assert.ok(few.rocAuc.value > 0 && Number.isNaN(few.rocAuc.lower) && Number.isNaN(few.brier.upper));
    assert.ok(Number.isNaN(metricIntervals([], [], { seed: 1 }).logLoss.value));
  });

  test('refuses options that make no sense', () => {
    const { labels, probabilities } = leaning(50, 4);
    const call = (options: object) => () => metricIntervals(labels, probabilities, { seed: 1, ...options });
    assert.throws(call({ blockLength: 0 }), /blockLength must be a whole number above 0, got 0/);
    assert.throws(call({ confidence: 1 }), /confidence must lie between 0 and 1, got 1/);
  });
});
