import pg from 'pg';
import { z } from 'zod';
import type { PriceRow } from '../csv/index.ts';
import { firstRow, type Queryable, rows } from './pool.ts';

export type PriceTable = 'stock_prices' | 'index_prices';

/** Whose prices these are, and the table that holds them. */
export type PriceTarget = { readonly id: number; readonly table: PriceTable };

const VALUE_FIELDS = ['open', 'high', 'low', 'close', 'adjustedClose', 'splitFactor', 'dividend', 'volume'] as const;
/** The fields of a price file that end up in a column of a price table. */
export type ValueField = (typeof VALUE_FIELDS)[number];

const TABLES: Readonly<
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

/** A row that a rule of the table refuses. A row that breaks several rules is here once for each. */
export type Violation = {
  readonly row: PriceRow;
  /** The constraint's name, or which column's type a value does not fit. */
  readonly rule: string;
  /** The values that the rule is about. */
  readonly fields: readonly ValueField[];
};

export type PriceImport = {
  readonly inserted: number;
  /** Sessions that were there with other values. */
  readonly corrected: number;
  readonly unchanged: number;
  readonly violations: readonly Violation[];
};

/**
 * Loads the rows that keep every rule of the table, in one insert, so that the triggers see one statement; the others
 * are returned with the rules they break. Rows whose values are there already are left alone.
 *
 * The rules are not repeated here: they are read from the catalog and evaluated over the rows before the insert. What
 * only the insert itself can judge (a trigger, a constraint over other columns) makes it fail as a whole.
 * @param source what goes into data_source
 */
export async function importPrices(
  db: Queryable,
  target: PriceTarget,
  prices: readonly PriceRow[],
  source: string,
): Promise<PriceImport> {
  if (prices.length === 0) return { inserted: 0, corrected: 0, unchanged: 0, violations: [] };
  const columns = await importedColumns(db, target.table, prices);
  const violations = await findViolations(db, target, columns, prices, source);
  const refused = new Set(violations.map(({ row }) => row));
  const accepted = prices.filter((row) => !refused.has(row));
  const { inserted, corrected } = await upsert(db, target, columns, accepted, source);
  return { inserted, corrected, unchanged: accepted.length - inserted - corrected, violations };
}

/** How many sessions of the instrument are stored before a date. */
export async function sessionsBefore(db: Queryable, { id, table }: PriceTarget, date: string): Promise<number> {
  const found = await firstRow(
    db,
    `select count(*) as sessions from ${table} where ${TABLES[table].instrument} = $1 and trading_date_local < $2::date`,
    [id, date],
    z.object({ sessions: z.number().int() }),
  );
  return found?.sessions ?? 0;
}

/** A column of the table that the file has values for. */
type Column = {
  readonly field: ValueField;
  readonly name: string;
  /** As the catalog writes it, for instance `numeric(15,6)`. */
  readonly type: string;
};

