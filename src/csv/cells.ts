import { CsvError, parse } from 'csv-parse/sync';

const DELIMITERS = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiter that occurs most often in the header line; a comma when none does. */
export function detectDelimiter(headerLine: string): Delimiter {
  const occurrences = (delimiter: Delimiter) => headerLine.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (occurrences(next) > occurrences(best) ? next : best));
}

/** Whether a line above the header says what parts the cells, as Excel and LibreOffice write it. They are counted anyway. */
export const saysDelimiter = (line: string): boolean => /^"?sep=."?$/i.test(line.trim());

/**
 * The cells of one line, trimmed outside and inside of their quotes, as some programs pad what they quote; or null when
 * the quotes don't match up.
 *
 * Each line is parsed by itself. No price file has a line break inside a cell, so a quote that stays open is a typing
 * error, and one parser over the whole file would let it swallow every row up to the next quote. A line without quotes,
 * which is nearly every line, needs no parser: setting one up costs ten times as much as the split.
 */
export function splitCells(text: string, delimiter: Delimiter): string[] | null {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  try {
    const records = parse(text, { delimiter, trim: true, max_record_size: 0 });
    return (records[0] ?? []).map((cell) => cell.trim());
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
