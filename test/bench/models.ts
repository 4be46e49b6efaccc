import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { engineerFeatures, futureGrowth, type MarketContext, newestFeatureSet } from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import {
  applyCalibration,
  type Calibration,
  droppedColumns,
  type Evaluation,
  evaluate,
  familyNamed,
  gate,
  keptColumns,
  type Model,
  type ModelFamily,
  trainModel,
  walkForwardFolds,
} from '../../src/learn/index.ts';
import { predictRows } from '../../src/learn/predict_rows.ts';
import { tfjsFamily } from '../../src/learn/tfjs/index.ts';
import { column, createMatrix, type Matrix, selectColumns, sliceRows } from '../../src/matrix.ts';
import { reliability } from '../../src/metrics/reliability.ts';
import { readBars, SHARED } from '../features/support.ts';
import { type Benchmark, quantile, rounded } from './measure.ts';

const FOLDER = new URL('data/dow30/', SHARED);
const INDICES = ['SPX', 'IXIC', 'RUT'];
const WRITTEN_TO = new URL('../../MEASUREMENTS.md', import.meta.url);

/** Labelled rows of one instrument, oldest first. */
type Labelled = {
  readonly symbol: string;
  readonly dates: readonly string[];
  readonly features: Matrix;
  readonly labels: Uint8Array;
};

/** How a model did on the test rows of one instrument. */
type Result = {
  readonly symbol: string;
  readonly found: Evaluation;
  readonly passed: boolean;
  readonly calibrationError: number;
};

type Measured = { readonly name: string; readonly results: readonly Result[]; readonly seconds: number };

/**
 * What models are worth on 31 real histories, by the pipeline's own functions and default search: each instrument alone,
 * by family, and one model over all of them. Nothing is chosen by looking at a test range.
 */
export const models: Benchmark = {
  name: 'models',
  description:
    'test metrics over the 31 Dow histories beside the checkout, per family and pooled; writes MEASUREMENTS.md',
  async run(seed, say) {
    if (!existsSync(FOLDER)) {
      say('the price files are not beside this checkout (../shared/data): nothing to measure');
      return {};
    }
    const instruments = readdirSync(FOLDER).map((file) => labelledRows(file.replace('.csv', '')));
    const measured = [
      alone('trees, own model', familyNamed('xgboost_classifier'), instruments, seed),
      alone('dense network, own model', await tfjsFamily('tfjs_mlp'), instruments, seed),
      pooled('trees, pooled', familyNamed('xgboost_classifier'), instruments, seed),
    ];
    for (const one of measured) say(summaryRow(one));
    await writeFile(WRITTEN_TO, report(measured));
    return Object.fromEntries(
      measured.map((one) => [
        one.name.replaceAll(/[^a-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
        {
          meanTestAuc: rounded(mean(one.results.map(({ found }) => found.rocAuc)), 4),
          passed: one.results.filter(({ passed }) => passed).length,
          meanCalibrationError: rounded(mean(one.results.map(({ calibrationError }) => calibrationError)), 4),
          seconds: rounded(one.seconds, 1),
        },
      ]),
    );
  },
};

function labelledRows(symbol: string): Labelled {
  const bars = readBars(new URL(`${symbol}.csv`, FOLDER));
  const series = (name: string) => {
    const { dates, close } = readBars(new URL(`data/index/${name}.csv`, SHARED));
    return { dates, close, sameSession: true };
  };
  const impliedVolatility = series('VIX');
  const context: MarketContext = INDICES.map((name) => ({ symbol: name, ...series(name), impliedVolatility }));
  const { features } = newestFeatureSet();
  const matrix = engineerFeatures(bars, { features, context });
  const growth = futureGrowth(bars);
  const from = Math.max(...features.map((feature) => feature.warmup));
  const to = growth.length - HORIZON_SESSIONS;
  return {
    symbol,
    dates: bars.dates.slice(from, to),
    features: sliceRows(matrix, from, to),
    labels: Uint8Array.from(growth.subarray(from, to), (value) => (value > 1 ? 1 : 0)),
  };
}

function alone(name: string, family: ModelFamily, instruments: readonly Labelled[], seed: number): Measured {
  const started = performance.now();
  const results = instruments.map(({ symbol, features, labels }) => {
    const { folds, test, trainAndValidation } = walkForwardFolds(labels.length);
    const { model, calibration, kept } = fitted(family, features, labels, { folds, test, trainAndValidation }, seed);
    return judged(symbol, family, model, calibration, selectColumns(features, kept), labels, test, seed);
  });
  return { name, results, seconds: (performance.now() - started) / 1000 };
}

/** One model over all rows in the order of their dates; each instrument is judged by itself. */
function pooled(name: string, family: ModelFamily, instruments: readonly Labelled[], seed: number): Measured {
  const started = performance.now();
  const rows = instruments
    .flatMap(({ dates }, i) => dates.map((date, row) => ({ date, i, row })))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.i - b.i));
  const cols = instruments[0].features.cols;
  const features = createMatrix(rows.length, cols);
  for (let j = 0; j < cols; j++) {
    const out = column(features, j);
    const columns = instruments.map((one) => column(one.features, j));
    rows.forEach(({ i, row }, at) => {
      out[at] = columns[i][row];
    });
  }
  const labels = Uint8Array.from(rows, ({ i, row }) => instruments[i].labels[row]);
  // A session has one row per instrument: the purge in rows, and a day more for boundaries within a day.
  const walk = walkForwardFolds(labels.length, { horizon: (HORIZON_SESSIONS + 1) * instruments.length });
  const { model, calibration, kept } = fitted(family, features, labels, walk, seed);
  const firstTestDate = rows[walk.test[0]].date;
  const results = instruments.map((one) => {
    const from = one.dates.findIndex((date) => date > firstTestDate);
    return judged(
      one.symbol,
      family,
      model,
      calibration,
      selectColumns(one.features, kept),
      one.labels,
      [from, one.labels.length],
      seed,
    );
  });
  return { name, results, seconds: (performance.now() - started) / 1000 };
}