/** A file without volumes, or a table without an adjusted close, has a column less. */
async function importedColumns(db: Queryable, table: PriceTable, prices: readonly PriceRow[]): Promise<Column[]> {
  const types = await rows(
    db,
    `select attname::text as name, format_type(atttypid, atttypmod) as type
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
    z.object({ name: z.string(), type: z.string() }),
  );
  return VALUE_FIELDS.flatMap((field) => {
    const found = types.find(({ name }) => name === TABLES[table].values[field]);
    const isInFile = prices.some((row) => (row[field] ?? null) !== null);
    return found && isInFile ? [{ field, ...found }] : [];
  });
}

async function findViolations(
  db: Queryable,
  target: PriceTarget,
  columns: readonly Column[],
  prices: readonly PriceRow[],
  source: string,
): Promise<Violation[]> {
  const checks = [...columns.map(typeCheck), ...(await tableChecks(db, target.table, columns))];
  const found = await rows(
    db,
    `select file.line, checks.rule, checks.columns
     from ${fileRows(columns)}
     cross join lateral (
       select $1::int as ${TABLES[target.table].instrument}, $2::text as data_source, file.session as trading_date_local,
              ${columns.map(asStored).join(', ')}
     ) as bar
     cross join lateral (values ${checks.map(checkRow).join(', ')}) as checks (rule, columns, holds)
     where not checks.holds
     order by file.line, checks.rule`,
    [target.id, source, ...fileValues(columns, prices)],
    z.object({ line: z.number().int(), rule: z.string(), columns: z.array(z.string()) }),
  );
  const byLine = new Map(prices.map((row) => [row.line, row]));
  return found.flatMap(({ line, rule, columns: names }) => {
    const row = byLine.get(line);
    const fields = columns.filter(({ name }) => names.includes(name)).map(({ field }) => field);
    return row ? [{ row, rule, fields }] : [];
  });
}

/** A condition over the table's columns that holds, or is null, for every row the table accepts. */
type Check = { readonly rule: string; readonly columns: readonly string[]; readonly condition: string };

/** The table's check constraints that can be judged by what a file gives. */
function tableChecks(db: Queryable, table: PriceTable, columns: readonly Column[]): Promise<Check[]> {
  const known = [TABLES[table].instrument, 'trading_date_local', 'data_source', ...columns.map(({ name }) => name)];
  return rows(
    db,
    `select c.conname::text as rule, names.columns, pg_get_expr(c.conbin, c.conrelid) as condition
     from pg_constraint c
     cross join lateral (
       select array_agg(a.attname::text) as columns
       from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey)
     ) as names
     where c.conrelid = $1::regclass and c.contype = 'c' and names.columns <@ $2
       -- Postgres 18 knows constraints that are written down but not enforced.
       and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)`,
    [table, known],
    z.object({ rule: z.string(), columns: z.array(z.string()), condition: z.string() }),
  );
}

/** asStored leaves null where the value does not fit, and the file has no null in this column. */
const typeCheck = ({ name, type }: Column): Check => ({
  rule: `${name} fits ${type}`,
  columns: [name],
  condition: `bar.${pg.escapeIdentifier(name)} is not null`,
});

const checkRow = ({ rule, columns, condition }: Check): string =>
  `(${pg.escapeLiteral(rule)}, array[${columns.map((name) => pg.escapeLiteral(name)).join(', ')}], ${condition})`;

/**
 * The value that the table would hold: rounded to the column's scale, null where it would overflow, and where a fraction
 * would be cut off to fit a column of whole numbers: a volume is stored as the file says it, or refused.
 */
function asStored({ field, name, type }: Column): string {
  const value = `file.${rawName(field)}`;
  const range = rangeOf(type);
  const whole = range?.isWhole ? ` and ${value} = trunc(${value})` : '';
  const stored = range
    ? `case when abs(round(${value}, ${range.scale})) < ${range.bound}${whole} then ${value}::${type} end`
    : `${value}::${type}`;
  return `${stored} as ${pg.escapeIdentifier(name)}`;
}

type Range = { readonly scale: number; readonly bound: string; readonly isWhole: boolean };

/** What a column of this type can hold: less than `bound` in either direction. Undefined where nothing overflows. */
function rangeOf(type: string): Range | undefined {
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== undefined)
    return { scale: Number(scale), bound: `1e${Number(precision) - Number(scale)}`, isWhole: false };
  const bits = { smallint: 15n, integer: 31n, bigint: 63n }[type];
  return bits === undefined ? undefined : { scale: 0, bound: String(2n ** bits), isWhole: true };
}

/**
 * One statement for the whole file. `xmax` of a returned row is 0 when it was inserted and this transaction when the
 * conflict made it an update; rows whose values are equal come back not at all.
 */
async function upsert(
  db: Queryable,
  target: PriceTarget,
  columns: readonly Column[],
  prices: readonly PriceRow[],
  source: string,
): Promise<{ inserted: number; corrected: number }> {
  const { instrument: instrumentColumn } = TABLES[target.table];
  const names = columns.map(({ name }) => pg.escapeIdentifier(name));
  const counts = await firstRow(
    db,
    `with written as (
       insert into ${target.table} as stored (${instrumentColumn}, data_source, trading_date_local, ${names.join(', ')})
       select $1::int, $2::text, file.session, ${columns.map(({ field }) => `file.${rawName(field)}`).join(', ')}
       from ${fileRows(columns)}
       order by file.session
       on conflict (${instrumentColumn}, trading_date_local) do update
       set data_source = excluded.data_source, ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
       where (${names.map((name) => `stored.${name}`).join(', ')})
         is distinct from (${names.map((name) => `excluded.${name}`).join(', ')})
       returning xmax = 0 as is_new
     )
     select count(*) filter (where is_new) as inserted, count(*) filter (where not is_new) as corrected from written`,
    [target.id, source, ...fileValues(columns, prices)],
    z.object({ inserted: z.number().int(), corrected: z.number().int() }),
  );
  return counts ?? { inserted: 0, corrected: 0 };
}

/** The file as a table `file`, from parameter $3 on. Its values have names that no column of a price table has. */
function fileRows(columns: readonly Column[]): string {
  const values = columns.map((_, i) => `$${i + 5}::numeric[]`);
  const names = columns.map(({ field }) => rawName(field));
  return `unnest(${['$3::int[]', '$4::date[]', ...values].join(', ')}) as file (${['line', 'session', ...names].join(', ')})`;
}

const fileValues = (columns: readonly Column[], prices: readonly PriceRow[]): unknown[] => [
  prices.map((row) => row.line),
  prices.map((row) => row.date),
  ...columns.map(({ field }) => prices.map((row) => row[field])),
];

const rawName = (field: ValueField): string => `raw_${field.toLowerCase()}`;
