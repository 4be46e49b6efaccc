import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { ewmaNormal, pinball } from '../../src/learn/intervals/baselines.ts';
import { growthIntervals } from '../../src/learn/intervals/growth_intervals.ts';
import { MOVE_INPUTS, movesOf, OWN_INPUTS } from '../../src/learn/intervals/moves.ts';
import { solve } from '../../src/learn/intervals/size_forecast.ts';
import type { RowRange } from '../../src/learn/rows/split.ts';
import { createMatrix } from '../../src/matrix.ts';
import type { Figures, Measurement } from '../support/measure.ts';
import { rounded } from '../support/measure.ts';
import { membersOf } from './price_sets.ts';
import { quantileTrees } from './quantile_trees.ts';

const SHARES = [0.1, 0.5, 0.9];
const FIRST_SESSION = 250;
/** Rows learn when their outcome was known before the first, choose the number of rounds before the second. */
const [CHOOSES_FROM, JUDGED_FROM] = ['2007-01-01', '2008-01-01'];
const RANGES = { validation: ['2008-01-01', '2009-12-31'], last: ['2010-01-01', '2012-12-31'] } as const;
const PARAMS = { max_depth: 4, eta: 0.1, min_child_weight: 500, subsample: 0.5, colsample_bytree: 0.7, max_bin: 128 };

type Row = {
  readonly date: string;
  readonly end: string;
  readonly inputs: Float64Array;
  readonly target: number;
  readonly growth: number;
  /** Deviation of seven sessions' growth by the base. */
  readonly scale: number;
  readonly ewma: readonly number[];
  readonly product: readonly number[];
};

/** Trees that learn the quantiles themselves, beside a forecast of the size and quantiles of what it left over. */
export const intervalTrees: Measurement = {
  name: 'trees',
  description: 'boosted quantile trees beside residual quantiles, learned from us150 to 2006, judged on 2008 to 2012',
  async run(seed, say) {
    const rows = readRows();
    const learned = rows.findIndex(({ end }) => end >= CHOOSES_FROM);
    const chooses: RowRange = [
      rows.findIndex(({ date }) => date >= CHOOSES_FROM),
      rows.findIndex(({ end, date }) => date >= CHOOSES_FROM && end >= JUDGED_FROM),
    ];
    const train: RowRange = [0, learned];
    const sizes = regressedSizes(rows, train);
    const figures: Figures = {};
    const tell = (name: string, said: (i: number) => readonly number[]) => {
      const found = Object.fromEntries(
        Object.entries(RANGES).map(([range, [from, to]]) => [range, rounded(ratio(rows, said, from, to), 4)]),
      );
      say(`${name}: ${JSON.stringify(found)}`);
      figures[name] = found;
    };
    tell('product', (i) => rows[i].product);
    const scores = Float64Array.from(rows.slice(...train), ({ growth }, i) => growth / sizes[i]).sort();
    const fixed = SHARES.map((share) => scores[Math.floor(share * scores.length)]);
    tell('regression, residual quantiles', (i) => fixed.map((quantile) => quantile * sizes[i]));
    for (const [inputs, columns] of [
      ['own', OWN_INPUTS],
      ['own and market', MOVE_INPUTS],
    ] as const) {
      const features = createMatrix(rows.length, columns);
      rows.forEach((row, i) => {
        for (let j = 0; j < columns; j++)
          features.data[j * rows.length + i] = j === 0 ? Math.log(sizes[i] / row.scale) : row.inputs[j];
      });
      for (const [of, unit] of [
        ['growth', (i: number) => rows[i].scale],
        ['residuals', (i: number) => sizes[i]],
      ] as const) {
        const targets = Float64Array.from(rows, ({ growth }, i) => growth / unit(i));
        const quantiles = SHARES.map((share) => {
          const fit = { features, targets, share, params: PARAMS, train, validation: chooses };
          const found = quantileTrees({ ...fit, rounds: 300, patience: 20, seed });
          say(`  ${share} of ${of} by ${inputs}: ${found.rounds} rounds`);
          return found.said;
        });
        // Sorted, so that they do not cross.
        tell(`trees of ${of}, ${inputs}`, (i) => quantiles.map((said) => said[i] * unit(i)).sort((a, b) => a - b));
      }
    }
    return figures;
  },
};

function readRows(): Row[] {
  const rows = membersOf('us150').flatMap(({ bars, market }) => {
    const moves = movesOf(bars, market);
    const { low, median, high } = growthIntervals(bars, 0.8, market);
    const normal = ewmaNormal(bars.close, SHARES);
    return [...bars.dates.keys()]
      .filter((t) => t >= FIRST_SESSION && moves.known[t] === MOVE_INPUTS && !Number.isNaN(moves.target[t]))
      .map(
        (t): Row => ({
          date: bars.dates[t],
          end: bars.dates[t + HORIZON_SESSIONS],
          inputs: moves.inputs.subarray(t * MOVE_INPUTS, (t + 1) * MOVE_INPUTS),
          target: moves.target[t],
          growth: moves.growth[t],
          scale: Math.sqrt(HORIZON_SESSIONS * Math.exp(moves.base[t])),
          ewma: normal(t) ?? [],
          product: [low[t], median[t], high[t]].map(Math.log),
        }),
      );
  });
  return rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** Deviations of seven sessions' growth that least squares on the training rows say. */
function regressedSizes(rows: readonly Row[], [from, to]: RowRange): Float64Array {
  const N = MOVE_INPUTS;
  const products = new Float64Array(N * N);
  const sums = new Float64Array(N);
  for (const { inputs, target } of rows.slice(from, to)) {
    for (let i = 0; i < N; i++) {
      sums[i] += inputs[i] * target;
      for (let j = 0; j <= i; j++) products[i * N + j] += inputs[i] * inputs[j];
    }
  }
  const weights = solve(products, sums);
  return Float64Array.from(
    rows,
    ({ inputs, scale }) => scale * Math.exp(weights.reduce((sum, weight, i) => sum + weight * inputs[i], 0) / 2),
  );
}

/** Mean pinball loss of what is said of the rows of a range, over that of an EWMA normal. */
function ratio(rows: readonly Row[], said: (i: number) => readonly number[], from: string, to: string): number {
  let [own, ewma] = [0, 0];
  rows.forEach(({ date, growth, ewma: normal }, i) => {
    if (date < from || date > to) return;
    own += pinball(said(i), SHARES, growth);
    ewma += pinball(normal, SHARES, growth);
  });
  return own / ewma;
}
