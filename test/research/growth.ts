import {
  type IntervalEvaluation,
  intervalGate,
  judgeIntervals,
  judgePooledIntervals,
  pooledIntervalGate,
} from '../../src/learn/index.ts';
import { simulatedBars } from '../learn/simulated.ts';
import { type Figures, type Measurement, quantile, rounded } from '../support/measure.ts';
import { type Member, membersOf } from './price_sets.ts';

const COVERAGE = 0.8;

/** Instruments, and the dates that they are judged on. */
type PriceSet = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly members: readonly Member[];
};

/** How good intervals of the growth are on real prices, and what they make of a market that has nothing to tell. */
export const growth: Measurement = {
  name: 'growth',
  description: 'intervals of the growth on the price sets beside the checkout, per instrument and pooled, and on walks',
  flags: { every: '1' },
  async run(seed, say, { every }) {
    const real = [
      priceSet('dow30', '2013-01-01', '2017-12-31'),
      priceSet('us150', '2010-01-01', '2012-12-31'),
      priceSet('goog.csv', '2010-01-01', '2013-12-31'),
    ];
    const sampled = real.map((set) => ({ ...set, members: set.members.filter((_, i) => i % Number(every) === 0) }));
    // Tested on as many sessions as a first training is.
    const walks = Array.from({ length: 40 }, (_, i) => ({
      name: `walk ${i}`,
      bars: simulatedBars('brownian', 1_600, 1000 * seed + i),
      market: undefined,
    }));
    const figures: Figures = {};
    for (const set of [...sampled, { name: 'walks', from: walks[0].bars.dates[1_140], to: '9999', members: walks }]) {
      if (set.members.length > 0) figures[set.name] = figuresOf(set, seed, say);
    }
    return figures;
  },
};

function priceSet(name: string, from: string, to: string): PriceSet {
  return { name, from, to, members: membersOf(name) };
}

function figuresOf({ name, from, to, members: all }: PriceSet, seed: number, say: (text: string) => void) {
  const members = all.map(({ bars, market }) => ({
    bars,
    market,
    dates: bars.dates.filter((date) => date >= from && date <= to),
  }));
  const single = members.map((member) => judgeIntervals({ ...member, coverage: COVERAGE, seed }));
  const pooled = judgePooledIntervals(members, { coverage: COVERAGE, seed });
  say(`${name}, pooled: ${pooledIntervalGate(pooled).reason}`);
  return {
    instruments: members.length,
    rows: pooled.rows,
    passed: single.filter((one) => intervalGate(one).passed).length,
    coverage: rounded(pooled.coverage.value, 3),
    ...spread('toEwmaNormal', single),
    ...spread('toUnconditional', single),
    ...spread('coverage', single),
  };
}

/** Over instruments: the least, the middle and the largest. */
function spread(name: 'toEwmaNormal' | 'toUnconditional' | 'coverage', found: readonly IntervalEvaluation[]) {
  const values = found.map((one) => one[name].value);
  return Object.fromEntries([0, 0.5, 1].map((q) => [`${name}P${100 * q}`, rounded(quantile(values, q), 3)]));
}
