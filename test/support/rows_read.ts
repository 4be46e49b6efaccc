import type { Queryable } from '../../src/db/pool.ts';
import { value } from './rows.ts';

/** How many rows of a table this transaction has read, by whatever index or none. */
export const rowsRead = (client: Queryable, table: string): Promise<number> =>
  value<number>(
    client,
    `select coalesce(sum(s.seq_tup_read + coalesce(s.idx_tup_fetch, 0)), 0)::int
     from pg_stat_xact_user_tables s
     where s.schemaname = current_schema()
       and s.relid in (select relid from pg_partition_tree($1::regclass) union all select $1::regclass)`,
    [table],
  );
