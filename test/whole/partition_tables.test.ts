import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { buildSchema } from 'graphql';
import { parsePriceCsv } from '../../src/csv/index.ts';
import { migrate } from '../../src/db/migrate.ts';
import { type PartitionOptions, partitionTables } from '../../src/db/partitions/partition.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { writePredictions } from '../../src/db/predictions.ts';
import { importPrices } from '../../src/db/price_import.ts';
import { startServer } from '../../src/server/index.ts';
import { dumpSchema } from '../dump/schema_dump.ts';
import { buildSchemaText } from '../dump/schema_text.ts';
import { everythingOf } from '../server/everything_of.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, one, rows, value } from '../support/rows.ts';

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const TABLES = ['features', 'ml_predictions', 'stock_prices', 'index_prices'];
const each = (before: number, now: number) => TABLES.map((table) => ({ table, before, now }));

/** Tables in how many partitions. */
const PARTITIONS = `
  select c.relname::text as table, count(i.inhrelid)::int as partitions
  from pg_class c left join pg_inherits i on i.inhparent = c.oid
  where c.oid = any ($1::regclass[]) group by c.relname order by 1`;

/** Their rows, in the order of their keys. */
const ROWS = `
  select (select jsonb_agg(f order by f.instrument_id, f.trading_date) from features f) as features,
         (select jsonb_agg(p order by p.id) from ml_predictions p) as predictions,
         (select jsonb_agg(b order by b.id) from stock_prices b) as prices`;

