import { afterEach, beforeEach, describe } from 'node:test';
import type pg from 'pg';
import { ownDatabase } from './own_database.ts';

/** A suite with a database of its own, where each test runs in a transaction that is rolled back. */
export function describeInTransaction(name: string, tests: (db: pg.Client) => void): void {
  describe(name, () => {
    const db = ownDatabase().client();
    beforeEach(async () => {
      await db.query('begin');
    });
    afterEach(async () => {
      await db.query('rollback');
    });
    tests(db);
  });
}

/** Does what may fail: the transaction goes on as if it had not been tried. */
export async function tried<Result>(db: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await db.query('savepoint tried');
  try {
    return await work();
  } catch (error) {
    await db.query('rollback to tried');
    throw error;
  }
}
