import {
  type Booster,
  type BoosterParams,
  type Libxgboost,
  openLibxgboost,
} from '../../src/backends/libxgboost/index.ts';
import { closeHelpers, hostThreads } from '../../src/backends/threads/helpers.ts';
import { binMatrix } from '../../src/learn/gbt/bins.ts';
import { fitGbt } from '../../src/learn/gbt/fit.ts';
import { type GbtModel, predict } from '../../src/learn/gbt/model.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { parseGbtParams } from '../../src/learn/gbt/params.ts';
import { contributions } from '../../src/learn/gbt/tree_shap.ts';
import { type Matrix, sliceRows } from '../../src/matrix.ts';
import { logLoss } from '../../src/metrics/log_loss.ts';
import { createRandom } from '../../src/random.ts';
import { type Figures, type Measurement, quantile, rounded } from '../support/measure.ts';

const PARAMS = { max_depth: 6, eta: 0.1, max_bin: 256, subsample: 0.8, colsample_bytree: 0.8, base_score: 0.5 };

type Size = { readonly rows: number; readonly cols: number; readonly rounds: number; readonly threads: number };
const STOCK: Size = { rows: 2_255, cols: 183, rounds: 200, threads: 1 };
const POOLED: Size = { rows: 90_000, cols: 190, rounds: 50, threads: 2 };
const STOCK_RUNS = 7;
const POOLED_RUNS = 3;

const LOSS_SEEDS = 20;
/** Small trees and few columns: what is compared must have learned something, and not only noise. */
const LOSS_PARAMS = { ...PARAMS, max_depth: 3 };
const LOSS_TRAIN: Size = { rows: 1_500, cols: 40, rounds: 60, threads: 1 };
const LOSS_TEST_ROWS = 1_500;
const SCORE_RUNS = 7;
const SHAP_ROWS = 500;

/** Our trees against those of XGBoost itself: the same parameters and data, run by turns. */
export const trees: Measurement = {
  name: 'trees',
  description: `boosted trees against libxgboost: ${STOCK.rows} × ${STOCK.cols} and ${POOLED.rows} × ${POOLED.cols}`,
  async run(seed, say) {
    const opened = openLibxgboost();
    const theirs = 'unavailable' in opened ? undefined : opened;
    if ('unavailable' in opened) say(`no ratios: ${opened.unavailable}`);
    else say(`libxgboost ${opened.version}; ratios are ours / theirs`);
    try {
      return {
        ...named('treesSeconds1Thread', 'treesRatio1Thread', compareFits(STOCK, STOCK_RUNS, theirs, seed, say)),
        ...named(
          'treesSecondsPooled2Threads',
          'treesRatioPooled2Threads',
          compareFits(POOLED, POOLED_RUNS, theirs, seed, say),
        ),
        ...(theirs ? { treesLogLossRatio: logLossRatio(theirs, seed, say) } : {}),
        ...scoring(theirs, seed, say),
      };
    } finally {
      await closeHelpers();
    }
  },
};

type Compared = { readonly seconds: number; readonly ratio: number | undefined };

const named = (seconds: string, ratio: string, compared: Compared): Figures => ({
  [seconds]: rounded(compared.seconds, 3),
  ...(compared.ratio === undefined ? {} : { [ratio]: rounded(compared.ratio, 3) }),
});

type Data = { readonly features: Matrix; readonly labels: Uint8Array; readonly featureNames: readonly string[] };

/**
 * Normal columns, a third of them beginning late as moving averages do, and labels that lean a little on the first three:
 * on one of them, and on the product of the other two.
 */
function noisyData(rows: number, cols: number, seed: number): Data {
  const { next, below } = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const data = new Float64Array(rows * cols).map(normal);
  const labels = Uint8Array.from({ length: rows }, (_, row) =>
    0.3 * (data[row] + data[rows + row] * data[2 * rows + row]) + normal() > 0 ? 1 : 0,
  );
  for (let j = 3; j < cols; j += 3) data.fill(Number.NaN, j * rows, j * rows + below(250));
  return { features: { rows, cols, data }, labels, featureNames: Array.from({ length: cols }, (_, j) => `f${j}`) };
}

/** From the matrix to the model, bins included: XGBoost bins in its first round. */
function fitOurs(data: Data, { rounds, threads }: Size, seed: number, given: object = PARAMS): GbtModel {
  const binned = binMatrix(data.features, { maxBin: PARAMS.max_bin, names: data.featureNames });
  const params = parseGbtParams(given);
  return fitGbt({ ...data, binned, params, train: [0, binned.rows], rounds, seed, threads: hostThreads(threads) })
    .model;
}

