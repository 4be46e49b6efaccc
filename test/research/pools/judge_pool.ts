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
import { applyCalibration, besideTrivialRules, gate } from '../../../src/learn/index.ts';
import { column, createSharedMatrix, type Matrix, pickRows, selectColumns } from '../../../src/matrix.ts';
import { noSkillPValue } from '../../../src/metrics/no_skill.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { type Kind, poolMarket } from './pool_markets.ts';

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

export type MemberVerdict = { readonly passed: boolean; readonly rocAuc: number; readonly pValue: number };

/** What the gate says of the declared direction of a large pool, member by member. */
export async function judgePool(kind: Kind, seed: number, size = MEMBERS): Promise<MemberVerdict[]> {
  const { members, context } = poolMarket(kind, size, SESSIONS, seed);
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
  return members.map((bars, member) => {
    const rows = Int32Array.from({ length: days - first }, (_, i) => (first + i) * size + member);
    const judged = Uint8Array.from(rows, (row) => labels[row]);
    const said = family.predict(model, selectColumns(pickRows(features, rows), columns));
    const probabilities = applyCalibration(trained.calibration, said);
    const found = { rocAuc: rocAuc(judged, probabilities), pValue: noSkillPValue(judged, probabilities) };
    const interval = { rocAucInterval: [Number.NaN, Number.NaN] as const };
    // Only what passes without rules is compared with them: half the time.
    const passed =
      gate({ ...found, ...interval }).passed &&
      gate(
        { ...found, ...interval },
        {
          rules: besideTrivialRules({
            bars,
            dates: Array.from(rows, (row) => dates[sessionOf(row)]),
            labels: judged,
            probabilities,
            seed: 1,
          }),
        },
      ).passed;
    return { ...found, passed };
  });
}
