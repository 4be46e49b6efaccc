import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noSkillPValue, noSkillPValues } from '../../src/metrics/no_skill.ts';
import { normalTail } from '../../src/metrics/normal_tail.ts';
import { causalRanks, centredRanks } from '../../src/metrics/ranks.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { createRandom } from '../../src/random.ts';

function normals(seed: number): () => number {
  const { next } = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Up or not over the next seven of independent returns, and what can be known of the returns before. */
function walk(rows: number, seed: number) {
  const normal = normals(seed);
  const price = new Float64Array(rows + 7);
  for (let t = 1; t < price.length; t++) price[t] = price[t - 1] + normal();
  return {
    labels: Uint8Array.from({ length: rows }, (_, t) => (price[t + 7] > price[t] ? 1 : 0)),
    price: price.subarray(0, rows),
  };
}

/** AR(1) scores that have nothing to do with any label. */
function slowScores(rows: number, kept: number, seed: number): Float64Array {
  const normal = normals(seed);
  let value = 0;
  return Float64Array.from({ length: rows }, () => {
    value = kept * value + normal();
    return value;
  });
}

describe('noSkillPValue', () => {
  test('rejects at most 5 % of 400 slow scores that know nothing, though labels overlap', () => {
    for (const kept of [0, 0.9, 0.98]) {
      let rejected = 0;
      for (let i = 0; i < 400; i++) {
        if (noSkillPValue(walk(450, i).labels, slowScores(450, kept, 10_000 + i)) <= 0.05) rejected++;
      }
      assert.ok(rejected <= 20, `${rejected} of 400 with ${kept} kept`);
    }
  });

  test('is not taken in by "low now, so higher in a week" on a random walk, as an AUC and its rotations are', () => {
    let [rejected, total] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const { labels, price } = walk(450, 20_000 + i);
      const score = price.map((value) => -value);
      total += rocAuc(labels, score);
      if (noSkillPValue(labels, score) <= 0.05) rejected++;
    }
    assert.ok(total / 400 > 0.55, `mean AUC of a score that knows nothing: ${total / 400}`);
    // The worst score there is for this test: not within 5 %, but within 10 %. Rotation alone rejects 47 %.
    assert.ok(rejected <= 40, `${rejected} of 400`);
  });

  test('is the larger of two, of which each is the larger where the other is blind', () => {
    const found = Array.from({ length: 40 }, (_, i) => {
      const { labels, price } = walk(450, 20_000 + i);
      const score = price.map((value) => -value);
      const { rotation, causal } = noSkillPValues(labels, score);
      assert.equal(noSkillPValue(labels, score), Math.max(rotation, causal));
      return { byRotation: rotation > causal, byCausalRanks: causal > rotation };
    });
    assert.ok(found.some(({ byRotation }) => byRotation) && found.some(({ byCausalRanks }) => byCausalRanks));
  });

  test('finds skill: scores that see a part of the next week', () => {
    let found = 0;
    for (let i = 0; i < 100; i++) {
      const { labels } = walk(450, 30_000 + i);
      const normal = normals(40_000 + i);
      if (
        noSkillPValue(
          labels,
          Float64Array.from(labels, (label) => label + 1.2 * normal()),
        ) <= 0.05
      )
        found++;
    }
    assert.ok(found >= 95, `${found} of 100`);
  });

  test('is at least the share of rotations that reach the AUC, counted one by one, and often just that', () => {
    let equal = 0;
    for (let i = 0; i < 50; i++) {
      const { below, next } = createRandom(i, 5);
      const labels = Array.from({ length: 12 }, (_, row) => (row < 2 ? row : below(2)));
      const scores = labels.map(() => next());
      const areas = labels.map((_, shift) =>
        rocAuc(
          labels,
          scores.map((_, row) => scores[(row + shift) % 12]),
        ),
      );
      const reached = areas.filter((area) => area >= areas[0] - 1e-12).length;
      if (reached === 1) continue;
      const found = noSkillPValue(labels, scores);
      assert.ok(found >= reached / 12, `${found} where ${reached} of 12 reach it`);
      if (found === reached / 12) equal++;
    }
    assert.ok(equal >= 10, `${equal}`);
  });

  test('depends on the order of the scores only, and is high for the reversed ones', () => {
    const { labels } = walk(300, 3);
    const scores = slowScores(300, 0.8, 4).map((value, row) => value + 2 * labels[row]);
    assert.equal(noSkillPValue(labels, scores.map(Math.exp)), noSkillPValue(labels, scores));
    assert.ok(
      noSkillPValue(labels, scores) < 0.01 &&
        noSkillPValue(
          labels,
          scores.map((value) => -value),
        ) > 0.9,
    );
  });

  test('is not known for one class, and 1 for scores that are all the same', () => {
    assert.ok(Number.isNaN(noSkillPValue([1, 1, 1], [1, 2, 3])));
    assert.ok(Number.isNaN(noSkillPValue([], [])));
    assert.equal(noSkillPValue([1, 0, 1, 0], [2, 2, 2, 2]), 1);
    assert.throws(() => noSkillPValue([1, 0], [1, 2], { horizon: 0 }), /horizon must be a whole number above 0, got 0/);
  });
});

describe('ranks', () => {
  test('centred ranks turn an AUC into a sum', () => {
    const { labels } = walk(200, 7);
    const scores = slowScores(200, 0.5, 8).map((value) => Math.round(value));
    const ranks = centredRanks(scores);
    const positives = labels.reduce((sum, label) => sum + label, 0);
    const sum = ranks.reduce((total, rank, row) => total + rank * labels[row], 0);
    assert.ok(Math.abs(0.5 + sum / (positives * (200 - positives)) - rocAuc(labels, scores)) < 1e-12);
  });

  test('causal ranks look back only', () => {
    assert.deepEqual(causalRanks([1, 2, 2, 0, 3], 2), Float64Array.of(0, 0.5, 0.25, -0.5, 0.5));
    const scores = slowScores(100, 0.9, 9);
    assert.deepEqual(causalRanks(scores, 20).subarray(0, 60), causalRanks(scores.subarray(0, 60), 20));
  });
});

test('normalTail answers the values of scipy.stats.norm.sf', () => {
  // scipy 1.17.1
  const expected = [
    [-3, 0.9986501019683699],
    [-1, 0.8413447460685429],
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1.6448536269514722, 0.05],
    [3, 0.0013498980316300933],
    [6, 9.865876450376946e-10],
    [10, 7.61985302416047e-24],
  ];
  for (const [z, tail] of expected) assert.ok(Math.abs(normalTail(z) / tail - 1) < 2e-7, `${z}: ${normalTail(z)}`);
});
