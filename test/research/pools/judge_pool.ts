import { familyNamed } from '../../../src/backends/index.ts';
import { trainPooled } from '../../../src/compute/pooled_training.ts';
import {
  comparableColumns,
  engineerFeatures,
  type Feature,
  futureGrowth,
  newestFeatureSet,
} from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { applyCalibration } from '../../../src/learn/index.ts';
import { column, createSharedMatrix, type Matrix, pickRows, selectColumns } from '../../../src/matrix.ts';
import { ownForecast, type TestForecast } from '../../learn/simulated.ts';
import { perfectForecast, type Signal } from './planted.ts';
import { type PoolMarket, poolMarket } from './pool_markets.ts';
import { type MemberVerdict, verdictOf } from './verdict.ts';

export const MEMBERS = 8;
/** So that 20,000 rows and more are learned from, where a pool is a large one; the test has as many rows as a real one. */
export const SESSIONS = 3225;
/** Where nearly all of a row is known, as the pipeline's rows begin. */
const WARM_UP = 250;

const { features: ALL } = newestFeatureSet();
const { own: OWN, market: MARKET } = comparableColumns(ALL, 1);
/** Those of waves and spectra take most of the time that features take, and a fifth of the columns. */
const SLOW = ['spectral', 'waves'];
/** All others that a pool learns from: how many columns each tree draws from decides how much it sees. */
export const LEARNED = [OWN, MARKET].flatMap((names) =>
  ALL.filter(({ name, group }: Feature) => names.includes(name) && !SLOW.includes(group)),
);
const names = LEARNED.map(({ name }) => name);

/** What an instrument's own model has of them. */
const LEARNED_ALONE = LEARNED.filter(({ name }) => OWN.includes(name));

/** Who is judged on the last rows of each member; where there is nothing to know, only the pool. */
export const FORECASTERS = ['pool', 'perfect rule', 'own model', "own model, pool's columns"] as const;
export type Judged = { readonly by: (typeof FORECASTERS)[number]; readonly members: readonly MemberVerdict[] };

/** What the gate says of the declared direction of a large pool, member by member, and of who knows more beside it. */
export async function judgePool(signal: Signal | undefined, seed: number, size = MEMBERS): Promise<Judged[]> {
  const market = poolMarket(signal, size, SESSIONS, seed);
  const { members } = market;
  const pooled = await pooledForecasts(market, seed);
  const judged: Judged[] = [{ by: 'pool', members: pooled.map((said, i) => verdictOf(members[i], said)) }];
  if (!signal) return judged;
  const perfect = pooled.map((said, i) => verdictOf(members[i], perfectForecast(signal, members[i], said)));
  const own = members.map((bars) => verdictOf(bars, ownForecast(bars)));
  const alike = members.map((bars) => verdictOf(bars, ownForecast(bars, { features: LEARNED_ALONE })));
  judged.push({ by: 'perfect rule', members: perfect }, { by: 'own model', members: own });
  judged.push({ by: "own model, pool's columns", members: alike });
  return judged;
}

/** Of the declared direction, learned from all members, for the test rows of each. */
async function pooledForecasts({ members, context }: PoolMarket, seed: number): Promise<TestForecast[]> {
  const size = members.length;
  const { dates } = members[0];
  const days = SESSIONS - HORIZON_SESSIONS - WARM_UP;
  const matrix = createSharedMatrix(days * size, LEARNED.length);
  const labels = new Uint8Array(days * size);
  members.forEach((bars, member) => {
    const values = engineerFeatures(bars, { features: LEARNED, context, from: WARM_UP });
    const growth = futureGrowth(bars);
    for (let day = 0; day < days; day++) labels[day * size + member] = growth[WARM_UP + day] > 1 ? 1 : 0;
    LEARNED.forEach((_, j) => {
      const [from, to] = [column(values, j), column(matrix, j)];
      for (let day = 0; day < days; day++) to[day * size + member] = from[day];
    });
  });
  const sessionOf = (row: number) => WARM_UP + Math.floor(row / size);
  // Training moves columns in the memory that it is given.
  const features: Matrix = { ...matrix, data: matrix.data.slice() };
  const trained = await trainPooled({
    family: 'xgboost_classifier',
    engine: { engine: 'pgaugur', device: 'cpu' },
    features: { names, matrix },
    columns: { calendar: [], market: MARKET },
    labels,
    dates: Array.from(labels, (_, row) => dates[sessionOf(row)]),
    labelEnds: Array.from(labels, (_, row) => dates[sessionOf(row) + HORIZON_SESSIONS]),
    folds: 1,
    grid: 'default',
    seed: 1,
  });
  if ('untrainable' in trained) throw new Error(`seed ${seed}: ${trained.untrainable}`);
  const family = familyNamed(trained.family);
  const model = family.load(trained.artifact);
  const columns = trained.featureNames.map((name) => names.indexOf(name));
  const first = dates.indexOf(trained.split.testFrom) - WARM_UP;
  return members.map((_, member) => {
    const rows = Int32Array.from({ length: days - first }, (_, i) => (first + i) * size + member);
    const said = family.predict(model, selectColumns(pickRows(features, rows), columns));
    return {
      dates: Array.from(rows, (row) => dates[sessionOf(row)]),
      labels: Uint8Array.from(rows, (row) => labels[row]),
      probabilities: applyCalibration(trained.calibration, said),
    };
  });
}
