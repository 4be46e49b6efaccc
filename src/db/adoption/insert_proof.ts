import pg from 'pg';
import { z } from 'zod';
import { firstRow, type Queryable } from '../pool.ts';
import { AdoptionError } from './adopt.ts';
import { type FoundColumn, type FoundTable, findTables } from './found_tables.ts';

/** A row in the form that the table's loader writes, which was accepted before anything was changed. */
export type LoaderRow = {
  readonly table: string;
  readonly columns: readonly string[];
  /** The row as JSON text: nothing is rounded on the way. */
  readonly row: string;
  /** Whether it is in the table: then it is taken out first, and afterwards corrected and taken out again. */
  readonly isStored: boolean;
};

export type LoaderRows = {
  readonly found: readonly LoaderRow[];
  /** Tables that take no row that we could think of, each with the reason. */
  readonly unproved: readonly string[];
};

type Prices = {
  readonly table: string;
  readonly key: string;
  readonly values: readonly [string, string, string, string];
};
const PRICES: readonly Prices[] = [
  { table: 'stock_prices', key: 'stock_id', values: ['open_price', 'high_price', 'low_price', 'close_price'] },
  { table: 'index_prices', key: 'index_id', values: ['open_value', 'high_value', 'low_value', 'close_value'] },
];

/**
 * What loaders of the price tables write: a stored row where there is one, as it is or, in a table that only grows, on a
 * later day; else the columns that have to be filled. A row that the table does not take already, for a reason of its
 * owner's, proves nothing.
 */
export async function findLoaderRows(client: pg.ClientBase, schema: string): Promise<LoaderRows> {
  const found: LoaderRow[] = [];
  const unproved: string[] = [];
  for (const table of await findTables(
    client,
    schema,
    PRICES.map((prices) => prices.table),
  )) {
    const prices = PRICES.find((one) => one.table === table.name);
    if (!prices) continue;
    let reason: pg.DatabaseError | undefined;
    for (const row of await candidates(client, table, prices)) {
      reason = await attempt(client, row);
      if (reason) continue;
      found.push(row);
      break;
    }
    if (reason) unproved.push(`${table.name}: ${reason.message}`);
  }
  return { found, unproved };
}

/**
 * Writes each row again as its loader would, corrects it and takes it away, and takes all of that back.
 * @throws AdoptionError when a table takes its loader's rows no more
 */
export async function proveInserts(client: pg.ClientBase, loaderRows: readonly LoaderRow[]): Promise<void> {
  for (const row of loaderRows) {
    const error = await attempt(client, row);
    if (error === undefined) continue;
    throw new AdoptionError(
      `${row.table} would no longer take the rows of its loader, so nothing was changed: ` +
        `an insert of (${row.columns.join(', ')}) ends with "${error.message}"`,
      { cause: error },
    );
  }
}

/** A rule that a price breaks is an answer of the table, and no sign of a table that cannot be written. */
const CHECK_VIOLATION = '23514';
/** Waiting for a lock is tried again from the beginning. */
const LOCKS: ReadonlySet<unknown> = new Set(['55P03', '40P01', '25P02', '57P01']);

/** @returns why it is not possible */
async function attempt(client: pg.ClientBase, row: LoaderRow): Promise<pg.DatabaseError | undefined> {
  await client.query('savepoint loader_row');
  try {
    await write(client, row);
    return undefined;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || LOCKS.has(error.code)) throw error;
    return error.code === CHECK_VIOLATION ? undefined : error;
  } finally {
    await client.query('rollback to loader_row; release loader_row');
  }
}

async function write(client: pg.ClientBase, { table, columns, row, isStored }: LoaderRow): Promise<void> {
  const prices = PRICES.find((one) => one.table === table);
  if (!prices) throw new Error(`no prices in ${table}`);
  const where = `where (${prices.key}, trading_date_local) = (select r.${prices.key}, r.trading_date_local from jsonb_populate_record(null::${table}, $1) r)`;
  const names = columns.map((name) => pg.escapeIdentifier(name)).join(', ');
  if (isStored) await client.query(`delete from ${table} ${where}`, [row]);
  await client.query(`insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, $1)`, [
    row,
  ]);
  if (isStored) await client.query(`update ${table} set ${prices.key} = ${prices.key} ${where}`, [row]);
  const requests = await client.query("select to_regclass('ml_run_requests') is not null as exist");
  // What it asks for at commit.
  if (requests.rows[0].exist) await client.query('set constraints open_requested_runs immediate');
  if (isStored) await client.query(`delete from ${table} ${where}`, [row]);
}

async function candidates(db: Queryable, table: FoundTable, prices: Prices): Promise<LoaderRow[]> {
  const has = (name: string) => table.columns.some((column) => column.name === name);
  if (![prices.key, 'trading_date_local', ...prices.values].every(has)) return [];
  const writable = table.columns.filter(({ isGenerated }) => !isGenerated);
  const names = (columns: readonly FoundColumn[]) => columns.map(({ name }) => name);
  const stored = await storedRow(db, prices);
  if (stored !== undefined) {
    const unnumbered = writable.filter(({ fillsItself }) => !fillsItself);
    return [
      { table: table.name, columns: names(writable), row: stored.row, isStored: true },
      { table: table.name, columns: names(unnumbered), row: stored.later, isStored: false },
    ];
  }
  const needed = writable.filter(
    ({ name, notNull, fillsItself }) =>
      name === prices.key || name === 'trading_date_local' || prices.values.includes(name) || (notNull && !fillsItself),
  );
  const instrument = await anyInstrument(db);
  const values = needed.map((column) => [column.name, column.name === prices.key ? instrument : exampleOf(column)]);
  return [
    { table: table.name, columns: names(needed), row: JSON.stringify(Object.fromEntries(values)), isStored: false },
  ];
}

/** One that keeps our rules: an older one that breaks them is refused today, and that is as it should be. */
async function storedRow(
  db: Queryable,
  { table, key, values: [open, high, low, close] }: Prices,
): Promise<{ row: string; later: string } | undefined> {
  return firstRow(
    db,
    `select to_jsonb(p)::text as row,
            (to_jsonb(p) || jsonb_build_object('trading_date_local', 1 + (
               select max(l.trading_date_local) from ${table} l where l.${key} = p.${key})))::text as later
     from ${table} p
     where ${low} > 0 and ${low} <= least(${open}, ${close}) and ${high} >= greatest(${open}, ${close})
       and ${high} < double precision 'Infinity'
     limit 1`,
    [],
    z.object({ row: z.string(), later: z.string() }),
  );
}

async function anyInstrument(db: Queryable): Promise<number> {
  const table = await db.query("select to_regclass('base_instruments') is not null as exists");
  if (!table.rows[0].exists) return 1;
  const found = await firstRow(db, 'select id from base_instruments limit 1', [], z.object({ id: z.number() }));
  return found?.id ?? 1;
}

/** A value that fits the type. One that the owner's own rules refuse proves nothing, and is left out. */
function exampleOf({ type, labels }: FoundColumn): unknown {
  if (labels) return labels[0];
  if (type === 'boolean') return true;
  if (type === 'uuid') return '00000000-0000-0000-0000-000000000001';
  return type === 'date' || type.startsWith('timestamp') ? '2020-01-02' : 1;
}
