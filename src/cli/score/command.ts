import { Command } from 'commander';
import type { GbtModel } from '../../learn/gbt/model.ts';
import { loadModel, ModelFormatError } from '../../learn/gbt/model_json.ts';
import { noun } from '../../text.ts';
import { outputFile, writeToStdout, writeWholeFile } from '../files/output_file.ts';
import { readTableFile, readTextFile, theseColumns } from '../files/read_table_file.ts';
import { UserError } from '../terminal/errors.ts';
import { scoreCsv } from './score_csv.ts';

type Options = { model: string; contributions?: boolean; out?: string };

export function scoreCommand(): Command {
  return new Command('score')
    .description('Score the rows of a table with a model; needs no database and no network')
    .argument('<table.csv>', 'numbers under a header, with a column for each feature of the model')
    .requiredOption('--model <model.json>', "a binary:logistic tree model in XGBoost's JSON format")
    .option('--contributions', 'also what each feature adds to the log-odds of each row (SHAP), and the bias')
    .option('--out <file>', 'write to this file, whole or not at all, and not to standard output')
    .action(scoreTable)
    .addHelpText(
      'after',
      `
Examples:
  pgaugur score new.csv --model model.json
  pgaugur score new.csv --model model.json --contributions --out scores.csv

The output has the row, counted from 1, and its probability of label 1. Columns are found by name,
their order does not matter; columns that are no feature of the model are ignored, whatever they
hold. An empty cell is a missing value. Models of XGBoost are read too; one that names its
best_iteration is scored by the trees up to that, as XGBoost's scikit-learn wrapper does.`,
    );
}

async function scoreTable(file: string, { model: modelFile, contributions = false, out }: Options): Promise<void> {
  const model = await readModel(modelFile);
  if (model.treesBehindBest !== undefined) {
    const { length } = model.trees;
    console.error(
      `${modelFile}: scored by its best ${length} of ${length + model.treesBehindBest} trees, as XGBoost's scikit-learn wrapper does (best_iteration)`,
    );
  }
  const { matrix } = await readTableFile(file, theseColumns(model.featureNames, 'feature'));
  const clash = contributions
    ? model.featureNames.find((name) => ['row', 'probability', 'bias'].includes(name))
    : undefined;
  if (clash !== undefined) {
    throw new UserError(
      `--contributions writes a column "${clash}" of its own, and the model has a feature of that name`,
    );
  }
  const output = out === undefined ? undefined : await outputFile(out, [file, modelFile]);
  if (matrix.rows === 0) console.error(`${file}: no row follows the header, so the output is a header alone`);
  const chunks = scoreCsv(model, matrix, contributions);
  if (output === undefined) {
    await writeToStdout(chunks);
  } else {
    await writeWholeFile(output, chunks);
    console.log(`${matrix.rows.toLocaleString('en-US')} ${noun(matrix.rows, 'row')} scored in ${out}`);
  }
}

async function readModel(file: string): Promise<GbtModel> {
  const text = await readTextFile(file);
  try {
    return loadModel(text);
  } catch (error) {
    if (error instanceof ModelFormatError) throw new UserError(`${file}: ${error.message}`);
    throw error;
  }
}
