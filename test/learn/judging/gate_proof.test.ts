import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRandom } from '../../../src/random.ts';
import { type Judgement, judge, type Market, PLANTED_AUC, simulatedBars } from '../simulated.ts';

// Thirteen years of sessions, as many labelled rows as a real stock has here (3,019), so 453 test rows; 20 cheap real
// features and one configuration of at most 60 rounds instead of 190 and five: 60 to 90 ms a series and core, so that
// the whole file stays below a minute on one core.
const SESSIONS = 3225;
const WALKS: readonly Market[] = ['brownian', 'fatTails', 'volatilityClusters'];
const PER_WALK = 70;
const PLANTED = 100;

function judged(count: number, judgeOne: (i: number) => Judgement) {
  const found = Array.from({ length: count }, (_, i) => judgeOne(i));
  const mean = found.reduce((sum, { rocAuc }) => sum + rocAuc, 0) / count;
  return {
    passed: found.filter(({ passed }) => passed).length,
    high: found.filter(({ rocAuc }) => rocAuc >= 0.55).length,
    mean,
    upTo: (level: number) => found.filter(({ pValue }) => pValue <= level).length,
  };
}

describe('the gate, through features, labels, split, training and evaluation', () => {
  test(`passes at most 5 % of ${WALKS.length * PER_WALK} random walks, where the point estimate alone passes far more`, (t) => {
    let [passed, high, total] = [0, 0, 0];
    for (const market of WALKS) {
      const found = judged(PER_WALK, (i) => judge(simulatedBars(market, SESSIONS, 7000 + i)));
      t.diagnostic(
        `${market}: ${found.passed} of ${PER_WALK} pass, ${found.high} reach 0.55, mean test AUC ${found.mean.toFixed(3)}`,
      );
      passed += found.passed;
      high += found.high;
      total += PER_WALK;
    }
    t.diagnostic(
      `${passed} of ${total}, so with 95 % confidence at most ${(100 * upperBound(passed, total)).toFixed(1)} %`,
    );
    assert.ok(passed <= 0.05 * total, `${passed} of ${total} random walks pass`);
    assert.ok(high >= 0.15 * total, `only ${high} of ${total} reach 0.55: these walks would prove nothing`);
  });

  test(`passes at most 5 % of ${WALKS.length * PER_WALK} series with shuffled labels`, (t) => {
    let passed = 0;
    for (const market of WALKS) {
      passed += judged(PER_WALK, (i) =>
        judge(simulatedBars(market, SESSIONS, 7000 + i), { shuffled: createRandom(i, 4) }),
      ).passed;
    }
    t.diagnostic(`${passed} of ${WALKS.length * PER_WALK} pass`);
    assert.ok(passed <= 0.05 * WALKS.length * PER_WALK, `${passed} pass`);
  });

  test(`passes at least 95 % of ${PLANTED} series with a signal whose best AUC is ${PLANTED_AUC.toFixed(3)}`, (t) => {
    const found = judged(PLANTED, (i) => judge(simulatedBars('meanReverting', SESSIONS, 9000 + i)));
    t.diagnostic(`${found.passed} of ${PLANTED} pass, mean test AUC ${found.mean.toFixed(3)}`);
    assert.ok(found.passed >= 0.95 * PLANTED, `${found.passed} of ${PLANTED} pass`);
    assert.ok(Math.abs(found.mean - PLANTED_AUC) < 0.03, `mean test AUC ${found.mean}, best ${PLANTED_AUC}`);
  });
});

/** One-sided 95 % bound of a share (Clopper & Pearson 1934), by bisection on the binomial tail. */
function upperBound(passed: number, total: number): number {
  const tail = (share: number) => {
    let term = (1 - share) ** total;
    let sum = term;
    for (let k = 1; k <= passed; k++) {
      term *= (((total - k + 1) / k) * share) / (1 - share);
      sum += term;
    }
    return sum;
  };
  let [low, high] = [passed / total, 1 - 1e-9];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}
