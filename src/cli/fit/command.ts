import { Command } from 'commander';
import { hostThreads } from '../../backends/threads/helpers.ts';
import { binMatrix } from '../../learn/gbt/bins.ts';
import { fitGbt } from '../../learn/gbt/fit.ts';
import { saveModel } from '../../learn/gbt/model_json.ts';
import { column, createMatrix, type Matrix } from '../../matrix.ts';
import { counted } from '../../text.ts';
import { outputFile, writeWholeFile } from '../files/output_file.ts';
import { listed } from '../files/read_table_file.ts';
import { UserError } from '../terminal/errors.ts';
import { type FitParams, readFitParams } from './fit_params.ts';
import { readTrainingTable, readValidationTable, type TrainingTable } from './training_table.ts';

type Options = { label: string; params: string; valid?: string; out: string };

/** XGBoost has no default; this one is what the pipeline uses. */
const DEFAULT_PATIENCE = 30;

export function fitCommand(): Command {
  return new Command('fit')
    .description('Train gradient-boosted trees on a table; needs no database and no network')
    .argument('<table.csv>', 'numbers under a header: the label, and every other column is a feature')
    .requiredOption('--label <column>', 'the column to learn, 0 or 1 on every row')
    .option('--params <json>', 'parameters under the names of XGBoost, or @file with them', '{}')
    .option('--valid <table.csv>', 'a table to stop early on: of the rounds tried the best is kept')
    .requiredOption('--out <model.json>', "the model in XGBoost's JSON format, written whole or not at all")
    .action(fitTable)
    .addHelpText(
      'after',
      `
Examples:
  pgaugur fit train.csv --label target --out model.json
  pgaugur fit train.csv --label target --valid later.csv --out model.json \\
    --params '{"n_estimators": 400, "max_depth": 4, "learning_rate": 0.05, "early_stopping_rounds": 20}'
  pgaugur score new.csv --model model.json

An empty cell is a missing value. Besides the parameters of trees (max_depth, eta, lambda, alpha,
gamma, min_child_weight, subsample, colsample_bytree, scale_pos_weight, max_bin, base_score, …),
--params takes n_estimators or num_boost_round (100), early_stopping_rounds (${DEFAULT_PATIENCE}, with --valid),
eval_metric (logloss or auc, what the best round is chosen by) and seed (0). base_score is the share
of label 1 unless given. The same input gives the same file, byte for byte.`,
    );
}

async function fitTable(file: string, { label, params: given, valid, out }: Options): Promise<void> {
  const settings = await readFitParams(given);
  if (settings.patience !== undefined && valid === undefined) {
    throw new UserError('--params: early_stopping_rounds needs a table to stop on: --valid is missing');
  }
  const train = await readTrainingTable(file, label);
  const validation = valid === undefined ? undefined : await readValidationTable(valid, label, train.featureNames);
  const output = await outputFile(out, valid === undefined ? [file] : [file, valid]);
  for (const line of noteLines(file, train)) console.error(line);

  const { model, bestRound, roundsGrown, losses } = fit(train, validation, settings);
  await writeWholeFile(output, [saveModel(model)]);
  if (model.trees.every((tree) => tree.size === 1)) {
    console.error(`${file}: warning: no split was worth its cost, so the model answers the same for every row`);
  }
  const [trainLoss, validationLoss] = losses[bestRound - 1];
  const rows = `${train.features.rows.toLocaleString('en-US')} rows × ${counted(train.features.cols, 'feature')}`;
  const fitted = `${rows}, ${counted(bestRound, 'round')}, log-loss ${trainLoss.toFixed(4)}`;
  const checked = validation
    ? `, on validation ${validationLoss.toFixed(4)}, best of ${counted(roundsGrown, 'round')}`
    : '';
  console.log(`${fitted}${checked}, in ${out}`);
}

function fit(
  train: TrainingTable,
  validation: TrainingTable | undefined,
  { params, rounds, patience = DEFAULT_PATIENCE, metric, seed }: FitParams,
) {
  const { rows } = train.features;
  const features = validation ? below(train.features, validation.features) : train.features;
  const losses: [train: number, validation: number][] = [];
  const fitted = fitGbt({
    binned: binMatrix(features, { maxBin: params.max_bin, cutRows: [0, rows], names: train.featureNames }),
    labels: validation ? Uint8Array.from(Buffer.concat([train.labels, validation.labels])) : train.labels,
    featureNames: train.featureNames,
    params,
    train: [0, rows],
    ...(validation && {
      validation: [rows, features.rows] as const,
      earlyStopping: { metric, patience, minimumRounds: 1 },
    }),
    rounds,
    seed,
    threads: hostThreads(),
    onProgress: (_, trainLoss, validationLoss) => losses.push([trainLoss, validationLoss]),
  });
  return { ...fitted, losses };
}

/** The rows of two matrices with the same columns, one above the other. */
function below(upper: Matrix, lower: Matrix): Matrix {
  const both = createMatrix(upper.rows + lower.rows, upper.cols);
  for (let j = 0; j < both.cols; j++) {
    column(both, j).set(column(upper, j));
    column(both, j).set(column(lower, j), upper.rows);
  }
  return both;
}

function noteLines(file: string, { features, featureNames }: TrainingTable): string[] {
  const same = (values: Float64Array) => values.every((value) => Object.is(value, values[0]));
  const constant = featureNames.filter((_, j) => same(column(features, j)));
  if (constant.length === 0) return [];
  const count = constant.length === 1 ? '1 feature is' : `${constant.length} features are`;
  return [`${file}: note: ${count} the same on every row and cannot be split by: ${listed(constant)}`];
}
