import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { applyLogicFiles, migrate } from '../../src/db/migrate.ts';
import { createClient, createPool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { rows } from '../support/rows.ts';

/** On managed Postgres nobody is superuser: the owner of a database has CREATEROLE at most. */
let database: TestDatabase;
let superuser: pg.Client;
const ownerUrl = () => {
  const url = new URL(database.url);
  url.username = 'pgaugur_test_owner';
  url.password = 'secret';
  return url.href;
};
before(async () => {
  database = await createTestDatabase({ empty: true });
  superuser = new pg.Client({ connectionString: database.url });
  await superuser.connect();
  await superuser.query(`
    create role pgaugur_test_owner login createrole password 'secret';
    grant create on database ${new URL(database.url).pathname.slice(1)} to pgaugur_test_owner`);
});
after(async () => {
  await superuser.query('drop owned by pgaugur_test_owner; drop role pgaugur_test_owner');
  await superuser.end();
  await database.drop();
});

test('an owner without superuser rights is told what an administrator has to grant, and then can do everything', async () => {
  // The roles exist in this cluster and were made by somebody else.
  const refused = await migrate(ownerUrl(), 'managed').then(
    () => undefined,
    (error: unknown) => error,
  );
  const version = await superuser.query<{ number: number }>(
    "select current_setting('server_version_num')::int as number",
  );
  if (version.rows[0].number < 160_000) {
    assert.equal(refused, undefined, 'until Postgres 15 CREATEROLE may grant any role, also to itself');
  } else {
    assert.ok(refused instanceof Error && 'hint' in refused && typeof refused.hint === 'string');
    const [, grants] = refused.hint.split('Let an administrator run: ');
    assert.match(grants, /^grant pgaugur_reader to pgaugur_test_owner;/);
    for (const role of ['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker']) {
      await superuser.query(`grant ${role} to pgaugur_test_owner`);
    }
    await migrate(ownerUrl(), 'managed');
  }

  for (const role of ['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker'] as const) {
    const pool = createPool({ databaseUrl: ownerUrl(), schema: 'managed', role });
    try {
      assert.deepEqual(
        await rows(pool, 'select current_user::text as role from run_grid right join (values (1)) v on true'),
        [{ role }],
      );
    } finally {
      await pool.end();
    }
  }
  const worker = createClient({ databaseUrl: ownerUrl(), schema: 'managed', role: 'pgaugur_worker' });
  await worker.connect();
  await worker.query(
    "insert into managed_worker._private_tasks (identifier) values ('row-level security lets the worker in')",
  );
  await worker.end();

  const owner = createClient({ databaseUrl: ownerUrl(), schema: 'managed' });
  await owner.connect();
  await applyLogicFiles(owner, 'managed');
  await owner.end();
});
