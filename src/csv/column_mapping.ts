import { DATE_FORMS } from './dates.ts';
import { CsvHeaderError } from './file_error.ts';
import { type PriceField, type PriceFormat, REQUIRED_FIELDS } from './formats/format.ts';
import { plain } from './formats/plain.ts';

/** What the user calls a field → the field. */
const MAPPABLE = {
  date: 'date',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  adjusted_close: 'adjustedClose',
  split_factor: 'splitFactor',
  dividend_amount: 'dividend',
  symbol: 'symbol',
} as const satisfies Record<string, PriceField>;

/** Field → the name of its column in the file. Empty when the user says nothing. */
export type ColumnMapping = ReadonlyMap<PriceField, string>;

/**
 * `date=Day,close=Last price` as a mapping.
 * @throws RangeError that names the part, what it has to be and what is known
 */
export function parseColumnMapping(text: string): ColumnMapping {
  const mapping = new Map<PriceField, string>();
  for (const part of text.split(',')) {
    const [, name = '', column = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    const field = Object.entries(MAPPABLE).find(([known]) => known === name.toLowerCase())?.[1];
    if (field === undefined || column === '') {
      throw new RangeError(
        `it must be field=column parted by commas, with the fields ${Object.keys(MAPPABLE).join(', ')}; received ${JSON.stringify(part)}`,
      );
    }
    if (mapping.has(field)) throw new RangeError(`each field once, received ${name} again`);
    mapping.set(field, column);
  }
  return mapping;
}

/**
 * The format that a mapping makes of a header: what is not named in it is found by its usual name. Dates may have any
 * form, as long as the file tells which.
 * @throws CsvHeaderError when a column is not in the header, or a required field has none
 */
export function mappedFormat(mapping: ColumnMapping, names: readonly string[]): PriceFormat {
  const labels = names.map(labelOf);
  const columns: Record<string, PriceField> = {};
  for (const [label, field] of Object.entries(plain.columns)) if (!mapping.has(field)) columns[label] = field;
  for (const [field, name] of mapping) {
    if (!labels.includes(labelOf(name))) {
      const known = names.slice(0, 20).map((known) => JSON.stringify(known.slice(0, 30)));
      throw new CsvHeaderError(`--columns: there is no column "${name}", found ${known.join(', ')}`);
    }
    columns[labelOf(name)] = field;
  }
  const missing = REQUIRED_FIELDS.filter((field) => !labels.some((label) => columns[label] === field));
  if (missing.length > 0) {
    throw new CsvHeaderError(
      `--columns: no column for ${missing.join(', ')}; add ${missing.map((f) => `${f}=…`).join(',')}`,
    );
  }
  return { ...plain, name: 'columns', source: 'the columns that the user names', columns, dates: DATE_FORMS };
}

const labelOf = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
