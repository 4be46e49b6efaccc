import { type ColumnChoice, type CsvTable, TableError } from '../../csv/index.ts';
import { column, type Matrix, selectColumns } from '../../matrix.ts';
import { listed, readTableFile, theseColumns } from '../files/read_table_file.ts';
import { UserError } from '../terminal/errors.ts';

/** Rows to learn from: all columns but the label are features. */
export type TrainingTable = {
  readonly features: Matrix;
  readonly featureNames: readonly string[];
  readonly labels: Uint8Array;
};

/** @throws UserError when the table cannot be learned from */
export async function readTrainingTable(file: string, label: string): Promise<TrainingTable> {
  return split(file, label, await readTableFile(file, labelLast(label)));
}

/** A second table with the columns of the first, in any order. @throws UserError when one is missing */
export async function readValidationTable(
  file: string,
  label: string,
  featureNames: readonly string[],
): Promise<TrainingTable> {
  const table = await readTableFile(file, (header) => {
    theseColumns([label], 'label')(header);
    return theseColumns([...featureNames, label], 'feature')(header);
  });
  return split(file, label, table);
}

function labelLast(label: string): ColumnChoice {
  return (header) => {
    theseColumns([label], 'label')(header);
    const unnamed = header.indexOf('');
    if (unnamed >= 0) throw new TableError(`every column has a name, column ${unnamed + 1} has none`);
    const features = header.filter((name) => name !== label);
    if (features.length === 0) throw new TableError(`there is no feature column beside the label ${listed([label])}`);
    return [...features, label];
  };
}

function split(file: string, label: string, { names, matrix, lines }: CsvTable): TrainingTable {
  if (matrix.rows === 0) throw new UserError(`${file}: no row follows the header`);
  const last = names.length - 1;
  const given = column(matrix, last);
  const bad = given.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0) {
    const value = Number.isNaN(given[bad]) ? 'an empty cell' : String(given[bad]);
    throw new UserError(
      `${file}: line ${lines[bad]}, column ${JSON.stringify(label)}: expected the label 0 or 1, received ${value}`,
    );
  }
  const labels = Uint8Array.from(given);
  if (labels.every((value) => value === labels[0])) {
    throw new UserError(
      `${file}: column ${JSON.stringify(label)}: both labels are needed, all ${labels.length} rows have ${labels[0]}`,
    );
  }
  const features = selectColumns(
    matrix,
    Array.from({ length: last }, (_, j) => j),
  );
  return { features, featureNames: names.slice(0, last), labels };
}