/** Lets XGBoost train, reports the seconds of its rounds (not those of copying the matrix) and hands on the booster. */
function fitTheirs<Result>(
  library: Libxgboost,
  { features, labels }: Data,
  { rounds, threads }: Size,
  seed: number,
  use: (booster: Booster, seconds: number) => Result,
  given: BoosterParams = PARAMS,
): Result {
  const matrix = library.createDMatrix(features, { labels, threads });
  const fixed = { objective: 'binary:logistic', tree_method: 'hist', nthread: threads, seed };
  const booster = library.createBooster({ ...given, ...fixed }, [matrix]);
  try {
    return use(
      booster,
      secondsOf(() => booster.boost(rounds, matrix)),
    );
  } finally {
    booster.free();
    matrix.free();
  }
}

function compareFits(
  size: Size,
  runs: number,
  library: Libxgboost | undefined,
  seed: number,
  say: (text: string) => void,
): Compared {
  const data = noisyData(size.rows, size.cols, seed);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(secondsOf(() => fitOurs(data, size, seed + run)));
    if (library) theirs.push(fitTheirs(library, data, size, seed + run, (_, seconds) => seconds));
  }
  const { rows, cols, rounds, threads } = size;
  const what = `${rows} × ${cols}, ${rounds} rounds, ${threads} thread${threads === 1 ? '' : 's'}`;
  const seconds = quantile(ours, 0.5);
  const ratio = library && seconds / quantile(theirs, 0.5);
  say(`${what}: ours ${shown(ours)}${library ? `, libxgboost ${shown(theirs)}` : ''}`);
  return { seconds, ratio };
}

const shown = (seconds: readonly number[]) =>
  `${quantile(seconds, 0.5).toFixed(3)} s (least ${Math.min(...seconds).toFixed(3)} s)`;

/** Mean test log-loss over as many data sets as seeds. */
function logLossRatio(library: Libxgboost, seed: number, say: (text: string) => void): number {
  let [ours, theirs] = [0, 0];
  for (let i = 0; i < LOSS_SEEDS; i++) {
    const { features, labels, featureNames } = noisyData(LOSS_TRAIN.rows + LOSS_TEST_ROWS, LOSS_TRAIN.cols, seed + i);
    const train = {
      features: sliceRows(features, 0, LOSS_TRAIN.rows),
      labels: labels.subarray(0, LOSS_TRAIN.rows),
      featureNames,
    };
    const test = sliceRows(features, LOSS_TRAIN.rows, features.rows);
    const lossOf = (probabilities: Float64Array) => logLoss(labels.subarray(LOSS_TRAIN.rows), probabilities);
    ours += lossOf(predict(fitOurs(train, LOSS_TRAIN, seed + i, LOSS_PARAMS), test)) / LOSS_SEEDS;
    const score = (booster: Booster) => lossOf(booster.predictRows(test));
    theirs += fitTheirs(library, train, LOSS_TRAIN, seed + i, score, LOSS_PARAMS) / LOSS_SEEDS;
  }
  say(`mean test log-loss over ${LOSS_SEEDS} seeds: ours ${ours.toFixed(5)}, libxgboost ${theirs.toFixed(5)}`);
  return rounded(ours / theirs, 5);
}

/** Rows per second at one thread, of one and the same model. */
function scoring(library: Libxgboost | undefined, seed: number, say: (text: string) => void): Figures {
  const data = noisyData(STOCK.rows, STOCK.cols, seed);
  const model = fitOurs(data, STOCK, seed);
  const few = sliceRows(data.features, 0, SHAP_ROWS);
  const score = () => predict(model, data.features);
  const explain = () => contributions(model, few);
  const theirs = library && theirScoring(library, model, data.features, few);
  const seconds = byTurns({ score, explain, ...theirs?.calls });
  theirs?.free();
  const rows = { score: STOCK.rows, explain: SHAP_ROWS };
  for (const [what, ofThem] of [['score', 'scoreTheirs'] as const, ['explain', 'explainTheirs'] as const]) {
    const compared = theirs ? `, ours / libxgboost ${rounded(seconds[what] / seconds[ofThem], 3)} in time` : '';
    say(`${what}: ${rounded(rows[what] / seconds[what], 0)} rows per second${compared}`);
  }
  return {
    scoreRowsPerSecond: rounded(rows.score / seconds.score, 0),
    shapRowsPerSecond: rounded(rows.explain / seconds.explain, 0),
  };
}

function theirScoring(library: Libxgboost, model: GbtModel, features: Matrix, few: Matrix) {
  const booster = library.loadBooster(new TextEncoder().encode(saveModel(model)), { nthread: 1 });
  const matrix = library.createDMatrix(few);
  return {
    calls: { scoreTheirs: () => booster.predictRows(features), explainTheirs: () => booster.contributions(matrix) },
    free() {
      booster.free();
      matrix.free();
    },
  };
}

/** Median seconds of several calls, each called in every run. */
function byTurns(calls: Readonly<Record<string, () => unknown>>): Record<string, number> {
  const seconds = Object.entries(calls).map(([name, call]) => ({ name, call, times: [] as number[] }));
  for (let run = 0; run < SCORE_RUNS; run++) for (const { call, times } of seconds) times.push(secondsOf(call));
  return Object.fromEntries(seconds.map(({ name, times }) => [name, quantile(times, 0.5)]));
}

function secondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
