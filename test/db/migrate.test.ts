import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type pg from 'pg';
import { applyLogicFiles, migrate } from '../../src/db/migrate.ts';
import { assertSchemaVersion, compareReleases, readSqlFiles } from '../../src/db/schema_version.ts';
import { FEATURE_SETS, newestFeatureSet } from '../../src/features/index.ts';
import { dumpSchema } from '../dump/schema_dump.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { one } from '../support/rows.ts';

describe('migrate', () => {
  const database = ownDatabase({ empty: true });
  const connect = (schema: string) => database.connect({ schema });

  test('a second migration and logic applied twice change nothing', async () => {
    const first = await migrate(database.url, 'twice');
    assert.equal(first.logicApplied, true);
    const client = await connect('twice');
    const before = await dumpSchema(client, 'twice');
    const second = await migrate(database.url, 'twice');
    assert.deepEqual([second.applied, second.logicApplied], [[], false]);
    await applyLogicFiles(client, 'twice');
    await applyLogicFiles(client, 'twice');
    assert.equal(await dumpSchema(client, 'twice'), before);
  });

  test('hosts that migrate at the same time do not disturb each other', async () => {
    const reports = await Promise.all([1, 2, 3].map(() => migrate(database.url, 'crowded')));
    assert.deepEqual(reports.map((report) => report.applied.length > 0).filter(Boolean), [true]);
  });

  test('two installations in one database do not touch each other', async () => {
    const [left, right] = [await connect('twice'), await connect('crowded')];
    await insertBars(left, await addInstrument(left, 'AAA'), 5);
    const jobs = (client: pg.Client, schema: string) =>
      one(
        client,
        `select (select count(*)::int from ml_pipeline_runs) as runs, count(*)::int as jobs from ${schema}_worker.jobs`,
      );
    assert.deepEqual(await jobs(left, 'twice'), { runs: 1, jobs: 1 });
    assert.deepEqual(await jobs(right, 'crowded'), { runs: 0, jobs: 0 });
  });

  test('existing market tables are adopted, beside what another tool keeps there: data stays, checks hold for new rows, triggers start, history is requested', async () => {
    const owner = await connect('old_house');
    await owner.query(`
      create schema old_house;
      -- Another tool's, and no obstacle.
      create table old_house.schema_migrations (version text primary key);
      create type old_house.instrument_type as enum ('stock', 'index', 'etf', 'bond', 'future', 'option');
      create table old_house.base_instruments (
        id serial primary key, symbol varchar(50) not null, name varchar(200),
        instrument_type old_house.instrument_type not null, exchange_id integer, sector_id integer,
        currency varchar(3), is_active boolean default true, first_trading_date date, last_trading_date date,
        unique (symbol, exchange_id));
      create table old_house.stock_prices (
        id bigserial primary key, stock_id integer not null references old_house.base_instruments on delete cascade,
        trading_date_local date not null, trading_date_utc date not null, trading_date_epoch bigint not null,
        trading_datetime_utc timestamptz, trading_datetime_epoch bigint,
        open_price decimal(15,6) not null, high_price decimal(15,6) not null, low_price decimal(15,6) not null,
        close_price decimal(15,6) not null, volume bigint default 0, split_factor double precision, my_own_column text,
        unique (stock_id, trading_date_local));
      insert into old_house.base_instruments (symbol, instrument_type) values ('OLD', 'stock');
      insert into old_house.stock_prices (stock_id, trading_date_local, trading_date_utc, trading_date_epoch,
        open_price, high_price, low_price, close_price, split_factor, my_own_column)
      values (1, '2020-01-02', '2020-01-02', 1577923200, 10, 11, 9, 10, 'NaN', 'kept'),
             (1, '2020-01-03', '2020-01-03', 1578009600, 10, 9, 11, 10, null, 'defect, from before the check')`);
    await migrate(database.url, 'old_house');
    const rows = await owner.query('select my_own_column from stock_prices order by id');
    assert.deepEqual(
      rows.rows.map((row) => row.my_own_column),
      ['kept', 'defect, from before the check'],
    );
    assert.equal((await owner.query('select from schema_migrations')).rowCount, 0);
    const requested = await owner.query('select reason, status from ml_pipeline_runs');
    assert.deepEqual(requested.rows, [{ reason: 'prices were there before pgaugur', status: 'queued' }]);
    await assert.rejects(
      owner.query(`insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
                   values (1, '2020-01-06', 10, 9, 11, 10)`),
      /ohlc_consistency/,
    );
    await assert.rejects(
      owner.query(`insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price,
                     split_factor)
                   values (1, '2020-01-06', 10, 11, 9, 10, 'NaN')`),
      /non_negative_split_factor/,
    );
    await owner.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    await owner.query(`insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
                       values (1, '2020-01-06', 10, 11, 9, 10)`);
    assert.equal((await owner.query('select from ml_pipeline_runs')).rowCount, 2);
  });

  test('an older schema is upgraded with its data: its models keep the feature set they were trained on', async () => {
    const client = await connect('grown');
    await client.query(`
      create schema grown;
      create table pgaugur_migrations (
        name text primary key, hash text not null, applied_at timestamptz not null default current_timestamp)`);
    for (const { name, text, hash } of (await readSqlFiles('migrations')).slice(0, 4)) {
      await client.query(text);
      await client.query('insert into pgaugur_migrations (name, hash) values ($1, $2)', [name, hash]);
    }
    await client.query(`
      create function reopen_predictions(instrument_id integer, first_changed_session date) returns void
      language sql as 'select'`);
    const [v1] = FEATURE_SETS;
    await client.query('insert into ml_feature_sets (version, feature_names, is_current) values ($1, $2, true)', [
      v1.version,
      [...v1.names],
    ]);
    const stock = await addInstrument(client, 'ALFA');
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, trading_date_utc, trading_date_epoch,
         open_price, high_price, low_price, close_price)
       values ($1, '2024-01-03', '2024-01-03', 1704240000, 10, 11, 9, 10)`,
      [stock],
    );
    await client.query(
      `insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
         training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
         data_hash, model_file_path, trained_at, status, is_production, gate_passed)
       values ($1, 'v2.0.0', 'ALFA_old', '{}', 1, 190, 1, 1, 1, '2024-01-01', '2024-01-01', '2024-01-03', '', '', now(),
         'active', true, true)`,
      [stock],
    );

    const report = await migrate(database.url, 'grown');
    assert.equal(report.applied[0], '0005_feature_sets_and_context.sql');
    const sets = await client.query('select version, is_current, is_supported from ml_feature_sets order by id');
    const newest = newestFeatureSet().version;
    assert.deepEqual(
      sets.rows,
      FEATURE_SETS.map(({ version }) => ({ version, is_current: version === newest, is_supported: true })),
    );
    assert.equal((await client.query('select from stock_prices')).rowCount, 1);
    const found = await client.query(
      `select (serving_model($1)).model_name as serving, retraining_due($1) as due,
              array(select version from feature_sets_in_use($1)) as in_use`,
      [stock],
    );
    assert.deepEqual(found.rows, [{ serving: 'ALFA_old', due: 'the feature set changed', in_use: ['v1', newest] }]);
    const fresh = await connect('twice');
    assert.equal(
      (await dumpSchema(client, 'grown')).replaceAll('grown', 'twice'),
      await dumpSchema(fresh, 'twice'),
      'an upgraded schema is the same as a new one',
    );
  });

  test('a schema that holds ML tables of another system is refused by name, and nothing is half made', async () => {
    const owner = await connect('rival');
    await owner.query('create schema rival; create table rival.ml_models (id bigint)');
    await assert.rejects(
      migrate(database.url, 'rival'),
      /0004_model_tables\.sql: schema rival already has tables of another system: ml_models/,
    );
    assert.equal((await owner.query('select from rival.ml_models')).rowCount, 0);
  });
});

describe('an installation that is not what this version expects', () => {
  const database = ownDatabase();
  const client = database.client();
  const { schema } = database;

  test('a migration that was edited after it was applied is refused by name', async () => {
    await client.query("update pgaugur_migrations set hash = 'something else' where name like '0003%'");
    await assert.rejects(migrate(database.url, schema), /0003_pipeline_tables\.sql was edited/);
  });

  test('a newer schema is not put back by an older pgaugur', async () => {
    const newer = async (change: string, refusal: RegExp) => {
      await client.query(`begin; ${change}; commit`);
      await assert.rejects(migrate(database.url, schema), refusal);
    };
    const { version, release } = await one(client, 'select version, release from pgaugur_version');
    await newer(
      "update pgaugur_version set version = '9999-00000000', release = '9.0.0'",
      /has version 9999-00000000 of pgaugur 9\.0\.0, and this is .*not put back, nothing was changed\. Upgrade pgaugur on this host/,
    );
    await newer(
      `update pgaugur_version set version = '${String(version).slice(0, 5)}00000000', release = '99.0.0'`,
      /of pgaugur 99\.0\.0, and this is pgaugur/,
    );
    await assert.rejects(assertSchemaVersion(client, schema), /Upgrade pgaugur on this host/);
    await client.query('update pgaugur_version set version = $1, release = $2', [version, release]);
    await newer(
      "insert into pgaugur_migrations (name, hash) values ('9999_later.sql', '')",
      /has the migration 9999_later\.sql/,
    );
    await client.query("delete from pgaugur_migrations where name = '9999_later.sql'");
    // As those from before there was such a question write their version, at the end of their transaction.
    await assert.rejects(
      client.query(
        `insert into pgaugur_version (version, logic_hash) values ('0016-00000000', '')
         on conflict (only_row) do update set version = excluded.version, logic_hash = excluded.logic_hash`,
      ),
      /version 0016-00000000 is older: a newer schema is not put back/,
    );
    assert.deepEqual(await one(client, 'select version, release from pgaugur_version'), { version, release });
  });

  test('releases follow each other by their numbers, and a pre-release comes before its release', () => {
    const ascending = ['0.1.0', '0.2.0', '0.10.0', '1.0.0-beta.2', '1.0.0-beta.10', '1.0.0', '1.0.1'];
    for (const [i, one] of ascending.entries()) {
      for (const [j, other] of ascending.entries())
        assert.equal(Math.sign(compareReleases(one, other)), Math.sign(i - j));
    }
  });

  test('a database of another version is refused, and the message says which side is older', async () => {
    await assertSchemaVersion(client, schema);
    await client.query("update pgaugur_version set version = '0001-00000000'");
    await assert.rejects(assertSchemaVersion(client, schema), /has version 0001-00000000.*Run: pgaugur migrate/);
    await client.query("update pgaugur_version set version = '9999-00000000'");
    await assert.rejects(assertSchemaVersion(client, schema), /Upgrade pgaugur on this host/);
    const nowhere = await database.connect({ schema: 'nowhere' });
    await assert.rejects(assertSchemaVersion(nowhere, 'nowhere'), /"nowhere" is not set up for pgaugur/);
  });

  test('a login without a right on the schema is told so, and not that there is none', async () => {
    const stranger = `stranger_${randomBytes(6).toString('hex')}`;
    await client.query(`create role ${stranger}`);
    try {
      await client.query(`set role ${stranger}`);
      await assert.rejects(
        assertSchemaVersion(client, schema),
        new RegExp(`^SchemaVersionError: ${stranger} may not read which version.*grant one to it`),
      );
      await client.query(`reset role; grant pgaugur_reader to ${stranger}; set role ${stranger}`);
      await client.query('reset role');
      await client.query("update pgaugur_version set version = '0001-00000000'");
      await client.query(`set role ${stranger}`);
      await assert.rejects(assertSchemaVersion(client, schema), /has version 0001-00000000/);
    } finally {
      await client.query(`reset role; drop role ${stranger}`);
    }
  });
});
