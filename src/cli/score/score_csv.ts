import { type GbtModel, predict } from '../../learn/gbt/model.ts';
import { contributions } from '../../learn/gbt/tree_shap.ts';
import { type Matrix, sliceRows } from '../../matrix.ts';

/** So many rows are scored at a time: contributions need a number per feature and row. */
const ROWS_AT_A_TIME = 1024;

/**
 * Scores as CSV text, in chunks: the row, counted from 1, and its probability of label 1; on request what each feature
 * contributes to its log-odds, and the bias. A number is the shortest text that reads back as the same double.
 */
export function* scoreCsv(model: GbtModel, features: Matrix, withContributions: boolean): Generator<string> {
  const columns = ['row', 'probability', ...(withContributions ? [...model.featureNames, 'bias'] : [])];
  yield `${columns.map(quoted).join(',')}\n`;
  for (let from = 0; from < features.rows; from += ROWS_AT_A_TIME) {
    const some = sliceRows(features, from, Math.min(from + ROWS_AT_A_TIME, features.rows));
    const probabilities = predict(model, some);
    const explained = withContributions ? contributions(model, some) : undefined;
    let chunk = '';
    for (let i = 0; i < some.rows; i++) {
      chunk += `${from + i + 1},${probabilities[i]}`;
      if (explained) for (let j = 0; j < explained.cols; j++) chunk += `,${explained.data[j * explained.rows + i]}`;
      chunk += '\n';
    }
    yield chunk;
  }
}

const quoted = (name: string): string => (/[",;\t\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
