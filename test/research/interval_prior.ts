import type { Bars } from '../../src/bars.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { MOVE_INPUTS, movesOf } from '../../src/learn/intervals/moves.ts';
import { solve } from '../../src/learn/intervals/size_forecast.ts';
import type { StartingPoint } from '../../src/learn/intervals/starting_point.ts';
import type { MarketMoves } from '../../src/market_moves.ts';
import type { Measurement } from '../support/measure.ts';
import { membersOf } from './price_sets.ts';

const N = MOVE_INPUTS;
/** From where on the longest inputs are whole. */
const FIRST_SESSION = 250;

/** Works out what an instrument starts from: the text of src/learn/intervals/prior.ts, on stdout. */
export const intervalPrior: Measurement = {
  name: 'prior',
  description: 'what intervals start from, worked out again from the price set us150',
  flags: { to: '2012-12-31' },
  async run(_seed, say, { to }) {
    const { rows, sums, triangle, weights, scores } = fitted(membersOf('us150'), to);
    say(priorFile(rows, sums, triangle, scores));
    return { rows, weights: [...weights].map((weight) => Number(weight.toFixed(3))).join(' ') };
  },
};

type Instrument = { readonly bars: Bars; readonly market: MarketMoves | undefined };

/** What intervals would start from, had they been designed on these instruments, up to labels that end on a date. */
export function startingPointOf(members: readonly Instrument[], to: string): StartingPoint {
  const { sums, triangle, scores } = fitted(members, to);
  return { sums: [...sums], products: triangle.flatMap((row) => [...row]), scores };
}

function fitted(members: readonly Instrument[], to: string) {
  const rows = members.flatMap(({ bars, market }) => {
    const moves = movesOf(bars, market);
    return [...bars.dates.keys()]
      .filter((t) => t >= FIRST_SESSION && moves.known[t] === N && bars.dates[t + HORIZON_SESSIONS] <= to)
      .filter((t) => !Number.isNaN(moves.target[t]))
      .map((t) => ({
        inputs: moves.inputs.subarray(t * N, (t + 1) * N),
        target: moves.target[t],
        growth: moves.growth[t],
        base: moves.base[t],
      }));
  });
  const products = new Float64Array(N * N);
  const sums = new Float64Array(N);
  for (const { inputs, target } of rows) {
    for (let i = 0; i < N; i++) {
      sums[i] += (inputs[i] * target) / rows.length;
      for (let j = 0; j <= i; j++) products[i * N + j] += (inputs[i] * inputs[j]) / rows.length;
    }
  }
  const weights = solve(products, sums);
  const scores = Float64Array.from(rows, ({ inputs, growth, base }) => {
    const relative = weights.reduce((sum, weight, i) => sum + weight * inputs[i], 0);
    return growth / Math.sqrt(HORIZON_SESSIONS * Math.exp(base + relative));
  }).sort();
  return {
    rows: rows.length,
    sums,
    triangle: Array.from({ length: N }, (_, i) => products.subarray(i * N, i * N + i + 1)),
    weights,
    scores: Array.from({ length: 99 }, (_, i) => quantileOf(scores, (i + 1) / 100)),
  };
}

const quantileOf = (sorted: Float64Array, share: number) => sorted[Math.floor(share * sorted.length)];

const short = (values: Iterable<number>, digits: number) =>
  Array.from(values, (value) => String(Number(value.toPrecision(digits)))).join(', ');

const priorFile = (
  rows: number,
  sums: Float64Array,
  triangle: readonly Float64Array[],
  scores: readonly number[],
) => `/**
 * What 150 US stocks of 2000 to 2012 say of how past moves, and those of the S&P 500 and the VIX, tell the size of coming
 * ones (${rows.toLocaleString('en')} sessions of the price set us150, from the 250th on): where an instrument starts from, before its own
 * history moves it. All of it is relative to the past, so no price level, currency or calm is assumed. Written by
 * \`npm run -s research -- prior\`.
 */

/** Mean products of each input of movesOf with the target. */
export const PRIOR_SUMS: readonly number[] = [
  ${short(sums, 6)},
];

/** Mean products of the inputs, row by row up to the diagonal: how sure each weight is, next to the others. */
export const PRIOR_PRODUCTS: readonly number[] = [
${triangle.map((row) => `  ${short(row, 6)},`).join('\n')}
];

/** Percentiles 1 to 99 of growth over the size that was forecast. */
export const PRIOR_SCORES: readonly number[] = [
  ${scores
    .map((score) => score.toFixed(3))
    .map(Number)
    .join(', ')},
];
`;
