import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pg from 'pg';
import { LockedError } from '../../src/db/lock_patience.ts';
import { migrate } from '../../src/db/migrate.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

describe('a migration that meets the lock of a client', () => {
  const database = ownDatabase();
  const admin = database.client();
  const outdate = () => admin.query("update pgaugur_version set logic_hash = 'of an earlier version'");

  /** A client that read and forgot to end its transaction. */
  async function holding(statement: string): Promise<pg.Client & { pid: number }> {
    const client = new pg.Client({ connectionString: database.url, application_name: 'forgotten notebook' });
    await client.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    await client.query(`begin; set local search_path to ${database.schema}; ${statement}`);
    return Object.assign(client, { pid: rows[0].pid });
  }

  for (const [what, statement] of [
    ['a table', 'update stock_prices set volume = volume where false'],
    ['a view', 'select from latest_predictions'],
    ['a queue', `lock table stock_data_worker.migrations in access exclusive mode`],
  ]) {
    test(`gives up after the stated time and says who holds ${what}; nothing was changed`, async () => {
      await outdate();
      const client = await holding(statement);
      try {
        const started = performance.now();
        const error = await migrate(database.url, database.schema, { lockWaitSeconds: 1 }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof LockedError, String(error));
        assert.match(
          error.message,
          new RegExp(
            `^migrate waited 1 s for a lock and gave up; nothing was changed\\. It is held by process ${client.pid} ` +
              `\\(user postgres, application forgotten notebook, idle in transaction, in a transaction since 20.*, last query at 20.*: begin; set`,
          ),
        );
        assert.match(error.message, /pg_terminate_backend\(\d+\)\), or let migrate wait longer with --lock-wait$/);
        assert.ok(performance.now() - started < 15_000);
      } finally {
        await client.end();
      }
    });
  }

  test('lets others through between its tries, and goes on when the lock is free', async () => {
    await outdate();
    const instrument = await addInstrument(admin, 'AAA');
    const client = await holding('select from latest_predictions');
    let migrated = false;
    const migrating = migrate(database.url, database.schema, { lockWaitSeconds: 60 }).then((report) => {
      migrated = true;
      return report;
    });
    const loader = await database.connect();
    await until(async () => (await waiting()) > 0, 'the migration to wait for the lock');
    await insertBars(loader, instrument, 3);
    await insertBars(loader, instrument, 3, { from: '2024-02-01' });
    assert.equal(migrated, false);
    await client.end();
    assert.equal((await migrating).logicApplied, true);
  });

  const waiting = async (): Promise<number> => {
    const { rows } = await admin.query(
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and application_name like '%:migrate'",
    );
    return rows[0].n;
  };
});

describe('a database that is not in UTF-8', () => {
  const server = ownDatabase({ empty: true });
  for (const encoding of ['LATIN1', 'SQL_ASCII']) {
    test(`${encoding} is refused by name, before anything is made`, async () => {
      const admin = await server.connect();
      const name = `encoded_${encoding.toLowerCase()}_${process.pid}`;
      await admin.query(
        `create database ${name} encoding '${encoding}' locale_provider libc locale 'C' template template0`,
      );
      try {
        const url = new URL(server.url);
        url.pathname = `/${name}`;
        await assert.rejects(migrate(url.href, 'stock_data'), {
          name: 'UnfitDatabaseError',
          message: new RegExp(`^database ${name} has the encoding ${encoding}, and pgaugur needs UTF8`),
        });
        const client = new pg.Client({ connectionString: url.href });
        await client.connect();
        assert.deepEqual((await client.query("select nspname from pg_namespace where nspname like 'stock%'")).rows, []);
        await client.end();
      } finally {
        await admin.query(`drop database ${name} with (force)`);
      }
    });
  }
});
