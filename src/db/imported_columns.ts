import { z } from 'zod';
import type { PriceRow } from '../csv/index.ts';
import { baseType } from './base_type.ts';
import { type Queryable, rows } from './pool.ts';

export type PriceTable = 'stock_prices' | 'index_prices';

/** Whose prices these are, and the table that holds them. */
export type PriceTarget = { readonly id: number; readonly table: PriceTable };

const VALUE_FIELDS = ['open', 'high', 'low', 'close', 'adjustedClose', 'splitFactor', 'dividend', 'volume'] as const;
/** The fields of a price file that end up in a column of a price table. */
export type ValueField = (typeof VALUE_FIELDS)[number];

export const PRICE_TABLES: Readonly<
  Record<PriceTable, { readonly instrument: string; readonly values: Readonly<Partial<Record<ValueField, string>>> }>
> = {
  stock_prices: {
    instrument: 'stock_id',
    values: {
      open: 'open_price',
      high: 'high_price',
      low: 'low_price',
      close: 'close_price',
      adjustedClose: 'adjusted_close',
      splitFactor: 'split_factor',
      dividend: 'dividend_amount',
      volume: 'volume',
    },
  },
  index_prices: {
    instrument: 'index_id',
    values: {
      open: 'open_value',
      high: 'high_value',
      low: 'low_value',
      close: 'close_value',
      volume: 'trading_volume',
    },
  },
};

/** A column of the table that the file has values for. */
export type Column = {
  readonly field: ValueField;
  readonly name: string;
  /** As the catalog writes it, for instance `numeric(15,6)`; of a domain the type below it, whose rules are read apart. */
  readonly type: string;
};

/** A file without volumes, or a table without an adjusted close, has a column less. */
export async function importedColumns(
  db: Queryable,
  table: PriceTable,
  prices: readonly PriceRow[],
): Promise<Column[]> {
  const types = await rows(
    db,
    `select a.attname::text as name, format_type(base.type, base.modifier) as type
     from pg_attribute a ${baseType('a')}
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
    [table],
    z.object({ name: z.string(), type: z.string() }),
  );
  return VALUE_FIELDS.flatMap((field) => {
    const found = types.find(({ name }) => name === PRICE_TABLES[table].values[field]);
    const isInFile = prices.some((row) => (row[field] ?? null) !== null);
    return found && isInFile ? [{ field, ...found }] : [];
  });
}

/** The file as a table `file`, from parameter $3 on. Its values have names that no column of a price table has. */
export function fileRows(columns: readonly Column[]): string {
  const values = columns.map((_, i) => `$${i + 5}::numeric[]`);
  const names = columns.map(({ field }) => rawName(field));
  return `unnest(${['$3::int[]', '$4::date[]', ...values].join(', ')}) as file (${['line', 'session', ...names].join(', ')})`;
}

export const fileValues = (columns: readonly Column[], prices: readonly PriceRow[]): unknown[] => [
  prices.map((row) => row.line),
  prices.map((row) => row.date),
  ...columns.map(({ field }) => prices.map((row) => row[field])),
];

export const rawName = (field: ValueField): string => `raw_${field.toLowerCase()}`;
