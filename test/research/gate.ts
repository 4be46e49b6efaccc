import { addUp, judgedSeries, WALKS } from '../learn/gate_trials.ts';
import { type Measurement, rounded } from '../support/measure.ts';

const EACH = 70;
const TOTAL = EACH * WALKS.length;

/** How much the gate lets through where there is nothing to learn, with a bound, and where there is something. */
export const gate: Measurement = {
  name: 'gate',
  description: `what the gate passes of ${TOTAL} random walks, of as many with shuffled labels and of others with a signal`,
  flags: { planted: '100', first: '9000' },
  async run(_seed, say, { planted: count, first }) {
    const walks = WALKS.map((market) => {
      const found = judgedSeries(market, EACH);
      say(
        `${market}: ${found.passed} of ${EACH} pass, ${found.high} reach 0.55, mean AUC ${rounded(found.meanAuc, 3)}`,
      );
      return found;
    });
    const { passed, high } = addUp(walks);
    const shuffled = addUp(WALKS.map((market) => judgedSeries(market, EACH, { shuffled: true })));
    const planted = judgedSeries('meanReverting', Number(count), { first: Number(first) });
    return {
      walksPassed: rounded(passed / TOTAL, 4),
      walksPassedUpperBound: rounded(upperBound(passed, TOTAL), 4),
      walksPassedByEstimateAlone: rounded(high / TOTAL, 3),
      shuffledPassed: shuffled.passed / TOTAL,
      plantedPassed: rounded(planted.passed / Number(count), 4),
    };
  },
};

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
