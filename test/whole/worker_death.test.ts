import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { EXECUTABLE } from '../support/executable.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** So many that each step that is cut short takes more than half a second. */
const SESSIONS = 1200;
const prices = walkRows(SESSIONS, 1);

const processes: ChildProcess[] = [];
// A file that runs out of time is ended from outside: its workers must not live on, holding its output open.
process.once('SIGTERM', () => {
  for (const child of processes) child.kill('SIGKILL');
  process.exit(1);
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}

/** A database with a history to be trained on, a worker that is a process of its own, and one that is not. */
function ownWorkers() {
  const lab = ownLaboratory();
  const started: ChildProcess[] = [];
  before(async () => {
    await lab.db.query("update ml_pipeline_defaults set quiet_period = '0'");
  });
  lab.beforeDrop(() => Promise.all(started.map((child) => end(child, 'SIGTERM'))));
  return {
    db: lab.db,
    /** Another worker, which does what is left of the run. */
    async finish(): Promise<void> {
      await lab.startWorker();
      await lab.idle();
    },
    start(): ChildProcess {
      const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '1'], {
        env: { ...process.env, DATABASE_URL: lab.url, PGAUGUR_SCHEMA: lab.schema, PGAUGUR_LOG_LEVEL: 'error' },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      started.push(child);
      processes.push(child);
      return child;
    },
    /** Inserts the history and waits until its run has come to the step. */
    async untilRunning(step: string): Promise<void> {
      await insertPriceRows(lab.db, await addInstrument(lab.db, 'ALFA'), prices);
      const running = "select step from run_grid where step = $1 and status = 'running'";
      await until(async () => (await rows(lab.db, running, [step])).length === 1, `${step} to run`);
    },
    /** What a run leaves behind must be there once, whatever happened on the way. */
    async assertAppliedOnce(): Promise<void> {
      const found = await one(
        lab.db,
        `select (select count(*) from ml_pipeline_runs) as runs,
                (select string_agg(status, ',') from ml_pipeline_runs) as status,
                (select count(*) from ml_models) as models,
                (select count(*) from ml_backtest_results) as backtests,
                (select count(*) from features) as features,
                (select count(*) from ml_predictions) - (select test_records from ml_models) as live_predictions`,
      );
      assert.deepEqual(found, {
        runs: 1,
        status: 'succeeded',
        models: 1,
        backtests: 1,
        features: SESSIONS,
        live_predictions: 7,
      });
    },
  };
}

// Side by side: most of the time they wait for a heartbeat to be missed.
describe('worker processes that stop in mid-run', { concurrency: true }, () => {
  for (const step of ['engineer_features', 'train_model']) {
    describe(`SIGTERM during ${step}`, () => {
      const workers = ownWorkers();
      test('the step is given back at once and another worker finishes the run', async () => {
        const first = workers.start();
        await workers.untilRunning(step);
        assert.equal(await end(first, 'SIGTERM'), 0);
        const open = "select status from run_grid where status in ('running', 'queued')";
        assert.deepEqual(await column(workers.db, open), ['queued']);
        await workers.finish();
        await workers.assertAppliedOnce();
      });
    });

    describe(`kill -9 during ${step}`, () => {
      const workers = ownWorkers();
      test('another worker takes the step over and effects are applied once', async () => {
        const first = workers.start();
        await workers.untilRunning(step);
        await end(first, 'SIGKILL');
        await workers.finish();
        await workers.assertAppliedOnce();
        assert.equal(await value(workers.db, 'select attempt from ml_pipeline_tasks where step = $1', [step]), 2);
      });
    });
  }

  describe('SIGSTOP during engineer_features, and of the other worker during train_model', () => {
    const workers = ownWorkers();
    test('the step is taken over; who goes on again later writes nothing', async () => {
      const { db } = workers;
      await db.query("update stock_data_boss.queue set heartbeat_seconds = 10 where name = 'train_model'");
      const first = workers.start();
      await workers.untilRunning('engineer_features');
      first.kill('SIGSTOP');
      // As if it had been silent for a minute.
      await db.query("update ml_worker_pools set seen_at = seen_at - interval '1 minute'");
      const second = workers.start();
      const training = "select from run_grid where step = 'train_model' and status = 'running'";
      await until(async () => (await rows(db, training)).length === 1, 'the second worker to train');
      assert.equal(await value(db, 'select count(*) from live_worker_pools where stuck_since is not null'), 1);
      second.kill('SIGSTOP');
      first.kill('SIGCONT');
      await until(async () => (await rows(db, "select from ml_pipeline_runs where status = 'succeeded'")).length === 1);
      second.kill('SIGCONT');
      const held =
        "select from stock_data_worker.jobs where locked_at is not null union all select from ml_worker_pools where stuck_since is not null union all select from stock_data_boss.job where name = 'train_model' and state = 'active'";
      await until(async () => (await rows(db, held)).length === 0, 'both to let go of what they held');
      assert.equal(await end(first, 'SIGTERM'), 0);
      assert.equal(await end(second, 'SIGTERM'), 0);
      await workers.assertAppliedOnce();
      const twice = 'select step from ml_pipeline_tasks where attempt > 1 order by position';
      assert.deepEqual(await column(db, twice), ['engineer_features', 'train_model']);
    });
  });

  describe('a training job whose worker dies in its last attempt', () => {
    const workers = ownWorkers();
    test('ends in the dead letter queue, and the run as failed', async () => {
      await workers.db.query(
        `update stock_data_boss.queue set heartbeat_seconds = 10, retry_limit = 0 where name = 'train_model';
         update ml_pipeline_steps set max_attempts = 1 where name = 'train_model'`,
      );
      const first = workers.start();
      await workers.untilRunning('train_model');
      await end(first, 'SIGKILL');
      await workers.finish();
      const run = await one<{ status: string; outcome: string }>(
        workers.db,
        'select status, outcome from ml_pipeline_runs',
      );
      assert.equal(run.status, 'failed');
      assert.match(run.outcome, /^train_model failed after 1 attempt: ended in the dead letter queue: /);
      assert.deepEqual(await rows(workers.db, 'select status from ml_models'), []);
    });
  });
});
