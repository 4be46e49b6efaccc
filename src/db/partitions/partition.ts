import pg from 'pg';
import { claimEverything, claimWriters } from '../claim_locks.ts';
import { LOCK_TRY, LOCK_WAIT_SECONDS, takeTurn, withLockPatience } from '../lock_patience.ts';
import { applyLogicFiles } from '../migrate.ts';
import { createClient } from '../pool.ts';
import { assertSchemaVersion } from '../schema_version.ts';
import { findAll, PartitionError, type PlannedTable, requireNothingInTheWay } from './plan.ts';
import { buildNew, type Progress, takePlace } from './rebuild.ts';
import { PARTITIONABLE, type PartitionableTable } from './tables.ts';

export type PartitionOptions = {
  /** 1 makes a table plain again. */
  readonly partitions: number;
  /** The price tables, too. */
  readonly prices?: boolean;
  readonly lockWaitSeconds?: number;
  readonly progress?: Progress;
};

/** What was done with each table: its partitions before and now. */
export type PartitionReport = readonly { readonly table: string; readonly before: number; readonly now: number }[];

/** Held all along: what rows refer to. */
const REFERRED_TO = ['base_instruments', 'ml_feature_sets', 'ml_models'];

/**
 * Converts tables that hold rows: each is made anew beside the old one, and takes its place at the end. All in one
 * transaction: after an error, or a kill, everything is as it was. Meanwhile readers go on and writers wait; at the end
 * readers wait, too, for as long as the functions and views take to be made again.
 * @throws PartitionError when something of the owner's depends on a table, or a key of theirs does not say the instrument
 * @throws LockedError when a lock is not to be had
 */
export async function partitionTables(
  databaseUrl: string,
  schema: string,
  { partitions, prices = false, lockWaitSeconds = LOCK_WAIT_SECONDS, progress = () => {} }: PartitionOptions,
): Promise<PartitionReport> {
  const name = `pgaugur:${schema}:partition`;
  const client = createClient({ databaseUrl, schema, settings: { application_name: name } });
  const watcher = createClient({ databaseUrl, schema });
  // An error of a connection is reported by the call that waits for it.
  for (const one of [client, watcher]) one.on('error', () => {});
  const patiently = <Result>(work: () => Promise<Result>) =>
    withLockPatience(work, watcher, name, lockWaitSeconds, 'partition');
  try {
    await client.connect();
    await watcher.connect();
    await takeTurn(client, watcher, schema, lockWaitSeconds, 'partition');
    await assertSchemaVersion(client, schema);
    const tables = PARTITIONABLE.filter(({ holdsPrices }) => prices || !holdsPrices);
    const found = await findAll(client, tables, partitions);
    const changed = found.filter((one) => one.found.partitions !== partitions);
    await requireNothingInTheWay(client, changed, partitions);
    await patiently(() => beginWithoutWriters(client, tables));
    for (const { table, found } of changed) await buildNew(client, table, found, partitions, progress);
    if (changed.length > 0) {
      // What was built is kept while readers are waited for: the logic, which is applied as a whole, then meets none. It
      // may not be applied behind a savepoint, because it knows what it made by the number of the transaction.
      await patiently(() => claimEverything(client));
      await replaceAll(client, schema, changed, partitions);
    }
    await client.query('commit');
    return found.map(({ table, found }) => ({ table: table.name, before: found.partitions, now: partitions }));
  } catch (error) {
    throw explainLocks(error);
  } finally {
    // What was not committed goes with the connection.
    await Promise.all([client, watcher].map((one) => one.end().catch(() => {}))); // one may never have connected
  }
}

/** SQLSTATE out_of_memory, said of the table of locks. */
function explainLocks(error: unknown): unknown {
  const isFull =
    error instanceof pg.DatabaseError && error.code === '53200' && error.hint?.includes('max_locks_per_transaction');
  if (!isFull) return error;
  return new PartitionError(
    'Postgres has no room for a lock on each partition and index: raise max_locks_per_transaction (256 is enough for 64 ' +
      'partitions) and restart it, or take fewer partitions; nothing was changed',
    { cause: error },
  );
}

async function beginWithoutWriters(client: pg.Client, tables: readonly PartitionableTable[]): Promise<void> {
  await client.query(`begin; set local lock_timeout to ${pg.escapeLiteral(LOCK_TRY)}`);
  try {
    await claimWriters(client, [...REFERRED_TO, ...tables.map(({ name }) => name)]);
  } catch (error) {
    await client.query('rollback').catch(() => {}); // then the connection is lost, and with it the transaction
    throw error;
  }
}

async function replaceAll(
  client: pg.Client,
  schema: string,
  changed: readonly PlannedTable[],
  partitions: number,
): Promise<void> {
  // Who looks at something of the queues, which is all that is left to wait for, does so for moments.
  await client.query("set local lock_timeout to '60s'");
  const grants = await requireNothingInTheWay(client, changed, partitions);
  for (const { table, found } of changed) await takePlace(client, table, found);
  await applyLogicFiles(client, schema);
  for (const grant of grants) await client.query(grant);
}
