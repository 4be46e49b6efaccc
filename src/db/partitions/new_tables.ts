import type { Queryable } from '../pool.ts';
import { type FoundTable, findTable } from './found_table.ts';
import { findAll } from './plan.ts';
import { buildNew, takePlace } from './rebuild.ts';
import { PARTITIONABLE, type PartitionableTable } from './tables.ts';

/** Partitions tables of an installation that is being made: they hold nothing, and nothing depends on them yet. */
export async function partitionNewTables(
  db: Queryable,
  partitions: number,
  isNew: (table: PartitionableTable) => boolean,
): Promise<void> {
  for (const { table, found } of await findAll(db, PARTITIONABLE.filter(isNew), partitions)) {
    if (found.partitions === partitions) continue;
    await buildNew(db, table, found, partitions, () => {});
    await takePlace(db, table, found);
  }
}

/** Those of the tables that are there. */
export async function existingTables(db: Queryable): Promise<ReadonlyMap<string, FoundTable>> {
  const there = new Map<string, FoundTable>();
  for (const table of PARTITIONABLE) {
    const found = await findTable(db, table);
    if (found) there.set(table.name, found);
  }
  return there;
}
