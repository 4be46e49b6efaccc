import assert from 'node:assert/strict';
import type { Queryable } from '../../src/db/pool.ts';

type Row = Record<string, unknown>;

/** The rows of a query. */
export async function rows<R extends Row = Row>(
  db: Queryable,
  sql: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  return (await db.query<R>(sql, [...values])).rows;
}

/** The row of a query that has exactly one. */
export async function one<R extends Row = Row>(
  db: Queryable,
  sql: string,
  values: readonly unknown[] = [],
): Promise<R> {
  const found = await rows<R>(db, sql, values);
  assert.equal(found.length, 1, `rows of ${sql}`);
  return found[0];
}

/** The values of a query with one column. */
export async function column<V = unknown>(db: Queryable, sql: string, values: readonly unknown[] = []): Promise<V[]> {
  const found = await db.query<[V]>({ text: sql, values: [...values], rowMode: 'array' });
  assert.equal(found.fields.length, 1, `columns of ${sql}`);
  return found.rows.map(([value]) => value);
}

/** The value of a query with one row and one column. */
export async function value<V = unknown>(db: Queryable, sql: string, values: readonly unknown[] = []): Promise<V> {
  const found = await column<V>(db, sql, values);
  assert.equal(found.length, 1, `rows of ${sql}`);
  return found[0];
}
