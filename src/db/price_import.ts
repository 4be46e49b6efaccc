import pg from 'pg';
import { z } from 'zod';
import type { PriceRow } from '../csv/index.ts';
import { domainsOf } from './base_type.ts';
import {
  type Column,
  fileRows,
  fileValues,
  importedColumns,
  PRICE_TABLES,
  type PriceTable,
  type PriceTarget,
  rawName,
  type ValueField,
} from './imported_columns.ts';
import { firstRow, type Queryable, rows } from './pool.ts';
import { upsertPrices } from './price_upsert.ts';

export type { PriceTable, PriceTarget } from './imported_columns.ts';

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
 * Loads the rows that keep every rule of the table, in one statement, in the caller's transaction; the others are
 * returned with the rules they break. Rows whose values are there already are left alone.
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
  const { inserted, corrected } = await upsertPrices(db, target, columns, accepted, source);
  return { inserted, corrected, unchanged: accepted.length - inserted - corrected, violations };
}

/** How many sessions of the instrument are stored before a date. */
export async function sessionsBefore(db: Queryable, { id, table }: PriceTarget, date: string): Promise<number> {
  const found = await firstRow(
    db,
    `select count(*) as sessions from ${table} where ${PRICE_TABLES[table].instrument} = $1 and trading_date_local < $2::date`,
    [id, date],
    z.object({ sessions: z.number().int() }),
  );
  return found?.sessions ?? 0;
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
       select $1::int as ${PRICE_TABLES[target.table].instrument}, $2::text as data_source, file.session as trading_date_local,
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

/** The check constraints of the table, and of its columns' domains, that can be judged by what a file gives. */
function tableChecks(db: Queryable, table: PriceTable, columns: readonly Column[]): Promise<Check[]> {
  const known = [
    PRICE_TABLES[table].instrument,
    'trading_date_local',
    'data_source',
    ...columns.map(({ name }) => name),
  ];
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
       and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
     union all
     select c.conname, array[a.attname::text],
            -- A domain's rule speaks of VALUE, which is a name like others here.
            format('(select %s from (select bar.%I as value) as given)', pg_get_expr(c.conbin, 0), a.attname)
     from pg_attribute a
     join pg_constraint c on c.contypid in (${domainsOf('a')}) and c.contype = 'c'
     where a.attrelid = $1::regclass and a.attname = any ($3)`,
    [table, known, columns.map(({ name }) => name)],
    z.object({ rule: z.string(), columns: z.array(z.string()), condition: z.string() }),
  );
}

/** asStored leaves null where the value does not fit. The adjusted close may be missing: nothing is computed by it. */
const typeCheck = ({ field, name, type }: Column): Check => ({
  rule: `${name} fits ${type}`,
  columns: [name],
  condition: `bar.${pg.escapeIdentifier(name)} is not null${field === 'adjustedClose' ? ` or file.${rawName(field)} is null` : ''}`,
});

const checkRow = ({ rule, columns, condition }: Check): string =>
  `(${pg.escapeLiteral(rule)}, array[${columns.map((name) => pg.escapeLiteral(name)).join(', ')}], ${condition})`;

/**
 * The value that the table would hold: rounded to the column's scale, null where it would overflow, or where rounding
 * would spoil it and nothing in the row could show that. A volume is stored as the file says it, or refused; a dividend
 * may be off by half a percent. Of prices the constraint prices_survive_rounding judges.
 */
function asStored({ field, name, type }: Column): string {
  const value = `file.${rawName(field)}`;
  const fits = fitting(type, value, field);
  const stored = fits === undefined ? `${value}::${type}` : `case when ${fits} then ${value}::${type} end`;
  return `${stored} as ${pg.escapeIdentifier(name)}`;
}

/** The condition that a column of this type can hold the value. Undefined where it holds any that a file may have. */
function fitting(type: string, value: string, field: ValueField): string | undefined {
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== undefined) {
    const rounded = `round(${value}, ${Number(scale)})`;
    const survives =
      field === 'volume'
        ? ` and ${rounded} = ${value}`
        : field === 'dividend'
          ? ` and abs(${rounded} - ${value}) <= 0.005 * abs(${value})`
          : '';
    return `abs(${rounded}) < 1e${Number(precision) - Number(scale)}${survives}`;
  }
  if (type === 'real') return `(${value} = 0 or abs(${value}) between 1.2e-38 and 3.4e38)`;
  const bits = { smallint: 15n, integer: 31n, bigint: 63n }[type];
  return bits === undefined ? undefined : `abs(${value}) < ${2n ** bits} and ${value} = trunc(${value})`;
}
