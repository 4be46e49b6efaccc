import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import pg from 'pg';
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

/** The error with which a statement is refused; the transaction it stands in goes on as if it had not been tried. */
export async function refusal(db: pg.Client, sql: string, values: readonly unknown[] = []): Promise<pg.DatabaseError> {
  await db.query('savepoint before_refusal');
  const error = await db.query(sql, [...values]).then(
    () => assert.fail(`accepted: ${sql}`),
    (reason: unknown) => reason,
  );
  await db.query('rollback to before_refusal');
  assert.ok(error instanceof pg.DatabaseError, String(error));
  return error;
}