describe('large tables partitioned by instrument', () => {
  const database = ownDatabase();
  const client = database.client();
  const reader = database.client('pgaugur_reader');
  const pool = database.pool({ role: 'pgaugur_worker', max: 2 });
  const convert = (options: PartitionOptions) => partitionTables(database.url, database.schema, options);
  let schemaBefore: string;
  const user = `analyst_${process.pid}`;

  before(async () => {
    schemaBefore = await dumpSchema(client, database.schema);
    await insertForecasts(database);
    // A row of before there was the rule.
    await client.query(`
      update stock_prices set volume = 7 where trading_date_local = '2024-01-03';
      alter table stock_prices add constraint no_seven check (volume <> 7) not valid;
      create role ${user};
      grant usage on schema ${database.schema} to ${user};
      grant select on ml_predictions, latest_predictions to ${user}`);
  });
  database.beforeDrop(() => client.query(`drop owned by ${user}; drop role ${user}`));

  test('are as they were when a conversion ends in its middle', async () => {
    const before = await dumpSchema(client, database.schema);
    const progress = (table: string) => {
      if (table === 'stock_prices') throw new Error('the machine went away');
    };
    await assert.rejects(convert({ partitions: 4, prices: true, progress }), /the machine went away/);
    assert.equal(await dumpSchema(client, database.schema), before);
  });

  test('are converted with all their rows, and say how far they are', async () => {
    const before = await one(client, ROWS);
    const steps: string[] = [];
    const meanwhile: Promise<unknown>[] = [];
    const writer = await database.connect();
    await writer.query("set lock_timeout to '20ms'");
    const progress = (table: string, copied: number, of: number) => {
      if (steps.push(`${table} ${copied}/${of}`) > 1) return;
      meanwhile.push(
        assert.doesNotReject(reader.query('select from latest_predictions')),
        assert.rejects(writer.query('delete from features'), { code: '55P03' }),
      );
    };
    assert.deepEqual(await convert({ partitions: 4, prices: true, progress }), each(1, 4));
    await Promise.all(meanwhile);
    assert.deepEqual(await one(client, ROWS), before);
    assert.equal(new Set(steps.filter((step) => step.endsWith(' 4/4'))).size, 3, steps.join());
    assert.deepEqual(
      await rows(client, PARTITIONS, [TABLES]),
      TABLES.toSorted().map((table) => ({ table, partitions: 4 })),
    );
    assert.deepEqual(await convert({ partitions: 4, prices: true }), each(4, 4), 'nothing is left to do');
  });

  test('have the instrument in their keys, and in no other definition anything that differs', async () => {
    const schema = await dumpSchema(client, database.schema);
    const keys = schema.match(
      /^alter table (ml_predictions|stock_prices|index_prices) add constraint \w+ (PRIMARY|UNIQUE).*$/gm,
    );
    assert.deepEqual(
      keys?.map((line) => line.replace(/alter table \w+ add constraint /, '')),
      [
        'index_prices_pkey PRIMARY KEY (id, index_id);',
        'one_bar_per_index_and_session UNIQUE (index_id, trading_date_local);',
        'ml_predictions_pkey PRIMARY KEY (id, instrument_id);',
        'one_prediction_per_model_and_session UNIQUE (model_id, prediction_date, instrument_id);',
        'unique_model_prediction_date UNIQUE (model_id, instrument_id, prediction_date, target_date);',
        'stock_prices_pkey PRIMARY KEY (id, stock_id);',
        'one_bar_per_stock_and_session UNIQUE (stock_id, trading_date_local);',
      ],
    );
    const storage = await column(
      client,
      `select distinct reloptions::text || ' ' || a.attstorage::text
       from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_attribute a on a.attrelid = c.oid
       where i.inhparent = 'features'::regclass and a.attname = 'values'`,
    );
    assert.deepEqual(storage, ['{toast_tuple_target=8160} m']);
    assert.equal(
      await value(
        client,
        "select convalidated from pg_constraint where conname = 'no_seven' and conrelid = 'stock_prices'::regclass",
      ),
      false,
    );
  });

  test('are the same in GraphQL, and every list of it is answered', async () => {
    const api = await committed('schema.graphql');
    assert.equal(await buildSchemaText({ databaseUrl: database.url, schema: database.schema }), api);
    const server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0 });
    try {
      for (const { query, mayFail } of everythingOf(buildSchema(api))) {
        const { errors } = await post(server.url, query);
        if (!mayFail) assert.equal(errors, undefined, query);
      }
      const found = await ask(
        server.url,
        `{ mlPrediction(id: "4") { instrument { symbol } usability { usable } contributions { totalCount } }
           stockPrice(id: "2") { tradingDateLocal }
           stockPriceByStockIdAndTradingDateLocal(stockId: 1, tradingDateLocal: "2024-01-01") { id }
           latestPredictions { nodes { prediction { id } instrument { stockPrices { totalCount } } } } }`,
      );
      assert.deepEqual(found, {
        mlPrediction: { instrument: { symbol: 'JPM' }, usability: { usable: false }, contributions: { totalCount: 1 } },
        stockPrice: { tradingDateLocal: '2024-01-02' },
        stockPriceByStockIdAndTradingDateLocal: { id: '1' },
        latestPredictions: { nodes: [{ prediction: { id: '4' }, instrument: { stockPrices: { totalCount: 4 } } }] },
      });
    } finally {
      await server.close();
    }
  });

  test('are read by who may read the table, who has no right on a partition; what the owner granted stays', async () => {
    assert.equal(await value(reader, 'select count(*)::int from ml_predictions'), 4);
    const may = "has_table_privilege($1, c.oid, 'select, insert, update, delete')";
    for (const role of ['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker', user]) {
      assert.deepEqual(
        await column(
          client,
          `select relname from pg_class c where relispartition and relkind = 'r' and relname ~ '_p4_' and ${may}`,
          [role],
        ),
        [],
      );
    }
    assert.deepEqual(
      await column(
        client,
        "select name from unnest(array['features', 'latest_predictions', 'ml_predictions']) name where has_table_privilege($1, name, 'select')",
        [user],
      ),
      ['latest_predictions', 'ml_predictions'],
    );
  });

  test('take predictions once per model and session, and replace those that are stale', async () => {
    const target = { instrumentId: 1, modelId: 1, runId: 1, symbol: 'JPM', origin: 'later' } as const;
    const write = (probability: number) =>
      inTransaction(pool, (worker) =>
        writePredictions(worker, target, [{ date: '2024-01-05', probability, signal: 'HOLD', contributions: [] }]),
      );
    const stored = () =>
      rows(
        client,
        "select id::int, prediction_probability as p from ml_predictions where prediction_date = '2024-01-05'",
      );
    await write(0.6);
    assert.deepEqual(await stored(), [{ id: 5, p: 0.6 }], 'the sequence of ids goes on');
    await client.query('update ml_predictions set stale_at = now(), pipeline_run_id = null where id = 5');
    await write(0.7);
    assert.deepEqual(await stored(), [{ id: 5, p: 0.7 }]);
    await assert.rejects(
      client.query(
        'insert into ml_predictions select * from ml_predictions where id = 5 on conflict (model_id, prediction_date) do nothing',
      ),
      { code: '42P10' },
      'the key has the instrument',
    );
    const repeated = await client.query(
      'insert into ml_predictions select * from ml_predictions where id = 5 on conflict on constraint one_prediction_per_model_and_session do nothing',
    );
    assert.equal(repeated.rowCount, 0);
  });

  test('take prices by INSERT, upsert and import, through the table or into a partition, and each asks for a run', async () => {
    await client.query(`
      insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
      values (2, '2024-01-01', 10, 11, 9, 10), (2, '2024-01-01', 10, 11, 9, 10.5)
      on conflict (stock_id, trading_date_local) do nothing`);
    const reason = () =>
      value(client, 'select reason from ml_pipeline_runs where instrument_id = 2 and finished_at is null');
    assert.equal(await reason(), 'prices inserted');
    const end = () =>
      client.query('select cancel_run(id) from ml_pipeline_runs where instrument_id = 2 and finished_at is null');
    await end();
    const file = await parsePriceCsv(
      'date,open,high,low,close,volume\n2024-01-01,10,11,9,10.7,5\n2024-01-02,10,11,9,10,5\n',
    );
    const { violations: _, ...counts } = await inTransaction(database.pool({ max: 1 }), (loader) =>
      importPrices(loader, { id: 2, table: 'stock_prices' }, file.rows, 'test'),
    );
    assert.deepEqual(counts, { inserted: 1, corrected: 1, unchanged: 0 });
    assert.match(
      await value<string>(
        client,
        'select reason from ml_pipeline_runs where instrument_id = 2 and finished_at is null',
      ),
      /prices/,
    );
    await end();
    const part = await value<string>(
      client,
      'select tableoid::regclass::text from stock_prices where stock_id = 2 limit 1',
    );
    await client.query(
      `update ${part} set close_price = 10.6 where stock_id = 2 and trading_date_local = '2024-01-02'`,
    );
    assert.equal(await reason(), 'prices corrected');
  });

  test('are analyzed as a whole once a week, which Postgres does not do', async () => {
    const night = () => value(pool, 'select analyze_partitioned_tables()');
    assert.equal(await night(), 0, 'the conversion did');
    await client.query("select pg_stat_reset_single_table_counters('features'::regclass)");
    assert.equal(await night(), 1);
    assert.equal(await night(), 0);
  });

  test('lose their rows with the instrument', async () => {
    await client.query("begin; delete from base_instruments where symbol = 'JPM'");
    assert.deepEqual(await one(client, ROWS), {
      features: null,
      predictions: null,
      prices: (
        await one<{ prices: unknown }>(
          client,
          'select jsonb_agg(b order by b.id) as prices from stock_prices b where stock_id = 2',
        )
      ).prices,
    });
    await client.query('rollback');
  });

  test('are not converted while something of the owner’s hangs on them: all of it is named, and nothing changes', async () => {
    const mine = `
      create table bought (prediction bigint, instrument integer,
        foreign key (prediction, instrument) references ml_predictions (id, instrument_id));
      create view loud as select * from latest_predictions where usable;
      create function louder(p ml_predictions) returns text language sql as 'select ''!''';
      create function note() returns trigger language plpgsql as 'begin return null; end';
      create trigger note after insert on ml_predictions for each statement execute function note();`;
    await client.query(mine);
    await assert.rejects(convert({ partitions: 8, prices: true }), {
      name: 'PartitionError',
      message:
        'ml_predictions is made anew, and these would be lost or could not be made on it: foreign key ' +
        'bought_prediction_instrument_fkey of bought; function louder(ml_predictions); trigger note; view loud. ' +
        'Drop them, and create them again afterwards; nothing was changed',
    });
    await client.query('drop table bought; drop view loud; drop function louder; drop function note cascade');
    await client.query(
      'create index mine on stock_prices (id); create unique index mine_too on stock_prices (raw_data_hash, stock_id)',
    );
    assert.deepEqual(await rows(client, PARTITIONS, [['ml_predictions']]), [
      { table: 'ml_predictions', partitions: 4 },
    ]);
  });

  test('wait for who holds a lock no longer than told, and name him; nothing changes', async () => {
    const holder = await database.connect();
    for (const held of ['update features set values = values where false', 'select from latest_predictions']) {
      await holder.query(`begin; ${held}`);
      await assert.rejects(convert({ partitions: 2, lockWaitSeconds: 0 }), {
        name: 'LockedError',
        message: /^partition waited 0 s for a lock and gave up; nothing was changed.*or let partition wait longer/,
      });
      await holder.query('rollback');
    }
    assert.deepEqual(await rows(client, PARTITIONS, [['features']]), [{ table: 'features', partitions: 4 }]);
  });

  test('become plain again, and the schema is what it was', async () => {
    await client.query('drop index mine_too');
    // Nobody could log in while one of the system's tables is locked.
    const systemLocks = new Set<string>();
    const watcher = await database.connect();
    await watcher.query("set lock_timeout to '100ms'");
    let isConverted = false;
    const watching = (async () => {
      while (!isConverted) {
        const locked = "select relation::text from pg_locks where mode = 'AccessExclusiveLock' and relation < 16384";
        for (const relation of await column<string>(watcher, locked)) systemLocks.add(relation);
      }
    })();
    await convert({ partitions: 3, prices: true });
    isConverted = true;
    await watching;
    assert.deepEqual([...systemLocks], []);
    await assert.rejects(
      client.query('insert into stock_prices select * from stock_prices where id = 1'),
      /duplicate key value/,
    );
    assert.deepEqual(await convert({ partitions: 1, prices: true }), each(3, 1));
    await client.query('alter table stock_prices drop constraint no_seven; drop index mine');
    await client.query(`drop owned by ${user}`);
    assert.equal(await dumpSchema(client, database.schema), schemaBefore);
    await assert.rejects(
      client
        .query('create unique index only_mine on stock_prices (raw_data_hash)')
        .then(() => convert({ partitions: 2, prices: true })),
      /stock_prices is made anew.*: unique only_mine without stock_id\. Drop them/,
    );
  });
});

