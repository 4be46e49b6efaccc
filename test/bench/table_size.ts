import type pg from 'pg';
import { rounded } from '../support/measure.ts';

export type TableSize = {
  readonly table: string;
  readonly rows: number;
  readonly tableMb: number;
  readonly indexMb: number;
  readonly largestIndexMb: number;
  readonly vacuumSeconds: number;
};

/** The tables that grow with each session of each instrument. */
export const GROWING_TABLES = ['features', 'ml_predictions', 'stock_prices'] as const;

/** What a table takes, its partitions with it, and how long a vacuum of it does after a tenth of its instruments was written again. */
export async function tableSize(owner: pg.Client, table: (typeof GROWING_TABLES)[number]): Promise<TableSize> {
  const instrument = table === 'stock_prices' ? 'stock_id' : 'instrument_id';
  const found = await owner.query<Omit<TableSize, 'table' | 'vacuumSeconds'>>(
    `with parts as (
       select coalesce(t.relid, $1::regclass) as relid
       from (select) one left join pg_partition_tree($1::regclass) t on t.isleaf)
     select (select count(*)::int from ${table}) as rows,
            round(sum(pg_table_size(relid)) / 1e6)::int as "tableMb", round(sum(pg_indexes_size(relid)) / 1e6)::int as "indexMb",
            (select round(max(pg_relation_size(i.indexrelid)) / 1e6)::int from pg_index i join parts p on p.relid = i.indrelid)
              as "largestIndexMb"
     from parts`,
    [table],
  );
  await owner.query('set session_replication_role to replica');
  await owner.query(`update ${table} set ${instrument} = ${instrument} where ${instrument} % 10 = 0`);
  await owner.query('set session_replication_role to origin');
  const started = performance.now();
  await owner.query(`vacuum (index_cleanup on) ${table}`);
  return { table, ...found.rows[0], vacuumSeconds: rounded((performance.now() - started) / 1000, 1) };
}
