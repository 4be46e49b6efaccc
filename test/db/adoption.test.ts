import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type pg from 'pg';
import { AdoptionError, planAdoption } from '../../src/db/adoption/adopt.ts';
import { createInstrument, findInstruments } from '../../src/db/instruments.ts';
import { migrate } from '../../src/db/migrate.ts';
import { writeQualityMetrics } from '../../src/db/quality.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, one, rows, value } from '../support/rows.ts';

/** The least that a loader of prices has: what every test begins with. */
const INSTRUMENTS = `
  create table base_instruments (id serial primary key, symbol text not null, instrument_type text default 'stock');
  insert into base_instruments (symbol) values ('OLD');`;

describe('market tables that were made by others', () => {
  const database = ownDatabase({ empty: true });
  const house = async (schema: string, tables: string): Promise<pg.Client> => {
    const owner = await database.connect({ schema });
    await owner.query(`create schema ${schema}; ${tables}`);
    return owner;
  };
  const refusal = async (schema: string): Promise<string> => {
    const error = await migrate(database.url, schema).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AdoptionError, String(error));
    return error.message;
  };

  test('get the columns they lack, and their loader goes on as before', async () => {
    const owner = await house(
      'thin',
      `${INSTRUMENTS}
       create table exchanges (id serial, name text);
       insert into exchanges (name) values ('Somewhere');
       create table data_quality_metrics (instrument_id integer, metric_name text, metric_value numeric(8,4));
       create table stock_prices (
         stock_id integer not null references base_instruments, trading_date_local date not null,
         open_price numeric not null, high_price numeric not null, low_price numeric not null, close_price numeric not null,
         vendor text not null, unique (stock_id, trading_date_local));
       insert into stock_prices values (1, '2024-01-02', 10, 11, 9, 10, 'acme');`,
    );
    const report = await migrate(database.url, 'thin');
    for (const name of ['trading_datetime_utc', 'trading_datetime_epoch', 'trading_date_epoch', 'created_at_epoch']) {
      assert.ok(report.adopted.includes(`stock_prices.${name}`), name);
    }
    assert.ok(report.adopted.includes('base_instruments.exchange_id'));
    assert.deepEqual(await column(owner, 'select to_jsonb(p) - $1::text[] from stock_prices p', [ADDED]), [
      {
        stock_id: 1,
        trading_date_local: '2024-01-02',
        open_price: 10,
        high_price: 11,
        low_price: 9,
        close_price: 10,
        vendor: 'acme',
        volume: null,
      },
    ]);
    assert.equal(await value(owner, 'select count(*)::int from ml_run_requests'), 0, 'what proved the insert is gone');
    await owner.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");

    await owner.query("insert into stock_prices values (1, '2024-01-03', 10, 11, 9, 10, 'acme')");
    assert.deepEqual(
      await one(
        owner,
        `select trading_date_epoch, trading_datetime_epoch, volume::float8, split_factor::float8 as split,
                created_at_epoch > 1700000000 as dated, data_source
         from stock_prices where trading_date_local = '2024-01-03'`,
      ),
      {
        trading_date_epoch: 1704240000,
        trading_datetime_epoch: 1704240000,
        volume: 0,
        split: 1,
        dated: true,
        data_source: 'manual',
      },
    );
    assert.equal(await value(owner, "select count(*)::int from ml_pipeline_runs where status = 'queued'"), 1);
    await owner.query("insert into exchanges (name, mic_code) values ('New York', 'XNYS')");
    await owner.query("update base_instruments set exchange_id = (select id from exchanges where mic_code = 'XNYS')");
    assert.ok((await value<number>(owner, 'select count(*)::int from exchange_holidays')) > 200);
    await assert.rejects(owner.query('update base_instruments set exchange_id = 77'), /foreign key/);
    assert.deepEqual(await rows(owner, 'select symbol from pipeline_health, leaderboard where false'), []);
    const found = { name: 'longest_gap', isValid: false, severity: 'critical', threshold: 7, description: '' } as const;
    await writeQualityMetrics(owner, 1, [{ ...found, value: 12_818 }]);
  });

  test('that knew no kinds of instruments have some of no known kind, which are found, and members of their pool', async () => {
    const owner = await house(
      'kindless',
      `create table base_instruments (id serial primary key, symbol text not null);
       insert into base_instruments (symbol) values ('OLD');`,
    );
    await migrate(database.url, 'kindless');
    const [{ symbol, type, table }] = await findInstruments(owner, 'OLD');
    assert.deepEqual({ symbol, type, table }, { symbol: 'OLD', type: null, table: 'stock_prices' });
    await owner.query("update ml_pipeline_defaults set model_scope = 'pooled', pool = 'all'");
    assert.deepEqual(await column(owner, "select pool_members('all')"), [1]);
    await owner.query("insert into base_instruments (symbol, instrument_type) values ('SPX', 'index')");
    assert.deepEqual(await column(owner, 'select symbol from context_instruments'), ['SPX']);
  });

  test('that an earlier version adopted with columns missing are completed by the next migrate', async () => {
    const owner = await house('limping', '');
    await migrate(database.url, 'limping');
    await owner.query(`
      insert into base_instruments (symbol) values ('OLD');
      alter table stock_prices drop column trading_datetime_utc, drop column created_at_epoch;
      update pgaugur_version set logic_hash = ''`);
    const insert = () =>
      owner.query(`insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
                   values (1, '2024-01-02', 10, 11, 9, 10)`);
    await assert.rejects(insert(), /trading_datetime_utc/);
    const report = await migrate(database.url, 'limping');
    assert.deepEqual(report.adopted, ['stock_prices.trading_datetime_utc', 'stock_prices.created_at_epoch']);
    assert.deepEqual(report.unproved, []);
    await insert();
  });

  test('are refused with one list of all that is in the way, before anything is changed', async () => {
    const owner = await house(
      'strange',
      `create table base_instruments (id bigserial primary key, symbol text, instrument_type text, is_active integer);
       create table exchanges (id integer, code text); insert into exchanges values (1, 'a'), (1, 'b');
       create table stock_prices (ticker text, date date, open numeric, close_price text);
       create view index_prices as select 1 as index_id;
       create table data_quality_metrics (
         instrument_id integer, metric_name varchar(8), description varchar(255), batch uuid not null)`,
    );
    const message = await refusal('strange');
    for (const fault of [
      'base_instruments.id has type bigint, and integer is needed',
      'base_instruments.is_active has type integer, and boolean is needed',
      'exchanges has no primary key, and id cannot be one: 1 is there 2 times',
      'stock_prices.stock_id is missing',
      'stock_prices.trading_date_local is missing',
      'stock_prices.open_price is missing',
      'stock_prices.close_price has type text',
      '(stock_prices has: ticker, date, open, close_price)',
      'index_prices is a view',
      'data_quality_metrics.metric_name takes 8 characters, and 25 are needed',
      'data_quality_metrics.description takes 255 characters, and 1000 are needed',
      'data_quality_metrics.batch takes no null and has no default',
    ]) {
      assert.ok(message.includes(fault), `${fault}\nin\n${message}`);
    }
    assert.equal(
      (
        await owner.query(
          "select from pg_class where relnamespace = 'strange'::regnamespace and relname like 'pgaugur%'",
        )
      ).rowCount,
      0,
    );
    assert.equal((await owner.query("select from pg_namespace where nspname like 'strange_%'")).rowCount, 0);
  });

  test('may generate columns, have kinds of their own, and demand what only their loader knows', async () => {
    const owner = await house(
      'own_ways',
      `create type kind as enum ('index', 'stock', 'warrant');
       create domain price as double precision check (value > 0);
       create table base_instruments (
         id integer not null, symbol varchar(20) not null, instrument_type kind not null, is_active boolean,
         created_at bigint);
       insert into base_instruments values (7, 'OWN', 'warrant', null, 1700000000);
       create table stock_prices (
         id bigint generated always as identity primary key, stock_id integer not null,
         trading_date_local date not null,
         trading_date_utc date generated always as (trading_date_local) stored,
         trading_date_epoch bigint generated always as ((trading_date_local - date '1970-01-01') * 86400::bigint) stored,
         open_price price not null, high_price price not null, low_price price not null, close_price price not null,
         volume bigint not null, created_at_epoch bigint not null, feed uuid not null, unique (stock_id, trading_date_local));
       create table index_prices (
         index_id integer not null, trading_date_local date not null, trading_date_utc timestamp not null,
         trading_date_epoch integer not null, open_value real not null, high_value real not null, low_value real not null,
         close_value real not null, feed uuid not null, primary key (index_id, trading_date_local));`,
    );
    await migrate(database.url, 'own_ways');
    await owner.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, created_at_epoch, feed)
       values (7, '2024-01-03', 10, 11, 9, 10, 100, 1, gen_random_uuid())`,
    );
    await owner.query(
      `insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value, feed)
       values (7, '2024-01-03', 10, 11, 9, 10, gen_random_uuid())`,
    );
    assert.deepEqual(
      await one(
        owner,
        `select s.trading_date_utc as day, s.trading_date_epoch as stored, i.trading_date_epoch as filled
         from stock_prices s join index_prices i on i.index_id = s.stock_id`,
      ),
      { day: '2024-01-03', stored: 1704240000, filled: 1704240000 },
    );
    assert.equal(await value(owner, 'select count(*)::int from ml_pipeline_runs'), 1);
    assert.deepEqual(await column(owner, 'select what from late_instruments'), ['prices']);
  });

  test('may be partitioned, only grow, and compute prices themselves', async () => {
    const owner = await house(
      'growing',
      `${INSTRUMENTS}
       create table stock_prices (
         stock_id integer not null references base_instruments, trading_date_local date not null, cents integer not null,
         open_price numeric generated always as (cents / 100.0) stored,
         high_price numeric generated always as (cents / 100.0) stored,
         low_price numeric generated always as (cents / 100.0) stored,
         close_price numeric generated always as (cents / 100.0) stored,
         primary key (stock_id, trading_date_local)) partition by range (trading_date_local);
       create table stock_prices_2024 partition of stock_prices for values from ('2024-01-01') to ('2025-01-01');
       create function refuse() returns trigger language plpgsql as 'begin raise exception ''append only''; end';
       create trigger refuse before update or delete on stock_prices for each row execute function refuse();
       insert into stock_prices (stock_id, trading_date_local, cents) values (1, '2024-01-02', 1050);`,
    );
    const report = await migrate(database.url, 'growing');
    assert.deepEqual(report.unproved, []);
    await owner.query("insert into stock_prices (stock_id, trading_date_local, cents) values (1, '2024-01-03', 1100)");
    assert.deepEqual(
      await one(owner, 'select close_price::float8, trading_date_epoch from stock_prices where cents = 1100'),
      {
        close_price: 11,
        trading_date_epoch: 1704240000,
      },
    );
    await owner.query(`
      alter table stock_prices disable trigger refuse;
      create or replace function refuse() returns trigger language plpgsql as 'begin raise exception ''closed''; end';
      create trigger closed before insert on stock_prices for each row execute function refuse();
      update pgaugur_version set logic_hash = ''`);
    assert.deepEqual((await migrate(database.url, 'growing')).unproved, ['stock_prices: closed']);
  });

  test('may show their rows by policies: workers get one of their own, unless the owner himself is kept out', async () => {
    const owner = await house(
      'guarded',
      `${INSTRUMENTS}
       create table stock_prices (
         stock_id integer not null references base_instruments, trading_date_local date not null, open_price numeric,
         high_price numeric, low_price numeric, close_price numeric, primary key (stock_id, trading_date_local));
       insert into stock_prices values (1, '2024-01-02', 10, 11, 9, 10);
       alter table stock_prices enable row level security, force row level security;
       create role guarded_owner login; grant pgaugur_worker to guarded_owner with admin option`,
    );
    try {
      await owner.query('alter schema guarded owner to guarded_owner; alter table stock_prices owner to guarded_owner');
      await owner.query('set role guarded_owner');
      await assert.rejects(
        planAdoption(owner, 'guarded'),
        /- stock_prices forces row level security on its owner, .*: alter table stock_prices no force row level security/,
      );
      await owner.query('alter table stock_prices no force row level security; reset role');
      const report = await migrate(database.url, 'guarded');
      assert.ok(report.adopted.includes('stock_prices.pgaugur_worker_sees_all'));
      await owner.query('set role pgaugur_worker');
      assert.equal(await value(owner, 'select count(*)::int from stock_prices'), 1);
      await owner.query('set role pgaugur_reader');
      assert.equal(
        await value(owner, 'select count(*)::int from stock_prices'),
        0,
        'as before, by its owner’s policies',
      );
      await owner.query('reset role');
      assert.deepEqual((await migrate(database.url, 'guarded')).adopted, []);
    } finally {
      await owner.query('reset role; reassign owned by guarded_owner to current_user; drop owned by guarded_owner');
      await owner.query('drop role guarded_owner');
    }
  });

  test('may write kinds in capitals, and demand of an instrument what only its loader knows', async () => {
    const owner = await house(
      'capitals',
      `create table base_instruments (
         id serial primary key, symbol text not null, instrument_type text not null, isin text not null);
       insert into base_instruments (symbol, instrument_type, isin) values ('SPX', 'Index', 'a'), ('AAA', 'Stock', 'b');`,
    );
    await migrate(database.url, 'capitals');
    await owner.query(`insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value)
                       values (1, '2024-01-02', 1, 1, 1, 1)`);
    assert.deepEqual(await column(owner, 'select symbol from context_instruments'), ['SPX']);
    const [found] = await findInstruments(owner, 'SPX');
    assert.deepEqual([found.type, found.table], ['index', 'index_prices']);
    await assert.rejects(createInstrument(owner, { symbol: "O'NEIL" }), {
      name: 'InstrumentRefused',
      message:
        `the instrument "O'NEIL" cannot be made in base_instruments, which is not ours alone: column isin takes no null and ` +
        `has no default. Insert it yourself (insert into base_instruments (symbol, instrument_type, isin, …) values ('O''NEIL', …)), then it is found`,
    });
  });

  test('without their instruments are refused: nothing would ever start', async () => {
    await house(
      'orphaned',
      `create table stock_prices (stock_id integer, trading_date_local date, open_price numeric, high_price numeric,
         low_price numeric, close_price numeric);
       insert into stock_prices values (1, '2024-01-02', 1, 1, 1, 1)`,
    );
    assert.match(await refusal('orphaned'), /base_instruments is missing, and stock_prices has prices of instruments/);
  });

  test('are left as they were when their loader would be refused afterwards', async () => {
    const owner = await house(
      'audited',
      `${INSTRUMENTS}
       create table stock_prices (
         stock_id integer not null, trading_date_local date not null, open_price numeric, high_price numeric,
         low_price numeric, close_price numeric, unique (stock_id, trading_date_local));
       create table audit (like stock_prices);
       create function audit() returns trigger language plpgsql as 'begin insert into audited.audit values (new.*); return new; end';
       create trigger audit after insert on stock_prices for each row execute function audit();`,
    );
    const message = await refusal('audited');
    assert.match(
      message,
      /^stock_prices would no longer take the rows of its loader, so nothing was changed: an insert of \(stock_id, trading_date_local, open_price/,
    );
    assert.match(message, /INSERT has more expressions than target columns/);
    assert.equal(
      await value(
        owner,
        "select count(*)::int from pg_attribute where attrelid = 'stock_prices'::regclass and attnum > 0",
      ),
      6,
    );
    await owner.query("insert into stock_prices values (1, '2024-01-02', 10, 11, 9, 10)");
    assert.equal(await value(owner, 'select count(*)::int from audit'), 1);
  });
});

const ADDED = [
  ...['trading_date_utc', 'trading_date_epoch', 'trading_datetime_utc', 'trading_datetime_epoch', 'adjusted_close'],
  ...['split_factor', 'dividend_amount', 'data_source', 'raw_data_hash', 'created_at', 'created_at_epoch'],
];
