import { randomBytes } from 'node:crypto';
import type { Pool, Queryable } from '../../src/db/pool.ts';
import type { Installation } from './database.ts';
import { until } from './until.ts';

/** A login of its own that may act as a worker and as a reader, with a limit on its connections. */
export type LimitedLogin = {
  readonly url: string;
  readonly name: string;
  allow(connections: number): Promise<void>;
  /** How many connections it has. */
  connections(): Promise<number>;
  /** Waits until it has none: the server notices an end a little later than the client. */
  gone(): Promise<void>;
  drop(): Promise<void>;
};

/** A login of its own that has these roles and no other right. */
export async function createLogin(
  db: Queryable,
  database: Installation,
  roles: string,
): Promise<Pick<LimitedLogin, 'url' | 'name' | 'drop'>> {
  const name = `limited_${randomBytes(6).toString('hex')}`;
  await db.query(`create role ${name} login password 'secret'; grant ${roles} to ${name}`);
  const url = new URL(database.url);
  url.username = name;
  url.password = 'secret';
  return { url: url.href, name, drop: async () => void (await db.query(`drop role ${name}`)) };
}

export async function createLimitedLogin(db: Pool, database: Installation): Promise<LimitedLogin> {
  const { name, url, drop } = await createLogin(db, database, 'pgaugur_worker, pgaugur_reader');
  const connections = async () => {
    const found = await db.query<{ count: number }>(
      'select count(*)::int as count from pg_stat_activity where usename = $1',
      [name],
    );
    return found.rows[0].count;
  };
  return {
    url,
    name,
    allow: async (limit) => void (await db.query(`alter role ${name} connection limit ${limit}`)),
    connections,
    gone: () => until(async () => (await connections()) === 0, `the connections of ${name} to end`),
    drop,
  };
}
