import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument } from '../support/market.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

const SHORT = ['check_data_availability', 'extract_stock_data', 'engineer_features', 'generate_predictions'];

describeInTransaction('a worker that goes straight on', (client) => {
  let run: number;
  let job: string;
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set quiet_period = '0'");
    // As a worker announces what it can do.
    await client.query(
      'insert into stock_data_worker._private_tasks (identifier) select unnest($1::text[]) on conflict do nothing',
      [SHORT],
    );
    const instrument = await addInstrument(client, 'AAA');
    run = await value(client, "select id from request_run($1, 'test', 'prediction')", [instrument]);
    job = await takeJob('pool');
    await take('check_data_availability');
  });

  /** As graphile-worker hands the only job that waits to a pool of workers. */
  const takeJob = (pool: string): Promise<string> =>
    value(
      client,
      `update stock_data_worker._private_jobs set attempts = attempts + 1, locked_by = $1, locked_at = now()
       where locked_at is null returning id::text`,
      [pool],
    );
  const take = (step: string) =>
    rows(client, "select t.* from pgaugur_version v cross join take_step($1, $2, 'host', v.version) t", [run, step]);
  const goOn = (step: string, { able = SHORT, pool = 'pool', attempt = 1, version = '' } = {}) =>
    rows<{ next_step: string; attempt: number; symbol: string }>(
      client,
      `select g.* from pgaugur_version v
       cross join finish_and_go_on($1, $2, $3, '{}', 'done', $4, $5, $6, 'host', coalesce(nullif($7, ''), v.version)) g`,
      [run, step, attempt, job, pool, able, version],
    );
  const tasks = () =>
    rows(client, 'select step, status, attempt::int from ml_pipeline_tasks where run_id = $1 order by position', [run]);
  const jobs = () =>
    rows(client, 'select task_identifier as step, key, locked_by from stock_data_worker.jobs order by id');

  test('has the next step taken, and holds its job, at every step until the run has succeeded', async () => {
    for (const [i, step] of SHORT.entries()) {
      const next = await goOn(step);
      assert.deepEqual(
        next.map(({ next_step, attempt, symbol }) => [next_step, attempt, symbol]),
        i + 1 < SHORT.length ? [[SHORT[i + 1], 1, 'AAA']] : [],
      );
      const following = SHORT[i + 1] ?? step;
      // The run that follows, for the training that is due, waits behind it.
      assert.deepEqual((await jobs())[0], { step: following, key: `run:${run}:${following}`, locked_by: 'pool' });
    }
    assert.deepEqual(
      await tasks(),
      SHORT.map((step) => ({ step, status: 'succeeded', attempt: 1 })),
    );
    assert.equal(await value(client, 'select status from ml_pipeline_runs where id = $1', [run]), 'succeeded');
  });

  test('holds a job that is in all the one graphile-worker would have handed out', async () => {
    const properties = () =>
      one(client, "select to_jsonb(j) - array['id', 'created_at'] as job from stock_data_worker._private_jobs j");
    await client.query(
      "update stock_data_worker._private_jobs set attempts = 3, last_error = 'of before', revision = 2",
    );
    await goOn('check_data_availability');
    const kept = await properties();
    await client.query('delete from stock_data_worker._private_jobs');
    await client.query("select enqueue_step('extract_stock_data', array[$1::bigint], now())", [run]);
    await takeJob('pool');
    assert.deepEqual(kept, await properties());
  });

  const queued = async () => {
    assert.deepEqual(await tasks(), [
      { step: 'check_data_availability', status: 'succeeded', attempt: 1 },
      { step: 'extract_stock_data', status: 'queued', attempt: 0 },
    ]);
    const waiting = 'select key from stock_data_worker.jobs where locked_at is null and attempts < max_attempts';
    assert.deepEqual(await column(client, waiting), [`run:${run}:extract_stock_data`]);
  };

  for (const [what, options] of Object.entries({
    'whose job was freed for another one': { pool: 'another pool' },
    'that does not execute the next step': { able: ['check_data_availability'] },
    'of another version': { version: '0.0.1' },
  })) {
    test(`${what} leaves the next step to the queue, and what it did stays`, async () => {
      assert.deepEqual(await goOn('check_data_availability', options), []);
      await queued();
    });
  }

  test('whose job was enqueued again meanwhile leaves the next step to the queue', async () => {
    await client.query("select enqueue_step('check_data_availability', array[$1::bigint])", [run]);
    await client.query('delete from stock_data_worker._private_jobs where locked_at is null');
    assert.deepEqual(await goOn('check_data_availability'), []);
    await queued();
  });

  test('whose next step is refused keeps what it did, and the step that was refused counts the attempt', async () => {
    await client.query(
      `create function no_trace() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
       create trigger no_trace before insert on ml_task_traces for each row execute function no_trace()`,
    );
    assert.deepEqual(await goOn('check_data_availability'), []);
    await queued();
    assert.deepEqual(await column(client, 'select key from stock_data_worker.jobs where locked_by is not null'), [
      `run:${run}:check_data_availability`,
    ]);
    await assert.rejects(
      tried(client, () => take('extract_stock_data')),
      /the disk is full/,
    );
    await client.query('drop trigger no_trace on ml_task_traces');
    await client.query(
      `select fail_to_take_step($1, 'extract_stock_data', 'host', '{"message": "the disk is full"}')`,
      [run],
    );
    assert.deepEqual(
      await column(
        client,
        "select errors -> 0 ->> 'message' from ml_pipeline_tasks where run_id = $1 order by position",
        [run],
      ),
      [null, 'the step could not be taken: the disk is full'],
    );
  });

  test('does not execute a long step, whatever it offers', async () => {
    await client.query("update ml_pipeline_steps set executor = 'pg_boss' where name = 'train_model'");
    await client.query("update ml_pipelines set step = 'train_model' where kind = 'prediction' and step = $1", [
      SHORT[1],
    ]);
    assert.deepEqual(await goOn('check_data_availability', { able: [...SHORT, 'train_model'] }), []);
    assert.equal(await value(client, "select count(*)::int from stock_data_boss.job where name = 'train_model'"), 1);
  });

  test('and was overtaken is refused before it hands anything on', async () => {
    await take('check_data_availability');
    await assert.rejects(
      tried(client, () => goOn('check_data_availability')),
      { code: 'PGA01' },
    );
    assert.deepEqual(await tasks(), [{ step: 'check_data_availability', status: 'running', attempt: 2 }]);
  });

  test('and died is followed by another one at the step it was at, by the same job', async () => {
    await goOn('check_data_availability');
    await client.query("insert into ml_worker_pools (pool_id, host, process_id) values ('pool', 'host', 1)");
    assert.equal((await one(client, 'select * from sweep_dead_workers()')).dead_pools, 1);
    assert.deepEqual(await jobs(), [{ step: SHORT[1], key: `run:${run}:${SHORT[1]}`, locked_by: null }]);
    assert.deepEqual(
      (await take(SHORT[1])).map(({ attempt }) => attempt),
      [2],
    );
    await assert.rejects(
      tried(client, () => goOn(SHORT[1])),
      { code: 'PGA01' },
    );
  });
});