describe('a new installation', () => {
  const database = ownDatabase({ empty: true });
  const client = database.client();

  test('has as many partitions as it is set up with, and keeps them; tables that were there stay as they are', async () => {
    await client.query(`
      create schema ${database.schema};
      create table ${database.schema}.index_prices (
        id bigint generated by default as identity primary key, index_id integer not null, trading_date_local date not null,
        open_value numeric not null, high_value numeric not null, low_value numeric not null, close_value numeric not null);
      create table ${database.schema}.base_instruments (
        id integer generated by default as identity primary key, symbol varchar(50) not null);
      create table ${database.schema}.stock_prices (
        id bigint generated by default as identity, stock_id integer not null, trading_date_local date not null,
        open_price numeric not null, high_price numeric not null, low_price numeric not null, close_price numeric not null)
        partition by range (trading_date_local);
      create table ${database.schema}.stock_prices_all partition of ${database.schema}.stock_prices default`);
    const stays = [{ table: 'index_prices', partitions: 1 }];
    const made = await migrate(database.url, database.schema, { partitions: 3 });
    assert.deepEqual(made.otherwisePartitioned, stays);
    const there: Readonly<Record<string, number>> = { index_prices: 0, stock_prices: 1 };
    const expected = TABLES.toSorted().map((table) => ({ table, partitions: there[table] ?? 3 }));
    assert.deepEqual(await rows(client, PARTITIONS, [TABLES]), expected);
    assert.deepEqual((await migrate(database.url, database.schema)).otherwisePartitioned, []);
    const again = await migrate(database.url, database.schema, { partitions: 8 });
    assert.deepEqual(
      again.otherwisePartitioned.map(({ table, partitions }) => `${table} ${partitions}`),
      ['features 3', 'ml_predictions 3', 'index_prices 1'],
    );
    await assert.rejects(
      partitionTables(database.url, database.schema, { partitions: 3, prices: true }),
      /^PartitionError: stock_prices is partitioned in another way and stays as it is; nothing was changed$/,
    );
    assert.deepEqual(await rows(client, PARTITIONS, [TABLES]), expected);
  });
});