function fitted(
  family: ModelFamily,
  features: Matrix,
  labels: Uint8Array,
  { folds, test, trainAndValidation }: ReturnType<typeof walkForwardFolds>,
  seed: number,
): { model: Model; calibration: Calibration; kept: number[] } {
  const kept = keptColumns(features, droppedColumns(features, folds[0].train));
  const newest = folds[folds.length - 1];
  const { model, calibration } = trainModel({
    family,
    features: selectColumns(features, kept),
    labels,
    featureNames: kept.map((j) => newestFeatureSet().names[j]),
    split: { ...newest, test, trainAndValidation },
    folds,
    seed,
  });
  return { model, calibration, kept };
}

function judged(
  symbol: string,
  family: ModelFamily,
  model: Model,
  calibration: Calibration,
  features: Matrix,
  labels: Uint8Array,
  [from, to]: readonly [number, number],
  seed: number,
): Result {
  const known = labels.subarray(from, to);
  const probabilities = applyCalibration(calibration, predictRows(family, model, features, [from, to]));
  const found = evaluate(known, probabilities, seed);
  return {
    symbol,
    found,
    passed: gate(found).passed,
    calibrationError: reliability(known, probabilities).calibrationError,
  };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const fixed = (value: number, digits = 3) => value.toFixed(digits);

function summaryRow({ name, results, seconds }: Measured): string {
  const areas = results.map(({ found }) => found.rocAuc);
  const error = Math.sqrt(mean(areas.map((area) => (area - mean(areas)) ** 2)) / (areas.length - 1));
  const cells = [
    name,
    `${fixed(mean(areas))} ± ${fixed(1.96 * error)}`,
    fixed(quantile(areas, 0.5)),
    `${results.filter(({ passed }) => passed).length} of ${results.length}`,
    fixed(mean(results.map(({ calibrationError }) => calibrationError))),
    `${fixed(100 * mean(results.map(({ found }) => found.accuracy)), 1)} %`,
    `${fixed(100 * mean(results.map(({ found }) => found.majorityAccuracy)), 1)} %`,
    `${fixed(seconds, 0)} s`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function report(measured: readonly Measured[]): string {
  const symbols = measured[0].results.map(({ symbol }) => symbol);
  const area = ({ found: { rocAuc, rocAucInterval } }: Result) =>
    `${fixed(rocAuc)} (${fixed(rocAucInterval[0])}–${fixed(rocAucInterval[1])})`;
  const rows = symbols.map(
    (symbol, i) =>
      `| ${symbol} | ${measured.map(({ results }) => `${area(results[i])}${results[i].passed ? ' passed' : ''}`).join(' | ')} |`,
  );
  return `# Measurements

What the models are worth on 31 Dow histories (2006–2017, 3,019 sessions each), by the pipeline's own functions and default search, with the S&P 500, the NASDAQ Composite, the Russell 2000 and the VIX beside them. Written by \`npm run -s bench -- models\`; the price files are not part of the repository. The test range is the last 15 % of the sessions, which nothing was chosen on. "Gate" counts models that pass: ROC-AUC 0.55 and p ≤ 0.05. The ± is 1.96 standard errors over instruments as if they were independent, which stocks of one market are not: the truth is wider.

| model | mean test ROC-AUC | median | gate | calibration error | accuracy | always the majority | time |
| --- | --- | --- | --- | --- | --- | --- | --- |
${measured.map(summaryRow).join('\n')}

Accuracy stands beside that of always answering the more frequent class, because most weeks of these years rose.

## By instrument: test ROC-AUC with its 95 % interval

| instrument | ${measured.map(({ name }) => name).join(' | ')} |
| --- |${measured.map(() => ' --- |').join('')}
${rows.join('\n')}
`;
}
