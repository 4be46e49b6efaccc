import { writeFile } from 'node:fs/promises';
import { UserError } from '../terminal/errors.ts';
import type { RefusedRow } from './refused_rows.ts';

const HEADER = ['file', 'line', 'date', 'rule', 'value'];

/** The refused rows as CSV, one line per row and rule. */
export function refusedCsv(refused: readonly RefusedRow[]): string {
  const lines = refused.map(({ file, line, date, rule, value }) => [file, String(line), date ?? '', rule, value]);
  return [HEADER, ...lines].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

/** Writes the report, also when nothing was refused: an older one must not be taken for this import's. */
export async function writeReport(path: string, refused: readonly RefusedRow[]): Promise<void> {
  try {
    await writeFile(path, refusedCsv(refused));
  } catch (error) {
    throw new UserError(`the report cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
