import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { column, value } from '../support/rows.ts';

const BAR = '10, 11, 9, 10, 100';

/** Prices that came past the triggers, and the request for their runs. */
describe('reconciliation', () => {
  const database = ownDatabase();
  const client = database.client();
  let stock: number;
  beforeEach(async () => {
    await client.query('delete from base_instruments');
    stock = await addInstrument(client, 'AAA');
    await insertBars(client, stock, 5);
    await runAll();
  });

  /** Whatever is open is looked at, after its quiet period, and ends as a run without enough history does. */
  async function runAll(): Promise<void> {
    await client.query(`
      update ml_pipeline_runs set requested_at = '2024-01-02', last_requested_at = '2024-01-02' where status = 'queued';
      select skip_run(r.id, 'check_data_availability', t.attempt, 'too little history')
      from ml_pipeline_runs r cross join pgaugur_version v
      cross join lateral take_step(r.id, 'check_data_availability', 'host', v.version) t
      where r.status = 'queued'`);
    assert.deepEqual(await open(), []);
  }
  const open = (): Promise<string[]> =>
    column(
      client,
      `select i.symbol from ml_pipeline_runs r join base_instruments i on i.id = r.instrument_id
       where r.status in ('queued', 'running') order by 1`,
    );
  const reconcile = (): Promise<string[]> =>
    column(
      client,
      'select i.symbol from reconcile_prices() r join base_instruments i on i.id = r.instrument_id order by 1',
    );
  /** As a subscriber of logical replication writes, or a restore: no trigger is called, no key is checked. */
  async function replicated(statement: string): Promise<void> {
    const before = await requested();
    await client.query('set session_replication_role = replica');
    try {
      await client.query(statement);
    } finally {
      await client.query('reset session_replication_role');
    }
    assert.deepEqual(await requested(), before, 'no trigger was called');
  }
  const requested = () => column(client, 'select (id, look_again)::text from ml_pipeline_runs order by 1');
  const replicatedBar = (instrument: number, day: string) =>
    `insert into stock_prices (stock_id, trading_date_local, trading_date_utc, trading_date_epoch, open_price, high_price,
       low_price, close_price, volume) values (${instrument}, '${day}', '${day}', 0, ${BAR})`;

  test('asks for nothing while all prices have been looked at, too short a history too', async () => {
    assert.deepEqual(await reconcile(), []);
  });

  for (const [what, statement] of [
    ['a newer bar', replicatedBar(0, '2024-02-01')],
    ['an older bar', replicatedBar(0, '2023-02-01')],
    ['a corrected close', "update stock_prices set close_price = 10.000001 where trading_date_local = '2024-01-03'"],
    [
      'two closes that changed places',
      'update stock_prices set close_price = 10 + (5 - extract(day from trading_date_local)) / 10',
    ],
    ['a split', "update stock_prices set split_factor = 2 where trading_date_local = '2024-01-03'"],
    [
      'a moved session',
      "update stock_prices set trading_date_local = '2023-12-29' where trading_date_local = '2024-01-03'",
    ],
    ['a deleted bar', "delete from stock_prices where trading_date_local = '2024-01-03'"],
    ['no bar left', 'truncate stock_prices'],
  ] as const) {
    test(`${what} past the triggers is found once`, async () => {
      if (what.startsWith('two')) {
        await client.query('update stock_prices set close_price = 9.4 + extract(day from trading_date_local) / 10');
        await runAll();
      }
      await replicated(statement.replace('(0,', `(${stock},`));
      assert.deepEqual(await reconcile(), ['AAA']);
      assert.deepEqual(await reconcile(), [], 'it is in the queue already');
      await runAll();
      assert.deepEqual(await reconcile(), [], 'it has been looked at');
    });
  }

  test('what means the same is not asked for: another scale, source or order of rows', async () => {
    await replicated("update stock_prices set close_price = 10.00, data_source = 'elsewhere'");
    assert.deepEqual(await reconcile(), []);
  });

  test('an instrument that no run ever looked at is found, with a model or without', async () => {
    const restored = await addInstrument(client, 'BBB');
    await replicated(replicatedBar(restored, '2024-01-02'));
    assert.deepEqual(await reconcile(), ['BBB']);
    assert.equal(
      await value(client, "select reason from ml_pipeline_runs where status = 'queued'"),
      'prices are not those that were last looked at',
    );
  });

  test('of an index all are asked for that look at it', async () => {
    const index = await addInstrument(client, 'IDX', 'index');
    await replicated(
      `insert into index_prices (index_id, trading_date_local, trading_date_utc, trading_date_epoch, open_value, high_value,
         low_value, close_value) values (${index}, '2024-01-02', '2024-01-02', 0, 10, 11, 9, 10)`,
    );
    assert.deepEqual(await reconcile(), ['AAA', 'IDX']);
    await runAll();
    assert.deepEqual(await reconcile(), []);
  });

  test('two who ask at the same time ask once', async () => {
    await replicated(replicatedBar(stock, '2024-02-01'));
    const other = await database.connect();
    const found = await Promise.all(
      [client, other].map((db) => column(db, 'select look_again from reconcile_prices()')),
    );
    assert.deepEqual(found.flat(), [false]);
  });

  test('a run under way looks again, unless it has not read yet or nothing changed', async () => {
    const take = (step: string) =>
      client.query(
        "select take_step(r.id, $1, 'host', v.version) from ml_pipeline_runs r, pgaugur_version v where r.finished_at is null",
        [step],
      );
    const looksAgain = () => value(client, 'select look_again from ml_pipeline_runs where finished_at is null');
    await client.query("select request_run($1, kind => 'prediction')", [stock]);
    await take('check_data_availability');
    assert.deepEqual(await reconcile(), []);
    await replicated(replicatedBar(stock, '2024-02-01'));
    assert.deepEqual(await reconcile(), ['AAA']);
    assert.equal(await looksAgain(), true);
  });

  test('a run looks once before it reads, at each attempt, and before it pins only what a trigger has changed', async () => {
    const take = async (step: string) => {
      await client.query("update ml_price_looks set looked_at = '2024-01-01'");
      await client.query(
        `insert into ml_pipeline_tasks (run_id, step, position, attempt_limit)
         select id, $1, 99, 5 from ml_pipeline_runs where finished_at is null on conflict do nothing`,
        [step],
      );
      await client.query(
        "select take_step(r.id, $1, 'host', v.version) from ml_pipeline_runs r, pgaugur_version v where r.finished_at is null",
        [step],
      );
      return value(client, "select looked_at > '2024-01-01' from ml_price_looks where instrument_id = $1", [stock]);
    };
    await client.query("select request_run($1, kind => 'prediction')", [stock]);
    assert.equal(await take('check_data_availability'), true);
    assert.equal(await take('check_data_availability'), true, 'another attempt reads anew');
    assert.equal(await take('extract_stock_data'), false);
    await client.query('select request_run($1)', [stock]);
    assert.equal(await take('extract_stock_data'), true, 'prices changed in between');
    assert.equal(await take('extract_stock_data'), false);
    await client.query('update ml_pipeline_runs set session_count = 5 where finished_at is null');
    await client.query('select request_run($1)', [stock]);
    assert.equal(await take('extract_stock_data'), false, 'pinned already');
  });

  test('a price that comes past the triggers between both is found', async () => {
    await client.query("select request_run($1, kind => 'prediction')", [stock]);
    const take = (step: string) =>
      client.query(
        "select take_step(r.id, $1, 'host', v.version) from ml_pipeline_runs r, pgaugur_version v where r.finished_at is null",
        [step],
      );
    await take('check_data_availability');
    await replicated(replicatedBar(stock, '2024-02-01'));
    await client.query(
      "select finish_step(id, 'check_data_availability', 1, '{}', '') from ml_pipeline_runs where finished_at is null",
    );
    await take('extract_stock_data');
    assert.deepEqual(await reconcile(), ['AAA']);
  });

  test('what is paused or switched off is found when it goes on, and not every night before', async () => {
    await client.query('select pause_instrument($1)', [stock]);
    await replicated(replicatedBar(stock, '2024-02-01'));
    assert.deepEqual(await reconcile(), []);
    await client.query('update ml_pipeline_policies set is_paused = null');
    await client.query('update base_instruments set is_active = false');
    assert.deepEqual(await reconcile(), []);
    await client.query('update base_instruments set is_active = true');
    assert.deepEqual(await reconcile(), ['AAA']);
  });

  test('prices of an instrument that does not exist are nobody’s', async () => {
    await replicated(replicatedBar(4711, '2024-01-02'));
    assert.deepEqual(await reconcile(), []);
    await client.query('delete from stock_prices where stock_id = 4711');
  });

  test('what was predicted from prices that are gone is stale, also where too few are left to go on with', async () => {
    const model = await addModel(client, stock);
    const sessions = ['2024-01-02', '2024-01-04', '2024-01-05'];
    await addPredictions(
      client,
      stock,
      model,
      sessions.map((session) => ({ session, probability: 0.7 })),
    );
    await client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, s.id, d, '{}', '', 1, 1 from ml_feature_sets s, unnest($2::date[]) d where s.is_current`,
      [stock, sessions],
    );
    const stale = () =>
      column(client, 'select prediction_date from ml_predictions where stale_at is not null order by 1');
    await client.query("delete from stock_prices where trading_date_local = '2024-01-04'");
    await runAll();
    assert.deepEqual(await stale(), ['2024-01-04', '2024-01-05']);
    await client.query('truncate stock_prices');
    await runAll();
    assert.deepEqual(await stale(), sessions);
  });

  test('operators may ask by hand, readers may not', async () => {
    await replicated(replicatedBar(stock, '2024-02-01'));
    await client.query('set role pgaugur_reader');
    try {
      await assert.rejects(client.query('select reconcile_prices()'), /permission denied/);
      await client.query('set role pgaugur_operator');
      assert.deepEqual(await reconcile(), ['AAA']);
    } finally {
      await client.query('reset role');
    }
  });
});
