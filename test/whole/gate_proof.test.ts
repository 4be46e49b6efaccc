import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addUp, judgedSeries, WALKS } from '../learn/gate_trials.ts';
import { PLANTED_AUC } from '../learn/simulated.ts';

// Seeded, and as many as half a minute's share of a test run allows: of gates that let a tenth of the walks through one
// in twenty would pass here. That ours lets through less than a twentieth takes more: `npm run -s research -- gate`.
const WALKS_EACH = 30;
const SHUFFLED_EACH = 20;
const PLANTED = 40;

describe('the gate, through features, labels, split, training and evaluation', () => {
  const walks = WALKS_EACH * WALKS.length;
  test(`passes at most 5 % of ${walks} random walks, where the point estimate alone passes far more`, () => {
    const { passed, high } = addUp(WALKS.map((market) => judgedSeries(market, WALKS_EACH)));
    assert.ok(passed <= 0.05 * walks, `${passed} of ${walks} random walks pass`);
    assert.ok(high >= 0.15 * walks, `only ${high} of ${walks} reach 0.55: these walks would prove nothing`);
  });

  const shuffled = SHUFFLED_EACH * WALKS.length;
  test(`passes at most 5 % of ${shuffled} series with shuffled labels`, () => {
    const { passed } = addUp(WALKS.map((market) => judgedSeries(market, SHUFFLED_EACH, { shuffled: true })));
    assert.ok(passed <= 0.05 * shuffled, `${passed} of ${shuffled} pass`);
  });

  test(`passes at least 95 % of ${PLANTED} series with a signal whose best AUC is ${PLANTED_AUC.toFixed(3)}`, () => {
    const { passed, meanAuc } = judgedSeries('meanReverting', PLANTED);
    assert.ok(passed >= 0.95 * PLANTED, `${passed} of ${PLANTED} pass`);
    assert.ok(Math.abs(meanAuc - PLANTED_AUC) < 0.03, `mean test AUC ${meanAuc}, best ${PLANTED_AUC}`);
  });
});
