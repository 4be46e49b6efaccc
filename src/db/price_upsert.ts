import pg from 'pg';
import { z } from 'zod';
import type { PriceRow } from '../csv/index.ts';
import {
  type Column,
  fileRows,
  fileValues,
  PRICE_TABLES,
  type PriceTable,
  type PriceTarget,
  rawName,
} from './imported_columns.ts';
import { firstRow, type Queryable } from './pool.ts';

const countsRow = z.object({ inserted: z.number().int(), corrected: z.number().int() });

/** So often a row that somebody else inserted meanwhile is met by looking again. */
const ROUNDS = 5;

/**
 * Writes every row, and counts as it does. Two statements in one, an update of what differs and an insert of what is
 * missing, because what would be one elsewhere (on conflict do update, told apart by xmax) works neither through a
 * partitioned table nor on a foreign one, and needs a unique index that an adopted table may lack. Imports of one
 * instrument wait for each other; where somebody else inserts one of these sessions meanwhile, another round finds it
 * stored.
 */
export async function upsertPrices(
  db: Queryable,
  target: PriceTarget,
  columns: readonly Column[],
  prices: readonly PriceRow[],
  source: string,
): Promise<z.infer<typeof countsRow>> {
  const lock = `pgaugur:import:${target.table}:${target.id}`;
  await db.query('select pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))', [lock]);
  const statement = upsertStatement(target.table, columns);
  const values = [target.id, source, ...fileValues(columns, prices)];
  for (let round = 1; ; round++) {
    await db.query('savepoint round');
    try {
      const counts = await firstRow(db, statement, values, countsRow);
      await db.query('release round');
      return counts ?? { inserted: 0, corrected: 0 };
    } catch (error) {
      const isStored = error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION;
      if (!isStored || round === ROUNDS) throw error;
      await db.query('rollback to round');
    }
  }
}

const UNIQUE_VIOLATION = '23505';

function upsertStatement(table: PriceTable, columns: readonly Column[]): string {
  const { instrument } = PRICE_TABLES[table];
  const names = columns.map(({ name }) => pg.escapeIdentifier(name));
  // As the column holds it, or a row that is stored rounded would differ each time.
  const values = columns.map(({ field, type }) => `file.${rawName(field)}::${type}`);
  // An adjusted close of which the file says nothing stays what it was.
  const kept = columns.map(({ field }, i) =>
    field === 'adjustedClose' ? `coalesce(${values[i]}, stored.${names[i]})` : values[i],
  );
  // As much of it as an adopted column takes.
  const source = `(select case when a.atttypmod > 4 then left($2::text, a.atttypmod - 4) else $2::text end
                   from pg_attribute a where a.attrelid = '${table}'::regclass and a.attname = 'data_source')`;
  return `
    with file as materialized (
      select * from ${fileRows(columns)}
    ),
    corrected as (
      update ${table} as stored
      set data_source = ${source}, ${names.map((name, i) => `${name} = ${kept[i]}`).join(', ')}
      from file
      where stored.${instrument} = $1::int and stored.trading_date_local = file.session
        and (${names.map((name) => `stored.${name}`).join(', ')}) is distinct from (${kept.join(', ')})
      returning 1
    ),
    inserted as (
      insert into ${table} (${instrument}, data_source, trading_date_local, ${names.join(', ')})
      select $1::int, ${source}, file.session, ${values.join(', ')}
      from file
      where not exists (
        select from ${table} as stored
        where stored.${instrument} = $1::int and stored.trading_date_local = file.session)
      order by file.session
      returning 1
    )
    select (select count(*) from inserted) as inserted, (select count(*) from corrected) as corrected`;
}
