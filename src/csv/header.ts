import type { PriceField, PriceFormat } from './formats.ts';
import { PRICE_FORMATS } from './formats.ts';

/** The file can't be read as prices at all. The message names the columns found and what is expected. */
export class CsvHeaderError extends Error {
  override readonly name = 'CsvHeaderError';
}

export type RecognisedHeader = {
  readonly format: PriceFormat;
  /** The header's cells as the file spells them. */
  readonly names: readonly string[];
  /** Position of each field's column, -1 when the file lacks it. */
  readonly columns: Readonly<Record<PriceField, number>>;
  /** Columns that no field reads, for instance `Dividends`. */
  readonly ignored: readonly string[];
};

/**
 * Which price format a header row belongs to. Columns may stand in any order and case, and unknown ones are ignored
 * but listed; a field that two columns claim is refused, because either could be the wrong one.
 *
 * @throws CsvHeaderError when no known format has all its required columns here.
 */
export function recogniseHeader(header: readonly string[]): RecognisedHeader {
  const names = header.map((name) => name.trim());
  for (const format of PRICE_FORMATS) {
    if (format.exact && names.join(',') !== format.example) continue;
    const fields = names.map((name) => format.labels.get(name.toLowerCase()));
    if (!format.required.every((field) => fields.includes(field))) continue;

    const twice = fields.find((field, i) => field !== undefined && fields.indexOf(field) !== i);
    if (twice !== undefined) {
      const claimants = names.filter((_, i) => fields[i] === twice);
      throw new CsvHeaderError(`one column per field: ${quoted(claimants)} all hold the ${twice}`);
    }
    return {
      format,
      names,
      columns: columnsOf(fields),
      ignored: names.filter((name, i) => fields[i] === undefined && name !== ''),
    };
  }
  throw new CsvHeaderError(`unknown header: found ${quoted(names)}; expected ${expectedHeaders()}`);
}

/** One line per known format, for error messages. */
export function expectedHeaders(): string {
  const examples = PRICE_FORMATS.map((format) => `\n  ${format.example}  (${format.name})`).join('');
  return `the columns of one of these, in any order and case, the volume optional:${examples}`;
}

function columnsOf(fields: readonly (PriceField | undefined)[]): Record<PriceField, number> {
  return {
    date: fields.indexOf('date'),
    open: fields.indexOf('open'),
    high: fields.indexOf('high'),
    low: fields.indexOf('low'),
    close: fields.indexOf('close'),
    volume: fields.indexOf('volume'),
    adjustedClose: fields.indexOf('adjustedClose'),
    splitFactor: fields.indexOf('splitFactor'),
    dividend: fields.indexOf('dividend'),
    symbol: fields.indexOf('symbol'),
    period: fields.indexOf('period'),
  };
}

/** The names in quotes, cut where a binary file would otherwise fill the terminal. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more columns` : shown.join(', ');
}
