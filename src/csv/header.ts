import { type ColumnMapping, mappedFormat } from './column_mapping.ts';
import { isDateLike } from './dates.ts';
import { CsvHeaderError } from './file_error.ts';
import { type PriceField, type PriceFormat, REQUIRED_FIELDS } from './formats/format.ts';
import { PRICE_FORMATS } from './formats/index.ts';
import type { DecimalMark } from './numbers.ts';

export type RecognisedHeader = {
  readonly format: PriceFormat;
  /** The header's cells as the file spells them. */
  readonly names: readonly string[];
  /** Position of each field's column, -1 when the file lacks it. */
  readonly columns: Readonly<Record<PriceField, number>>;
  /** Columns that no field reads, for instance `Dividends`. */
  readonly ignored: readonly string[];
};

/** What is known of the file beside its header. */
export type HeaderHints = {
  /** What parts decimals in the rows. */
  readonly mark?: DecimalMark;
  /** Which column is which, where the user says so. */
  readonly mapping?: ColumnMapping;
};

/**
 * Which price format a header row belongs to. Columns may stand in any order and case, and unknown ones are ignored
 * but listed; a field that two columns claim is refused, because either could be the wrong one.
 *
 * @throws CsvHeaderError when no known format has all its required columns here.
 */
export function recogniseHeader(
  header: readonly string[],
  { mark = 'point', mapping = new Map() }: HeaderHints = {},
): RecognisedHeader {
  const names = header.map((name) => name.trim());
  // Pages mark a column with a footnote, and what is copied from them keeps it.
  const labels = names.map((name) =>
    name
      .toLowerCase()
      .replaceAll(/\s+/g, ' ')
      .replace(/(?<=\w)\*+$/, ''),
  );
  const formats = mapping.size > 0 ? [mappedFormat(mapping, names)] : PRICE_FORMATS;
  for (const format of formats) {
    const recognised = headerOf(format, names, labels, mark);
    if (recognised !== undefined) return recognised;
  }
  throw new CsvHeaderError(`unknown header: found ${quoted(names)}; expected ${expectedHeaders()}\n${howToMap(names)}`);
}

/** The header read as this format's; undefined when it is not. */
export function headerOf(
  format: PriceFormat,
  names: readonly string[],
  labels: readonly string[],
  mark: DecimalMark,
): RecognisedHeader | undefined {
  if (format.exact && names.join(',') !== format.header) return undefined;
  if (format.needs === 'decimal commas' && mark !== 'comma') return undefined;
  if (format.without !== undefined && labels.includes(format.without)) return undefined;
  if (format.marks?.some((label) => !labels.includes(label))) return undefined;
  const fields = fieldsOf(format, labels);
  if (!REQUIRED_FIELDS.every((field) => fields.includes(field))) return undefined;

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

/** Beside a symbol, a name is that of the company. */
function fieldsOf({ columns }: PriceFormat, labels: readonly string[]): (PriceField | undefined)[] {
  const fields = labels.map((label) => (Object.hasOwn(columns, label) ? columns[label] : undefined));
  const hasSymbol = labels.some((label, i) => fields[i] === 'symbol' && label !== 'name');
  return fields.map((field, i) => (hasSymbol && field === 'symbol' && labels[i] === 'name' ? undefined : field));
}

/** One line per known format, for error messages. */
export function expectedHeaders(): string {
  const ours = PRICE_FORMATS.filter(({ name }) => ['plain', 'yahoo', 'tiingo', 'stooq_ascii'].includes(name));
  const examples = ours.map(({ header, name }) => `\n  ${header}  (${name})`).join('');
  const others = PRICE_FORMATS.filter((format) => !ours.includes(format)).map(({ name }) => name);
  return (
    `the columns of one of these, in any order and case, the volume optional:${examples}` +
    `\n  or those of ${others.join(', ')}`
  );
}

/** What to write behind the command, with names of this file where they can be guessed. */
function howToMap(names: readonly string[]): string {
  if (names.some(isDateLike)) {
    return 'The first line looks like a row: write a header above it.';
  }
  const guessed = [...REQUIRED_FIELDS, 'volume' as const].map((field) => `${field}=${guess(names, field) ?? '…'}`);
  return `Of another header, say which column is which: --columns "${guessed.join(',')}"`;
}

/** What a name may say of a field that is not the field itself, as of the close of the day before. */
const NOT_ITSELF = /prev|pre[_ ]|adj|chg|change|avg|time|quote|interest/i;
const SAYS: Readonly<Partial<Record<PriceField, RegExp>>> = {
  date: /date|time|day/i,
  close: /close|last/i,
  volume: /vol/i,
};

/** The column that may hold a field, by its name. */
function guess(names: readonly string[], field: PriceField): string | undefined {
  const says = SAYS[field] ?? new RegExp(field, 'i');
  const possible = names.filter((name) => says.test(name) && !/[,=]/.test(name) && name.length <= 30);
  const itself = possible.filter((name) => field === 'date' || !NOT_ITSELF.test(name));
  return itself.find((name) => name.toLowerCase() === field) ?? itself[0];
}

function columnsOf(fields: readonly (PriceField | undefined)[]): Record<PriceField, number> {
  return {
    date: fields.indexOf('date'),
    time: fields.indexOf('time'),
    open: fields.indexOf('open'),
    high: fields.indexOf('high'),
    low: fields.indexOf('low'),
    close: fields.indexOf('close'),
    volume: fields.indexOf('volume'),
    adjustedClose: fields.indexOf('adjustedClose'),
    splitFactor: fields.indexOf('splitFactor'),
    knownSplit: fields.indexOf('knownSplit'),
    dividend: fields.indexOf('dividend'),
    symbol: fields.indexOf('symbol'),
    series: fields.indexOf('series'),
    period: fields.indexOf('period'),
  };
}

/** The names in quotes, cut where a binary file would otherwise fill the terminal. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name.length > 30 ? `${name.slice(0, 30)}…` : name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more columns` : shown.join(', ');
}
