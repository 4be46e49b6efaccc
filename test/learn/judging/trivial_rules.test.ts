import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { besideTrivialRules, gate } from '../../../src/learn/index.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { createRandom } from '../../../src/random.ts';

const SESSIONS = 400;
const FIRST = 150;

/** A walk, its labels, and the rows from FIRST to the last whose label is known. */
function walk(seed: number) {
  const random = createRandom(seed);
  const close = new Float64Array(SESSIONS);
  close[0] = 100;
  for (let t = 1; t < SESSIONS; t++) close[t] = close[t - 1] * Math.exp(0.02 * (random.next() - 0.5));
  const bars = { close, dates: Array.from(close, (_, t) => `session ${t}`) };
  const rows = Array.from({ length: SESSIONS - 7 - FIRST }, (_, row) => FIRST + row);
  const labels = Uint8Array.from(rows, (t) => (close[t + 7] > close[t] ? 1 : 0));
  return { bars, rows, labels, dates: rows.map((t) => bars.dates[t]), random };
}

describe('rules that need no model', () => {
  test('are measured on the rows of the model, by closes up to each session and no later one', () => {
    const { bars, rows, labels, dates, random } = walk(1);
    const probabilities = Float64Array.from(rows, () => random.next());
    const found = besideTrivialRules({ bars, dates, labels, probabilities, seed: 1 });
    const { close } = bars;
    const expected = {
      'seven-session reversal': rows.map((t) => -close[t] / close[t - 7]),
      'momentum of 20 sessions': rows.map((t) => close[t] / close[t - 20]),
      'the sign of the last session': rows.map((t) => Math.sign(close[t] - close[t - 1])),
    };
    assert.deepEqual(
      found.ordering.map(({ name, value }) => [name, value]),
      Object.entries(expected).map(([name, scores]) => [name, rocAuc(labels, scores)]),
    );
    const own = rocAuc(labels, probabilities);
    for (const { value, difference } of found.ordering) {
      assert.equal(difference.value, own - value);
      assert.ok(difference.lower < difference.value && difference.value < difference.upper);
    }
    const known = Array.from({ length: FIRST - 7 }, (_, t) => (close[t + 7] > close[t] ? 1 : 0));
    const share = (known.reduce<number>((sum, label) => sum + label, 0) + 1) / (known.length + 2);
    assert.equal(found.majority.value, logLoss(labels, new Float64Array(rows.length).fill(share)));
    assert.equal(found.majority.difference.value, logLoss(labels, probabilities) - found.majority.value);

    const later = Float64Array.from(close, (price, t) => (t > rows[rows.length - 1] ? price * 3 : price));
    assert.deepEqual(
      besideTrivialRules({ bars: { ...bars, close: later }, dates, labels, probabilities, seed: 1 }),
      found,
    );
  });

  test('a model that is one of them is no better than it, and does not pass whatever else it reaches', () => {
    const { bars, rows, labels, dates } = walk(2);
    const { close } = bars;
    const probabilities = Float64Array.from(rows, (t) => 1 / (1 + close[t] / close[t - 7]));
    const rules = besideTrivialRules({ bars, dates, labels, probabilities, seed: 1 });
    assert.deepEqual(rules.ordering[0].difference, { value: 0, lower: 0, upper: 0 });
    const sure = { rocAuc: 0.7, rocAucInterval: [0.6, 0.8], pValue: 0 } as const;
    assert.equal(gate(sure).passed, true);
    const { passed, reason } = gate(sure, { rules });
    assert.equal(passed, false);
    assert.match(reason, /; no better than seven-session reversal \(ROC-AUC 0\.\d{3}\)/);
  });

  test('an order that is right with probabilities that are not is no better than always the majority', () => {
    const { bars, labels, dates } = walk(3);
    const probabilities = Float64Array.from(labels, (label) => (label === 1 ? 0.03 : 0.02));
    const rules = besideTrivialRules({ bars, dates, labels, probabilities, seed: 1 });
    const sure = { rocAuc: 1, rocAucInterval: [1, 1], pValue: 0 } as const;
    assert.match(
      gate(sure, { rules }).reason,
      /^not passed: .*; no better than always the majority \(log-loss 0\.\d{4}\)$/,
    );
    const good = Float64Array.from(labels, (label) => (label === 1 ? 0.9 : 0.1));
    assert.equal(
      gate(sure, { rules: besideTrivialRules({ bars, dates, labels, probabilities: good, seed: 1 }) }).passed,
      true,
    );
  });

  test('few rows, one class and rows without a bar have their answers', () => {
    const { bars, labels, dates } = walk(4);
    const few = besideTrivialRules({
      bars,
      dates: dates.slice(0, 5),
      labels: [1, 1, 1, 1, 1],
      probabilities: [1, 1, 1, 1, 1],
      seed: 1,
    });
    assert.deepEqual(few.ordering[0].difference, { value: Number.NaN, lower: Number.NaN, upper: Number.NaN });
    assert.equal(gate({ rocAuc: 1, rocAucInterval: [1, 1], pValue: 0 }, { rules: few }).passed, false);
    assert.throws(
      () => besideTrivialRules({ bars, dates: ['never'], labels: [1], probabilities: [1], seed: 1 }),
      /besideTrivialRules: session never has no bar/,
    );
    assert.throws(
      () => besideTrivialRules({ bars, dates, labels: labels.subarray(1), probabilities: labels.subarray(1), seed: 1 }),
      /besideTrivialRules: 242 labels, 243 sessions/,
    );
  });
});
