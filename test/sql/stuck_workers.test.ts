import assert from 'node:assert/strict';
import { once } from 'node:events';
import { beforeEach, describe, test } from 'node:test';
import { from as copyFrom } from 'pg-copy-streams';
import { endFrozenWrites } from '../../src/db/maintenance.ts';
import { fenceStep, startedStepOf, takeStep } from '../../src/db/runs.ts';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('a worker that lives and does not work', () => {
  const database = ownDatabase();
  const db = database.client();
  const worker = database.client('pgaugur_worker');
  const other = database.client('pgaugur_worker');
  const reader = database.client('pgaugur_reader');
  const operator = database.client('pgaugur_operator');
  let run: number;
  beforeEach(async () => {
    await db.query('delete from base_instruments; delete from stock_data_worker._private_jobs');
    await db.query("update ml_pipeline_defaults set quiet_period = '0'");
    await worker.query('select pg_advisory_unlock_all()');
    await db.query('delete from ml_worker_pools');
    await insertBars(db, await addInstrument(db, 'AAA'), 3);
    run = await value(db, 'select id from ml_pipeline_runs');
    await worker.query("select register_worker_pool('pool-1', 'gpu-1', 4711)");
  });

  /** As graphile-worker hands the job out to a pool. */
  const lock = (pool: string) =>
    db.query(
      'update stock_data_worker._private_jobs set locked_by = $1, locked_at = now(), attempts = attempts + 1 where key is not null',
      [pool],
    );
  const take = async () => {
    const taken = await takeStep(worker, run, 'check_data_availability', {
      host: 'gpu-1',
      version: await expectedVersion(),
    });
    return taken && startedStepOf(taken).attempt;
  };
  const sweep = () => other.query('select * from sweep_dead_workers()');
  const ago = (ago: string) =>
    db.query(
      `update stock_data_worker._private_jobs set locked_at = locked_at - $1::interval;
       update ml_pipeline_tasks set started_at = started_at - $1::interval`.replaceAll('$1', `'${ago}'`),
    );
  const silentFor = (time: string) =>
    db.query('update ml_worker_pools set seen_at = clock_timestamp() - $1::interval', [time]);
  const task = () =>
    one<{ status: string; attempt: number; errors: { message: string; attempt: number }[] }>(
      db,
      'select status, attempt, errors from ml_pipeline_tasks where run_id = $1',
      [run],
    );
  const jobs = () =>
    rows(db, 'select key is null as replaced, locked_by, attempts from stock_data_worker.jobs order by id');
  const stuck = () => column<string | null>(db, "select stuck_because from ml_worker_pools where pool_id = 'pool-1'");

  test('keeps its step while it gives signs of life and its time is not over', async () => {
    await lock('pool-1');
    await take();
    await silentFor('59 seconds');
    await ago('5 minutes 29 seconds');
    await sweep();
    assert.equal((await task()).status, 'running');
    assert.deepEqual(await stuck(), [null]);
  });

  test('loses it when it gives none for a minute: the attempt has its cause, and what it writes later is refused', async () => {
    await lock('pool-1');
    const attempt = await take();
    await silentFor('61 seconds');
    await sweep();
    const { status, errors } = await task();
    assert.equal(status, 'queued');
    assert.match(errors[0].message, /^the worker is stuck: it gives no sign of life since /);
    assert.deepEqual(await jobs(), [
      { replaced: true, locked_by: 'pool-1', attempts: 5 },
      { replaced: false, locked_by: null, attempts: 0 },
    ]);
    assert.match((await stuck())[0] ?? '', /^it gives no sign of life since /);
    assert.ok(attempt !== undefined);
    await assert.rejects(fenceStep(worker, { runId: run, name: 'check_data_availability', attempt }), {
      code: 'PGA01',
    });
    // A second look finds nothing more to do.
    await sweep();
    assert.equal((await task()).errors.length, 1);
    assert.equal((await jobs()).length, 2);
  });

  test('loses it half a minute after its time is over, and is stuck until it has let go of the job', async () => {
    await lock('pool-1');
    await take();
    await ago('5 minutes 31 seconds');
    await sweep();
    assert.match((await task()).errors[0].message, /did not end check_data_availability of run \d+ within 00:05:00/);
    await worker.query("select keep_worker_pool('pool-1', '{}')");
    assert.match((await stuck())[0] ?? '', /^it did not end check_data_availability/);
    await db.query("delete from stock_data_worker._private_jobs where locked_by = 'pool-1'");
    await worker.query("select keep_worker_pool('pool-1', '{}')");
    assert.deepEqual(await stuck(), [null]);
  });

  test('gives back what it holds and does not work on, and keeps the rest', async () => {
    await lock('pool-1');
    await take();
    const job = await value(db, 'select id from stock_data_worker.jobs');
    const keep = async (active: unknown[]) => {
      await worker.query("select keep_worker_pool('pool-1', $1)", [active]);
      return (await jobs())[0].locked_by;
    };
    assert.equal(await keep([]), 'pool-1', 'it has just been taken');
    await ago('61 seconds');
    assert.equal(await keep([job]), 'pool-1');
    assert.equal(await keep([]), null);
    assert.equal(await take(), 2);
    assert.match((await task()).errors[0].message, /^the worker died, or lost its connection/);
  });

  describe('at a step that it went straight on with', () => {
    const attempt = 1;
    let job: string;
    const goOn = (step: string) =>
      rows<{ next_step: string }>(
        worker,
        `select g.* from pgaugur_version v
         cross join finish_and_go_on($1, $2, $3, '{}', 'done', $4, 'pool-1', array['extract_stock_data'], 'gpu-1', v.version) g`,
        [run, step, attempt, job],
      );
    const tasks = () =>
      rows(db, 'select step, status, attempt from ml_pipeline_tasks where run_id = $1 order by position', [run]);
    beforeEach(async () => {
      await db.query(
        "insert into stock_data_worker._private_tasks (identifier) values ('extract_stock_data') on conflict do nothing",
      );
      await lock('pool-1');
      job = await value(db, 'select id::text from stock_data_worker.jobs');
      await take();
      await ago('5 minutes 20 seconds');
      assert.equal((await goOn('check_data_availability'))[0].next_step, 'extract_stock_data');
    });
    const before = { step: 'check_data_availability', status: 'succeeded', attempt: 1 };

    test('has the time of that step, and holds the job that it works on', async () => {
      await ago('20 seconds');
      await sweep();
      await worker.query("select keep_worker_pool('pool-1', $1)", [[job]]);
      assert.deepEqual(await tasks(), [before, { step: 'extract_stock_data', status: 'running', attempt: 1 }]);
      assert.deepEqual(await jobs(), [{ replaced: false, locked_by: 'pool-1', attempts: 1 }]);
      assert.deepEqual(await stuck(), [null]);
    });

    test('loses that step, and hands on nothing more', async () => {
      await silentFor('61 seconds');
      await sweep();
      assert.deepEqual(await tasks(), [before, { step: 'extract_stock_data', status: 'queued', attempt: 1 }]);
      assert.deepEqual(await rows(db, 'select key, locked_by from stock_data_worker.jobs order by id'), [
        { key: null, locked_by: 'pool-1' },
        { key: `run:${run}:extract_stock_data`, locked_by: null },
      ]);
      await assert.rejects(goOn('extract_stock_data'), { code: 'PGA01' });
    });
  });

  test('that froze before the attempt began loses the job, and no attempt', async () => {
    await lock('pool-1');
    await silentFor('61 seconds');
    await sweep();
    assert.deepEqual(await task(), { status: 'queued', attempt: 0, errors: [] });
    assert.equal((await jobs()).length, 2);
  });

  test('in its last attempt ends the run as failed', async () => {
    await lock('pool-1');
    await db.query('update ml_pipeline_tasks set attempt_limit = 1');
    await take();
    await silentFor('61 seconds');
    await sweep();
    const { status, outcome } = await one<{ status: string; outcome: string }>(
      db,
      'select status, outcome from ml_pipeline_runs where id = $1',
      [run],
    );
    assert.equal(status, 'failed');
    assert.match(outcome, /^check_data_availability failed after 1 attempt: the worker is stuck: /);
  });

  test('is counted as stuck, its host is for operators to see, and when it dies nothing of it is left', async () => {
    await lock('pool-1');
    await take();
    await silentFor('61 seconds');
    await sweep();
    const health = await one(db, 'select health, live_workers, stuck_workers from pipeline_health');
    assert.deepEqual(health, { health: '1 worker is stuck', live_workers: 0, stuck_workers: 1 });
    const seen = 'select host from live_worker_pools';
    assert.deepEqual([await value(reader, seen), await value(operator, seen)], [null, 'gpu-1']);
    await worker.query('select pg_advisory_unlock_all()');
    await sweep();
    assert.deepEqual(await jobs(), [{ replaced: false, locked_by: null, attempts: 0 }]);
    assert.deepEqual(await stuck(), []);
  });

  test('is seen as stuck where no other works that could write it down', async () => {
    await lock('pool-1');
    await silentFor('61 seconds');
    assert.deepEqual(await one(db, 'select health, live_workers, stuck_workers from pipeline_health'), {
      health: '1 worker is stuck',
      live_workers: 0,
      stuck_workers: 1,
    });
    const seen = await one<{ since: boolean; because: string }>(
      reader,
      `select stuck_since = seen_at + interval '1 minute' as since, stuck_because as because from live_worker_pools`,
    );
    assert.equal(seen.since, true);
    assert.match(seen.because, /^it gives no sign of life since /);
    const gone = await column(db, "select message from alert_conditions where rule_name = 'workers gone'");
    assert.deepEqual(gone, ['no worker for short steps, of at least 1; 1 is stuck']);
  });

  test('and one that died before it had announced itself holds its first job no longer than a quarter of a minute', async () => {
    await lock('pool-2');
    await ago('14 seconds');
    await sweep();
    assert.deepEqual(await jobs(), [{ replaced: false, locked_by: 'pool-2', attempts: 1 }]);
    await ago('2 seconds');
    assert.equal(await value(other, 'select dead_pools from sweep_dead_workers()'), 1);
    assert.deepEqual(await jobs(), [{ replaced: false, locked_by: null, attempts: 1 }]);
  });

  test('hands over what was asked for outside of runs, with the attempts that are left', async () => {
    await db.query(
      `delete from stock_data_worker._private_jobs;
       select stock_data_worker.add_job('backtest_on_demand', '{"request_id": 7}', max_attempts => 3, job_key => 'backtest:7')`,
    );
    await lock('pool-1');
    await silentFor('61 seconds');
    await sweep();
    assert.deepEqual(
      await rows(db, 'select key, locked_by, attempts, max_attempts from stock_data_worker.jobs order by id'),
      [
        { key: null, locked_by: 'pool-1', attempts: 3, max_attempts: 3 },
        { key: 'backtest:7', locked_by: null, attempts: 0, max_attempts: 2 },
      ],
    );
  });

  test('in the middle of writing loses its transaction, so that its run can be locked', async () => {
    const pool = database.pool({ role: 'pgaugur_worker', max: 2 });
    assert.equal(await value(pool, 'show idle_in_transaction_session_timeout'), '1min');
    const frozen = await database.connect({ role: 'pgaugur_worker' });
    const lost = once(frozen, 'error');
    await frozen.query('begin');
    frozen.query(copyFrom('copy features (instrument_id) from stdin')).on('error', () => {});
    const waits = "select from pg_stat_activity where query like 'copy features%' and wait_event = 'ClientRead'";
    await until(async () => (await rows(db, waits)).length === 1, 'COPY to wait for its client');
    assert.equal(await endFrozenWrites(pool, 60), 0);
    assert.equal(await endFrozenWrites(pool, 0), 1);
    await lost;
    assert.equal(await value(pool, 'select current_user'), 'pgaugur_worker');
  });
});
