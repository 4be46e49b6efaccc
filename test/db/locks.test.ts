import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pg from 'pg';
import { claimLogic } from '../../src/db/claim_locks.ts';
import { LockedError, takeTurn } from '../../src/db/lock_patience.ts';
import { applyLogicFiles, migrate } from '../../src/db/migrate.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column } from '../support/rows.ts';

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
    ['a row', 'select from exchanges for update'],
    ['the turn', "select pg_advisory_lock(hashtextextended('pgaugur:migrate:stock_data', 0))"],
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

  test('of another login it says to whom its query is shown', async () => {
    const name = `migrates_${Date.now()}`;
    await admin.query(`create role ${name} login password 'secret'`);
    const client = await holding("select pg_advisory_lock(hashtextextended('pgaugur:migrate:stock_data', 0))");
    const url = new URL(database.url);
    url.username = name;
    url.password = 'secret';
    const [taker, watcher] = [1, 2].map(() => new pg.Client({ connectionString: url.href }));
    try {
      await Promise.all([taker.connect(), watcher.connect()]);
      await assert.rejects(takeTurn(taker, watcher, 'stock_data', 0), {
        name: 'LockedError',
        message: new RegExp(
          `by process ${client.pid} \\(user postgres, application forgotten notebook, its query is shown to members of pg_read_all_stats\\)`,
        ),
      });
    } finally {
      await Promise.all([taker.end(), watcher.end(), client.end()]);
      await admin.query(`drop role ${name}`);
    }
  });

  // Of all that is locked, what is read here comes last: the rest has been claimed by then.
  for (const [of, outdated, read] of [
    ['the logic', "update pgaugur_version set logic_hash = 'of an earlier version'", 'select from stock_prices'],
    [
      'a table',
      'alter table data_quality_metrics alter threshold_value type numeric(9, 3)',
      'select from ml_alert_rules',
    ],
  ]) {
    test(`while it waits to change ${of} nobody waits for it, and it goes on when the lock is free`, async () => {
      await admin.query(outdated);
      const instrument = await addInstrument(admin, of);
      const client = await holding(read);
      let migrated = false;
      const migrating = migrate(database.url, database.schema, { lockWaitSeconds: 60 }).then((report) => {
        migrated = true;
        return report;
      });
      const [loader, reader] = [await database.connect(), await database.connect()];
      for (const one of [loader, reader]) await one.query("set lock_timeout to '250ms'");
      const tries = new Set<string>();
      for (let day = 0; tries.size < 6; day++) {
        for (const begun of await column<string>(admin, BEGUN)) tries.add(begun);
        await reader.query('select from signals_today; select from price_bars limit 1; select from ml_models limit 1');
        await insertBars(loader, instrument, 1, { from: new Date(Date.UTC(2000, 0, day)).toISOString().slice(0, 10) });
      }
      assert.equal(migrated, false);
      await client.end();
      assert.equal((await migrating).logicApplied, true);
    });
  }

  const BEGUN = `select xact_start::text from pg_stat_activity
                 where application_name like '%:migrate' and xact_start is not null`;

  test('what applying the logic locks against others is claimed before', async () => {
    const client = await database.connect();
    const held = async (): Promise<string[]> =>
      column(
        client,
        `select distinct l.relation::regclass || ' ' || l.mode
         from pg_locks l join pg_class c on c.oid = l.relation
         where l.pid = pg_backend_pid() and c.relnamespace = current_schema()::regnamespace
           and c.relkind in ('r', 'p', 'v') and l.mode = any ($1)
         order by 1`,
        [['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']],
      );
    await client.query('begin');
    await claimLogic(client);
    const claimed = new Set(await held());
    const stronger = ['ExclusiveLock', 'AccessExclusiveLock'];
    const isClaimed = (lock: string) =>
      claimed.has(lock) || stronger.some((mode) => claimed.has(lock.replace(/ \w+$/, ` ${mode}`)));
    await applyLogicFiles(client, database.schema);
    assert.deepEqual(
      (await held()).filter((lock) => !isClaimed(lock)),
      [],
    );
    await client.query('rollback');
  });
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
