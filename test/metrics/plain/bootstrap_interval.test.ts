import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { createRandom } from '../../../src/random.ts';
import { accuracy } from './accuracy.ts';
import { bootstrapInterval } from './bootstrap_interval.ts';

/** Scores that lean towards the label. */
function leaning(rows: number, seed: number) {
  const random = createRandom(seed);
  const labels = Uint8Array.from({ length: rows }, () => random.below(2));
  return { labels, scores: Float64Array.from(labels, (label) => 0.3 * label + random.next()) };
}

const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;

describe('bootstrapInterval', () => {
  test('is the same for the same seed and another for another', () => {
    const { labels, scores } = leaning(200, 1);
    const once = bootstrapInterval(rocAuc, labels, scores, { seed: 5 });
    assert.deepEqual(bootstrapInterval(rocAuc, labels, scores, { seed: 5 }), once);
    assert.notDeepEqual(bootstrapInterval(rocAuc, labels, scores, { seed: 6 }), once);
  });

  test('holds the point estimate and narrows with the root of the rows', () => {
    const small = leaning(200, 2);
    const large = leaning(3200, 2);
    const few = bootstrapInterval(rocAuc, small.labels, small.scores, { seed: 1 });
    const many = bootstrapInterval(rocAuc, large.labels, large.scores, { seed: 1 });
    const area = rocAuc(small.labels, small.scores);
    assert.ok(few.lower < area && area < few.upper);
    const ratio = width(few) / width(many);
    assert.ok(ratio > 2.8 && ratio < 5.5, `16 times the rows should narrow it about 4 times, got ${ratio}`);
  });

  test('of a share of independent rows is close to the normal interval', () => {
    const random = createRandom(3);
    const labels = Uint8Array.from({ length: 2000 }, () => random.below(2));
    const scores = Float64Array.from(labels, (label) => (random.next() < 0.7 ? label : 1 - label));
    const interval = bootstrapInterval(accuracy, labels, scores, { seed: 1, blockLength: 1, resamples: 4000 });
    const normal = 2 * 1.96 * Math.sqrt((0.7 * 0.3) / 2000);
    assert.ok(Math.abs(width(interval) / normal - 1) < 0.1, `${width(interval)} against ${normal}`);
  });

  test('is wider with blocks where neighbours repeat each other, as overlapping labels do', () => {
    const { labels, scores } = leaning(80, 4);
    const repeated = Uint8Array.from({ length: 560 }, (_, i) => labels[Math.floor(i / 7)]);
    const repeatedScores = Float64Array.from({ length: 560 }, (_, i) => scores[Math.floor(i / 7)]);
    const rowWise = bootstrapInterval(rocAuc, repeated, repeatedScores, { seed: 1, blockLength: 1 });
    const inBlocks = bootstrapInterval(rocAuc, repeated, repeatedScores, { seed: 1 });
    assert.ok(width(inBlocks) > 1.7 * width(rowWise), `${width(inBlocks)} against ${width(rowWise)}`);
  });

  test('of scores that separate the classes is one point', () => {
    const labels = Uint8Array.from({ length: 100 }, (_, i) => i % 2);
    assert.deepEqual(bootstrapInterval(rocAuc, labels, labels, { seed: 1 }), { lower: 1, upper: 1 });
  });

  test('is not known with fewer than two blocks of rows, or one class', () => {
    const labels = Uint8Array.from({ length: 13 }, (_, i) => i % 2);
    const unknown = { lower: Number.NaN, upper: Number.NaN };
    assert.deepEqual(bootstrapInterval(rocAuc, labels, labels, { seed: 1 }), unknown);
    assert.deepEqual(bootstrapInterval(rocAuc, new Uint8Array(50), new Float64Array(50), { seed: 1 }), unknown);
  });

  test('refuses a confidence, block length or seed that makes no sense', () => {
    const { labels, scores } = leaning(50, 1);
    const call = (options: object) => () => bootstrapInterval(rocAuc, labels, scores, { seed: 1, ...options });
    assert.throws(call({ confidence: 95 }), /confidence must lie between 0 and 1, got 95/);
    assert.throws(call({ blockLength: 0 }), /blockLength must be a whole number above 0, got 0/);
    assert.throws(call({ seed: -1 }), /random seed: must be a whole number from 0 to 2\^53 - 1, got -1/);
  });
});
