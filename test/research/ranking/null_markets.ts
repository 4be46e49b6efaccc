import { trainRanking } from '../../../src/compute/rank_training.ts';
import {
  comparableColumns,
  engineerFeatures,
  FEATURES,
  type Feature,
  futureGrowth,
  isComparable,
  type MarketContext,
  newestFeatureSet,
} from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { evaluateRanks, type RankRows, rankGate } from '../../../src/learn/index.ts';
import { column, createSharedMatrix } from '../../../src/matrix.ts';
import { createRandom } from '../../../src/random.ts';
import { normals } from '../../learn/support.ts';

export const MEMBERS = 12;
export const SESSIONS = 640;
const WARM_UP = 60;
const BLOCK = 21;

const isKnown = ({ warmup }: Feature) => (warmup ?? 0) <= WARM_UP;

/** A twelfth of those that a pool learns from: a training in a second. Those of the calendar come first. */
const OWN = FEATURES.filter(isComparable).filter((feature, i) => i % 6 === 0 && isKnown(feature));
/** How the factor stands, and how each has followed it. */
const { features: ALL } = newestFeatureSet();
const { market: MARKET } = comparableColumns(ALL, 1);
export const LEARNED = [...OWN, ...ALL.filter((feature) => MARKET.includes(feature.name) && isKnown(feature))];
const CALENDAR = OWN.filter(({ group }) => group === 'calendar').length;

const DATES = Array.from({ length: SESSIONS }, (_, i) => new Date(Date.UTC(2015, 0, 1 + i)).toISOString().slice(0, 10));

/** Where there is nothing to rank by, and how it is ranked. */
export const NULLS = ['order of betas', 'one factor', 'permuted'] as const;
export type Null = (typeof NULLS)[number];

/** How a small pool is trained, and a large one. */
export const GRIDS = ['default', 'pooled'] as const;
export type Grid = (typeof GRIDS)[number];

export type Verdict = { readonly passed: boolean; readonly above: boolean; readonly ic: number };

export async function judgeNull(kind: Null, seed: number, grid: Grid): Promise<Verdict> {
  return kind === 'order of betas' ? judgedBetas(seed) : judged(seed, kind === 'permuted', grid);
}

async function judged(seed: number, shuffled: boolean, grid: Grid): Promise<Verdict> {
  const { members: traded, index } = market(seed);
  const members = traded.map(({ bars }) => bars);
  const [from, to] = [WARM_UP, SESSIONS - HORIZON_SESSIONS];
  const days = to - from;
  const matrix = createSharedMatrix(days * MEMBERS, LEARNED.length);
  const rows: RankRows = {
    members: new Int32Array(days * MEMBERS),
    growth: new Float64Array(days * MEMBERS),
    reversal: new Float64Array(days * MEMBERS),
  };
  const outcomeOf = shuffled ? permutedDays(days, seed) : Array.from({ length: days }, (_, day) => day);
  members.forEach((bars, member) => {
    const values = engineerFeatures(bars, { features: LEARNED, context: index });
    const growth = futureGrowth(bars);
    for (let day = 0; day < days; day++) {
      const row = day * MEMBERS + member;
      LEARNED.forEach((_, j) => {
        column(matrix, j)[row] = column(values, j)[from + day];
      });
      rows.members[row] = member;
      rows.growth[row] = growth[from + outcomeOf[day]];
      rows.reversal[row] = -Math.log(bars.close[from + day] / bars.close[from + day - HORIZON_SESSIONS]);
    }
  });
  const dayOf = (row: number) => from + Math.floor(row / MEMBERS);
  const ranking = await trainRanking(
    {
      family: 'xgboost_classifier',
      engine: { engine: 'pgaugur', device: 'cpu' },
      dates: Array.from(rows.growth, (_, row) => DATES[dayOf(row)]),
      labelEnds: Array.from(rows.growth, (_, row) => DATES[dayOf(row) + HORIZON_SESSIONS]),
      folds: 1,
      grid,
      seed: 1,
    },
    { names: LEARNED.map(({ name }) => name), matrix, calendar: CALENDAR, market: LEARNED.length - OWN.length },
    rows,
  );
  if ('untrainable' in ranking) throw new Error(`seed ${seed}: ${ranking.untrainable}`);
  const { rankIc } = ranking.evaluation;
  return { passed: ranking.gate.passed, above: rankIc.lower > 0, ic: rankIc.value };
}

/** The order that lasts longest and follows the factor most: betas, known beforehand, on as many days as a test has. */
function judgedBetas(seed: number): Verdict {
  const { members } = market(seed);
  const [from, to] = [Math.floor(0.85 * SESSIONS), SESSIONS - HORIZON_SESSIONS];
  const rows = Array.from({ length: (to - from) * MEMBERS }, (_, row) => ({
    ...members[row % MEMBERS],
    member: row % MEMBERS,
    t: from + Math.floor(row / MEMBERS),
  }));
  const growth = ({ bars, t }: (typeof rows)[number]) => bars.close[t + HORIZON_SESSIONS] / bars.close[t];
  const evaluation = evaluateRanks(
    {
      dates: rows.map(({ t }) => DATES[t]),
      members: rows.map(({ member }) => member),
      growth: Float64Array.from(rows, growth),
      scores: Float64Array.from(rows, ({ beta }) => beta),
      reversal: Float64Array.from(rows, ({ bars, t }) => bars.close[t - HORIZON_SESSIONS] / bars.close[t]),
    },
    { seed },
  );
  const { rankIc } = evaluation;
  return { passed: rankGate(evaluation).passed, above: rankIc.lower > 0, ic: rankIc.value };
}

/** Members with betas between 0.5 and 1.5 to one factor, the index; neither it nor what is their own has a drift. */
function market(seed: number) {
  const normal = normals(seed);
  const { next } = createRandom(seed, 3);
  const factor = Float64Array.from({ length: SESSIONS }, () => 0.01 * normal());
  const members = Array.from({ length: MEMBERS }, () => {
    const beta = 0.5 + next();
    const spread = 0.008 + 0.012 * next();
    const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(SESSIONS));
    let price = 100;
    for (let t = 0; t < SESSIONS; t++) {
      const move = beta * factor[t] + spread * normal();
      open[t] = price * Math.exp(0.3 * move);
      price *= Math.exp(move);
      close[t] = price;
      high[t] = Math.max(open[t], price) * Math.exp(Math.abs(0.004 * normal()));
      low[t] = Math.min(open[t], price) * Math.exp(-Math.abs(0.004 * normal()));
      volume[t] = 1e6 * Math.exp(0.3 * normal() + 10 * Math.abs(move));
    }
    return { beta, bars: { dates: DATES, open, high, low, close, volume } };
  });
  let level = 1000;
  const close = factor.map((move) => {
    level *= Math.exp(move);
    return level;
  });
  const index: MarketContext = [{ symbol: 'FACTOR', dates: DATES, close, sameSession: true }];
  return { members, index };
}

/** Outcomes of whole blocks of days in another order: each day keeps its members' outcomes together. */
function permutedDays(days: number, seed: number): number[] {
  const { next } = createRandom(seed, 5);
  const blocks = Array.from({ length: Math.ceil(days / BLOCK) }, (_, block) => ({ block, at: next() }));
  return blocks
    .sort((a, b) => a.at - b.at)
    .flatMap(({ block }) => Array.from({ length: BLOCK }, (_, i) => block * BLOCK + i).filter((day) => day < days));
}
