import type { Queryable } from '../pool.ts';
import { readSqlFiles } from '../schema_version.ts';
import { findDependents, keysInTheWay } from './dependents.ts';
import { type FoundTable, findTable } from './found_table.ts';
import type { PartitionableTable } from './tables.ts';

/** A table cannot be partitioned as it is: the message says what stands in the way. */
export class PartitionError extends Error {
  override name = 'PartitionError';
}

/** A table, and what it is like now. */
export type PlannedTable = { readonly table: PartitionableTable; readonly found: FoundTable };

/** @throws PartitionError where a table is not plain, and not partitioned as we do it */
export async function findAll(
  db: Queryable,
  tables: readonly PartitionableTable[],
  partitions: number,
): Promise<PlannedTable[]> {
  const all: PlannedTable[] = [];
  for (const table of tables) {
    const found = await findTable(db, table);
    if (!found) throw new PartitionError(`there is no table ${table.name}`);
    if (!found.isOurWay) {
      const why = found.kind === 'f' ? 'a foreign table' : 'partitioned in another way';
      throw new PartitionError(`${table.name} is ${why} and stays as it is; nothing was changed`);
    }
    const keys = keysInTheWay(table, found, partitions);
    if (keys.length > 0) throw inTheWay(table.name, keys);
    all.push({ table, found });
  }
  return all;
}

/**
 * @returns statements that give back what the owner granted, to be run when the logic has been applied again
 * @throws PartitionError naming all that would be lost
 */
export async function requireNothingInTheWay(
  db: Queryable,
  all: readonly PlannedTable[],
  partitions: number,
): Promise<string[]> {
  const logic = await readSqlFiles('sql');
  const grants: string[] = [];
  for (const { table, found } of all) {
    const dependents = await findDependents(db, table, logic);
    const held = [...keysInTheWay(table, found, partitions), ...dependents.held_by];
    if (held.length > 0) throw inTheWay(table.name, held);
    grants.push(...dependents.grants);
  }
  return grants;
}

const inTheWay = (table: string, held: readonly string[]): PartitionError =>
  new PartitionError(
    `${table} is made anew, and these would be lost or could not be made on it: ${held.join('; ')}. ` +
      'Drop them, and create them again afterwards; nothing was changed',
  );
