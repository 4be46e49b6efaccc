import { createXgboostClassifier } from '../../src/learn/gbt/family.ts';
import { evaluateRanks, type Params, poolFolds, rankGate, relativeLabels, trainModel } from '../../src/learn/index.ts';
import { predictRows } from '../../src/learn/search/predict_rows.ts';
import { centredRanks } from '../../src/metrics/ranks.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { selectRows } from './dow_rows.ts';
import { LEARNED_NAMES, missingStocks, type OrderRows, orderRows, readStocks } from './ranking/order_rows.ts';
import { informationCoefficients, topkDropout } from './ranking/qlib_terms.ts';

/** Two of the grid that pools are searched by, with as many trees as those searches end with. */
const TREES: readonly Params[] = [
  { max_depth: 3, eta: 0.03, min_child_weight: 100, colsample_bytree: 0.1, subsample: 0.5, lambda: 5, max_bin: 64 },
  { max_depth: 4, eta: 0.03, min_child_weight: 300, colsample_bytree: 0.3, subsample: 0.5, lambda: 5, max_bin: 64 },
];
const ROUNDS = 100;

/** One of that grid, which nothing is searched for. */
const UNSEARCHED: Params = {
  max_depth: 4,
  eta: 0.03,
  min_child_weight: 100,
  subsample: 0.5,
  colsample_bytree: 0.1,
  lambda: 5,
  max_bin: 64,
};

/** A sixth of the stocks and a sixtieth a day, as 50 and 5 of Qlib's 300. */
const DROPOUT = { top: 25, drop: 3 };

/** What orders the stocks of a day best on design data, and what that is in Qlib's own terms. */
export const orders: Measurement = {
  name: 'orders',
  description:
    'what ranks best on us150 beside the checkout: relative label, raw one, or both; in the terms of Qlib too',
  flags: { judged: '2009,2010,2011,2012', thin: '5' },
  async run(seed, say, { judged, thin }) {
    if (missingStocks) {
      say(missingStocks);
      return {};
    }
    const years = judged.split(',').map(Number);
    const stocks = readStocks();
    const rows = orderRows(stocks, years, Number(thin));
    say(`${rows.dates.length} rows of ${stocks.length} stocks, ${LEARNED_NAMES.length} features`);
    const found = years.map((year) => ordersOfYear(rows, year, seed, say));
    const tested = found.flatMap(({ rows }) => rows);
    const pick = (of: Float64Array) => Float64Array.from(tested, (row) => of[row]);
    const dates = tested.map((row) => rows.dates[row]);
    const members = Int32Array.from(tested, (row) => rows.members[row]);
    const [growth, nextDay, reversal] = [rows.growth, rows.nextDay, rows.reversal].map(pick);
    const figures: Record<string, Record<string, number>> = {};
    for (const name of Object.keys(found[0].scores)) {
      const scores = Float64Array.from(found.flatMap((year) => [...year.scores[name]]));
      const evaluation = evaluateRanks({ dates, members, scores, growth, reversal }, { seed });
      const { rankIc, icir, beyondReversal, spreadNet, turnover } = evaluation;
      const ofWeek = informationCoefficients({ dates, members, scores, outcomes: growth });
      const ofDay = informationCoefficients({ dates, members, scores, outcomes: nextDay });
      const traded = topkDropout({ dates, members, scores }, stocks, DROPOUT);
      say(`${name}: ${rankGate(evaluation).reason}`);
      figures[name] = mapped({
        rankIc: rankIc.value,
        rankIcLower: rankIc.lower,
        rankIcUpper: rankIc.upper,
        rankIcir: icir.value,
        beyond: beyondReversal.value,
        beyondLower: beyondReversal.lower,
        spreadNet: spreadNet.value,
        spreadNetLower: spreadNet.lower,
        spreadNetUpper: spreadNet.upper,
        turnover: turnover.value,
        ...Object.fromEntries(found.map(({ year, ics }) => [`y${year}`, ics[name]])),
        ic7: ofWeek.ic,
        icir7: ofWeek.icir,
        rankIc7: ofWeek.rankIc,
        rankIcir7: ofWeek.rankIcir,
        ic1: ofDay.ic,
        icir1: ofDay.icir,
        rankIc1: ofDay.rankIc,
        rankIcir1: ofDay.rankIcir,
        excess: traded.excessReturn,
        excessWithoutCost: traded.excessWithoutCost,
        informationRatio: traded.informationRatio,
        sold: traded.turnover,
      });
    }
    return figures;
  },
};

