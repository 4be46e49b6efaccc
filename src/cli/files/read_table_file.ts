import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type ColumnChoice, type CsvTable, readTable, TableError } from '../../csv/index.ts';
import { didYouMean } from '../terminal/did_you_mean.ts';
import { UserError } from '../terminal/errors.ts';
import { fileProblem } from './file_problem.ts';

/** @throws UserError naming the file, and line, column and value of its first fault */
export async function readTableFile(file: string, choose: ColumnChoice): Promise<CsvTable> {
  try {
    return await readTable(createReadStream(file, { highWaterMark: CHUNK_BYTES }), choose);
  } catch (error) {
    const reason = error instanceof TableError ? error.message : fileProblem(error);
    if (reason === undefined) throw error;
    throw new UserError(`${file}: ${reason}`);
  }
}

const CHUNK_BYTES = 1 << 20;

/** @throws UserError naming the file */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = fileProblem(error);
    if (reason === undefined) throw error;
    throw new UserError(`${file}: ${reason}`);
  }
}

/** Chooses the given columns. @throws TableError naming those that the header lacks */
export function theseColumns(names: readonly string[], what: 'feature' | 'label'): ColumnChoice {
  return (header) => {
    const known = new Set(header);
    const absent = names.filter((name) => !known.has(name));
    if (absent.length === 1) {
      throw new TableError(`the ${what} column ${listed(absent)} is missing${didYouMean(absent[0], header)}`);
    }
    if (absent.length > 1) throw new TableError(`the ${what} columns ${listed(absent)} are missing`);
    return names;
  };
}

/** The first few names in quotes, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
