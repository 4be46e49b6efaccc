import assert from 'node:assert/strict';
import { parseColumnMapping } from '../../src/csv/column_mapping.ts';
import { PriceFileError } from '../../src/csv/file_error.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';

export const HEADER = 'date,open,high,low,close,volume';
/** A file of these lines. */
export const text = (header: string, ...rows: string[]): string => [header, ...rows, ''].join('\n');

/** The sessions that are read of it. */
export async function dates(source: string): Promise<string[]> {
  return (await parsePriceCsv(source)).rows.map(({ date }) => date);
}

/** Why it is refused. */
export async function refusal(source: string, columns?: string): Promise<string> {
  try {
    await parsePriceCsv(source, { columns: columns === undefined ? undefined : parseColumnMapping(columns) });
  } catch (error) {
    assert.ok(error instanceof PriceFileError, String(error));
    return error.message;
  }
  return assert.fail('the file was read');
}
