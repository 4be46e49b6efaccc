import assert from 'node:assert/strict';
import { pipeline } from 'node:stream/promises';
import { beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, one, value } from '../support/rows.ts';

describe('price triggers', () => {
  const database = ownDatabase();
  const client = database.client();
  beforeEach(async () => {
    await client.query('delete from base_instruments');
    await client.query('delete from stock_data_worker._private_jobs');
  });

  const count = (sql: string): Promise<number> => value(client, `select count(*)::int as n from ${sql}`);
  const runs = () => count('ml_pipeline_runs');
  const jobs = () => count('stock_data_worker.jobs');

  test('a bulk insert of one instrument opens one run with one job', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 500);
    assert.deepEqual([await runs(), await jobs()], [1, 1]);
  });

  test('a statement over many instruments opens one run each', async () => {
    const ids = [
      await addInstrument(client, 'AAA'),
      await addInstrument(client, 'BBB'),
      await addInstrument(client, 'CCC'),
    ];
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select id, day, 10, 11, 9, 10, 100 from unnest($1::int[]) id, generate_series(date '2024-01-01', date '2024-01-10', '1 day') day`,
      [ids],
    );
    assert.deepEqual([await runs(), await jobs()], [3, 3]);
  });

  test('an insert that is rolled back leaves no run, no request and no job', async () => {
    const id = await addInstrument(client, 'AAA');
    await client.query('begin');
    await insertBars(client, id, 10);
    await client.query('rollback');
    assert.deepEqual([await runs(), await jobs(), await count('ml_run_requests')], [0, 0, 0]);
  });

  for (const level of ['repeatable read', 'serializable']) {
    test(`at isolation level ${level} prices are taken whoever changed a run meanwhile, and are asked for later`, async () => {
      const id = await addInstrument(client, 'AAA');
      const [one, other] = [await database.connect(), await database.connect()];
      for (const loader of [one, other]) {
        await loader.query(`set default_transaction_isolation to '${level}'`);
        await loader.query('begin');
      }
      await insertBars(one, id, 3);
      for (let day = 1; day <= 3; day++) await insertBars(other, id, 1, { from: `2024-02-0${day}` });
      await one.query('commit');
      await other.query('commit');
      assert.deepEqual([await runs(), await count('stock_prices'), await count('ml_run_requests')], [1, 6, 3]);
      await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
      assert.equal(await value(client, 'select open_left_requests()'), 1);
      assert.equal(await value(client, 'select open_left_requests()'), 0);
      assert.deepEqual(await column(client, 'select status from ml_pipeline_runs order by id'), [
        'succeeded',
        'queued',
      ]);

      await one.query('begin');
      await insertBars(one, id, 1, { from: '2024-03-01' });
      await client.query('update ml_pipeline_runs set last_requested_at = now()');
      await one.query('commit');
      assert.equal(await value(client, 'select open_left_requests()'), 1);
      assert.deepEqual([await runs(), await count('ml_run_requests')], [2, 0]);
      await insertBars(one, id, 1, { from: '2024-03-02' });
      assert.equal(await count('ml_run_requests'), 0, 'alone it asks by itself');
    });
  }

  test('a session that waits for no lock has its prices taken while a worker writes for their run', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 1);
    const [loader, worker] = [await database.connect(), await database.connect()];
    await worker.query('begin; select from ml_pipeline_runs for update');
    await loader.query("set lock_timeout to '5ms'");
    await insertBars(loader, id, 1, { from: '2024-02-01' });
    await worker.query('rollback');
    assert.deepEqual([await count('stock_prices'), await count('ml_run_requests')], [2, 1]);
    await client.query('select open_left_requests()');
    assert.equal(await value(client, 'select look_again from ml_pipeline_runs'), true);
  });

  test('a savepoint that is rolled back takes its request along', async () => {
    const [kept, undone] = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    await client.query('begin');
    await insertBars(client, kept, 5);
    await client.query('savepoint s');
    await insertBars(client, undone, 5);
    await client.query('rollback to s');
    await client.query('commit');
    const found = await client.query('select instrument_id from ml_pipeline_runs');
    assert.deepEqual(found.rows, [{ instrument_id: kept }]);
  });

  test('requests are taken when the transaction commits and leave nothing behind', async () => {
    const id = await addInstrument(client, 'AAA');
    await client.query('begin');
    await insertBars(client, id, 5);
    assert.equal(await runs(), 0);
    await client.query('commit');
    assert.deepEqual([await runs(), await count('ml_run_requests')], [1, 0]);
  });

  test('a second insert marks the open run instead of opening another', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 5);
    await insertBars(client, id, 5, { from: '2024-06-03' });
    const found = await client.query('select look_again from ml_pipeline_runs');
    assert.deepEqual([found.rows, await jobs()], [[{ look_again: true }], 1]);
  });

  test('inserting the same rows again with "on conflict do nothing" asks for nothing', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 5);
    await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    await insertBars(client, id, 5, { onConflict: 'do nothing' });
    assert.equal(await runs(), 1);
  });

  test('COPY asks for a run per instrument, and an upsert that corrects for one more', async () => {
    const ids = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    const line = (id: number, close: number) => `${id}\t2024-01-02\t10\t11\t9\t${close}\t100\n`;
    const columns = 'stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume';
    await pipeline(
      ids.map((id) => line(id, 10)),
      client.query(copyFrom(`copy stock_prices (${columns}) from stdin`)),
    );
    assert.deepEqual([await runs(), await jobs()], [2, 2]);
    await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    const upsert = (close: number) =>
      client.query(
        `insert into stock_prices (${columns}) values ($1, '2024-01-02', 10, 11, 9, $2, 100)
         on conflict (stock_id, trading_date_local) do update set close_price = excluded.close_price`,
        [ids[0], close],
      );
    await upsert(10);
    assert.equal(await runs(), 2, 'nothing was corrected');
    await upsert(10.5);
    assert.deepEqual(await column(client, "select reason from ml_pipeline_runs where status = 'queued'"), [
      'prices corrected',
    ]);
  });

  test('an update that changes nothing asks for nothing; a correction and a deletion ask for a run', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 5);
    const close = () =>
      client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now() where finished_at is null");
    await close();
    await client.query("update stock_prices set close_price = close_price, data_source = 'elsewhere'");
    assert.equal(await runs(), 1);
    await client.query("update stock_prices set volume = volume + 1 where trading_date_local = '2024-01-03'");
    await close();
    await client.query("delete from stock_prices where trading_date_local = '2024-01-03'");
    const found = await client.query('select reason from ml_pipeline_runs order by id');
    assert.deepEqual(
      found.rows.map((row) => row.reason),
      ['prices inserted', 'prices corrected', 'prices deleted'],
    );
  });

  test('TRUNCATE asks for a run of every instrument that had prices, as a deletion does', async () => {
    const ids = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    await addInstrument(client, 'NONE');
    for (const id of ids) await insertBars(client, id, 3);
    await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    await client.query('begin; truncate stock_prices; rollback');
    assert.equal(await runs(), 2);
    await client.query('truncate stock_prices');
    const found = await client.query(
      'select instrument_id, reason from ml_pipeline_runs where finished_at is null order by 1',
    );
    assert.deepEqual(
      found.rows,
      ids.map((instrument_id) => ({ instrument_id, reason: 'prices deleted' })),
    );
  });

  test('TRUNCATE of all instruments leaves nothing to do', async () => {
    await insertBars(client, await addInstrument(client, 'AAA'), 3);
    await client.query('truncate base_instruments cascade');
    assert.deepEqual([await runs(), await count('ml_run_requests')], [0, 0]);
  });

  test('moving a price to another instrument asks for a run of both', async () => {
    const [from, to] = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    await insertBars(client, from, 5);
    await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    await client.query("update stock_prices set stock_id = $1 where trading_date_local = '2024-01-03'", [to]);
    const found = await client.query('select instrument_id from ml_pipeline_runs where finished_at is null order by 1');
    assert.deepEqual(
      found.rows.map((row) => row.instrument_id),
      [from, to],
    );
  });

  test('index prices start runs as well', async () => {
    const id = await addInstrument(client, 'IDX', 'index');
    await client.query(
      `insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value)
       values ($1, '2024-01-02', 10, 11, 9, 10)`,
      [id],
    );
    assert.equal(await runs(), 1);
  });

  test('the derived date columns fill themselves and follow a corrected date', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 1);
    const read = () =>
      one(client, 'select trading_date_utc, trading_date_epoch, trading_datetime_epoch from stock_prices');
    assert.deepEqual(await read(), {
      trading_date_utc: '2024-01-01',
      trading_date_epoch: 1704067200,
      trading_datetime_epoch: 1704067200,
    });
    await client.query("update stock_prices set trading_date_local = '2024-01-02'");
    assert.deepEqual(await read(), {
      trading_date_utc: '2024-01-02',
      trading_date_epoch: 1704153600,
      trading_datetime_epoch: 1704153600,
    });
  });

  for (const [what, values, rule] of [
    ['high below low', [10, 9, 11, 10, 1], 'ohlc_consistency'],
    ['a close above the high', [10, 11, 9, 12, 1], 'ohlc_consistency'],
    ['a negative price', [10, 11, -9, 10, 1], 'positive_prices'],
    ['a price of zero', [10, 11, 0, 10, 1], 'positive_prices'],
    ['NaN', ['NaN', 'NaN', 9, 'NaN', 1], 'prices_are_numbers'],
    ['negative volume', [10, 11, 9, 10, -1], 'non_negative_volume'],
  ] as const) {
    test(`${what} is refused by ${rule}`, async () => {
      const id = await addInstrument(client, 'AAA');
      await assert.rejects(
        client.query(
          `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
           values ($1, '2024-01-02', $2, $3, $4, $5, $6)`,
          [id, ...values],
        ),
        (error: Error & { constraint?: string }) => error.constraint === rule,
      );
    });
  }

  test('a missing price is refused and the message names the column', async () => {
    const id = await addInstrument(client, 'AAA');
    await assert.rejects(
      client.query(
        `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price)
         values ($1, '2024-01-02', 10, 11, 9)`,
        [id],
      ),
      /close_price/,
    );
  });

  test('a client that may only insert prices needs no other right', async () => {
    const id = await addInstrument(client, 'AAA');
    await client.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'pgaugur_test_feed') then create role pgaugur_test_feed; end if;
      end $$;
      grant usage on schema stock_data to pgaugur_test_feed;
      grant insert on stock_prices to pgaugur_test_feed;
      set role pgaugur_test_feed`);
    try {
      await insertBars(client, id, 3);
      await assert.rejects(client.query('select * from ml_pipeline_runs'), /permission denied/);
      await assert.rejects(client.query("select request_run(1, 'mischief')"), /permission denied/);
    } finally {
      await client.query('reset role');
      await client.query(
        'revoke all on stock_prices from pgaugur_test_feed; revoke all on schema stock_data from pgaugur_test_feed; drop role pgaugur_test_feed',
      );
    }
    assert.deepEqual([await runs(), await jobs()], [1, 1]);
  });

  test('two clients that load the same instruments in opposite order do not deadlock', async () => {
    const [a, b] = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    const other = await database.connect();
    await Promise.all([client.query('begin'), other.query('begin')]);
    await insertBars(client, a, 3);
    await insertBars(other, b, 3);
    await insertBars(client, b, 3, { from: '2024-06-03' });
    await insertBars(other, a, 3, { from: '2024-06-03' });
    await Promise.all([client.query('commit'), other.query('commit')]);
    assert.equal(await runs(), 2);
  });

  test('two clients whose statements have different reasons do not deadlock when they commit', async () => {
    const [a, b] = [await addInstrument(client, 'AAA'), await addInstrument(client, 'BBB')];
    await insertBars(client, a, 50, { from: '2023-01-01' });
    await insertBars(client, b, 50, { from: '2023-01-01' });
    const other = await database.connect();
    const remove = (db: pg.Client, id: number, day: number) =>
      db.query("delete from stock_prices where stock_id = $1 and trading_date_local = date '2023-01-01' + $2::int", [
        id,
        day,
      ]);
    try {
      for (let round = 0; round < 40; round++) {
        const from = `20${30 + round}-01-01`;
        await Promise.all([client.query('begin'), other.query('begin')]);
        await Promise.all([insertBars(client, b, 1, { from }), insertBars(other, a, 1, { from })]);
        await Promise.all([remove(client, a, round), remove(other, b, round)]);
        await Promise.all([client.query('commit'), other.query('commit')]);
      }
    } finally {
    }
  });

  test('an open client transaction does not hold up the run of its instrument', async () => {
    const id = await addInstrument(client, 'AAA');
    await insertBars(client, id, 3);
    const other = await database.connect();
    try {
      await other.query('begin');
      await insertBars(other, id, 3, { from: '2024-06-03' });
      await client.query("set lock_timeout = '200ms'");
      await client.query('select cancel_run(id) from ml_pipeline_runs');
      await other.query('commit');
    } finally {
      await client.query('reset lock_timeout');
    }
    const found = await client.query('select status from ml_pipeline_runs order by id');
    assert.deepEqual(
      found.rows.map((row) => row.status),
      ['cancelled', 'queued'],
    );
  });

  test('a paused instrument starts no run until it is resumed', async () => {
    const id = await addInstrument(client, 'AAA');
    await client.query('select pause_instrument($1)', [id]);
    await insertBars(client, id, 3);
    assert.equal(await runs(), 0);
    await client.query('select resume_instrument($1)', [id]);
    assert.equal(await runs(), 1);
  });
});