const mapped = (figures: Record<string, number>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value, 4)]));

/** Every order of one year's rows, from what was known before it. */
function ordersOfYear(rows: OrderRows, year: number, seed: number, say: (line: string) => void) {
  const [start, end] = [`${year}-01-01`, `${year + 1}-01-01`];
  const every = [...rows.dates.keys()];
  const train = every.filter((row) => rows.labelEnds[row] < start);
  const test = every.filter((row) => rows.dates[row] >= start && rows.dates[row] < end);
  const { kept, labels } = relativeLabels(
    train.map((row) => rows.dates[row]),
    Float64Array.from(train, (row) => rows.growth[row]),
  );
  const learned = Array.from(kept, (at) => train[at]);
  const matrix = selectRows(rows.features, [...learned, ...test]);
  const [trained, size] = [learned.length, learned.length + test.length];
  const scoresOf = (wanted: Uint8Array, trees = TREES) => {
    const family = createXgboostClassifier();
    const all = new Uint8Array(size);
    all.set(wanted);
    const fit = family.prepare({ features: matrix, labels: all, featureNames: LEARNED_NAMES, train: [0, trained] });
    const each = trees.map(({ n_estimators: rounds = ROUNDS, ...params }) =>
      predictRows(family, fit({ params, seed, rounds }).model, matrix, [trained, size]).map(logOdds),
    );
    return each[0].map((_, i) => each.reduce((sum, scores) => sum + scores[i], 0));
  };
  /** As the pipeline trains: one of the pool's grid, chosen by its log-loss on three folds. */
  const searched = () => {
    const all = [...learned, ...test];
    const pool = { dates: all.map((row) => rows.dates[row]), labelEnds: all.map((row) => rows.labelEnds[row]) };
    const days = [...new Set(pool.dates)];
    const from = days.findIndex((date) => date >= start) / days.length;
    const { folds, ...parts } = poolFolds(pool, { folds: 3, fractions: [from / 2, from / 2, 1 - from] });
    const family = createXgboostClassifier();
    const { model, chosen, trials } = trainModel({
      family,
      features: matrix,
      labels: Uint8Array.from(all, (_, i) => labels[i] ?? 0),
      featureNames: LEARNED_NAMES,
      split: { ...folds[folds.length - 1], ...parts },
      folds,
      grid: 'pooled',
      seed,
    });
    say(`${year}: searched ${JSON.stringify(trials[chosen].params)}, ${trials[chosen].rounds} rounds`);
    return predictRows(family, model, matrix, [trained, size]);
  };
  const dates = test.map((row) => rows.dates[row]);
  const relative = scoresOf(labels);
  const raw = scoresOf(Uint8Array.from(learned, (row) => (rows.growth[row] > 1 ? 1 : 0)));
  const reversal = Float64Array.from(test, (row) => rows.reversal[row]);
  const both = averagedRanks(dates, [relative, raw]);
  const scores: Record<string, Float64Array> = {
    reversal,
    relative,
    relativeUnsearched: scoresOf(labels, [UNSEARCHED]),
    relativeSearched: searched(),
    raw,
    both,
    relativeAndReversal: averagedRanks(dates, [relative, reversal]),
    allThree: averagedRanks(dates, [both, reversal]),
  };
  const outcomes = Float64Array.from(test, (row) => rows.growth[row]);
  const members = Int32Array.from(test, (row) => rows.members[row]);
  const ics = Object.fromEntries(
    Object.entries(scores).map(([name, of]) => [
      name,
      informationCoefficients({ dates, members, scores: of, outcomes }).rankIc,
    ]),
  );
  say(
    `${year}: ${Object.entries(ics)
      .map(([name, ic]) => `${name} ${ic.toFixed(4)}`)
      .join(', ')}`,
  );
  return { year, rows: test, scores, ics };
}

/** Mean of the ranks that each has within the day, as shares of its members. */
function averagedRanks(dates: readonly string[], orders: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(dates.length);
  for (let from = 0; from < dates.length; ) {
    let to = from + 1;
    while (to < dates.length && dates[to] === dates[from]) to++;
    for (const order of orders) {
      centredRanks(order.subarray(from, to)).forEach((rank, i) => {
        out[from + i] += rank / (to - from);
      });
    }
    from = to;
  }
  return out;
}

const logOdds = (probability: number): number => Math.log(probability / (1 - probability));
