import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { loadSample } from '../../src/cli/start/sample.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { until } from '../support/until.ts';

describe('worker processes that stop in mid-run', () => {
  const lab = ownLaboratory();
  const processes: ChildProcess[] = [];
  // A file that runs out of time is ended from outside: its workers must not live on, holding its output open.
  process.once('SIGTERM', () => {
    for (const child of processes) child.kill('SIGKILL');
    process.exit(1);
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) await end(child, 'SIGTERM');
    await lab.db.query('delete from base_instruments');
  });

  const startProcess = (): ChildProcess => {
    const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '1'], {
      env: { ...process.env, DATABASE_URL: lab.url, PGAUGUR_SCHEMA: lab.schema, PGAUGUR_LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    processes.push(child);
    return child;
  };
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  const untilRunning = (step: string) =>
    until(
      async () =>
        (await lab.db.query("select from run_grid where step = $1 and status = 'running'", [step])).rowCount === 1,
      `${step} to run`,
    );
  /** What a run leaves behind must be there once, whatever happened on the way. */
  const assertAppliedOnce = async () => {
    const found = await lab.db.query(`
      select (select count(*)::int from ml_pipeline_runs) as runs,
             (select string_agg(status, ',') from ml_pipeline_runs) as status,
             (select count(*)::int from ml_models) as models,
             (select count(*)::int from ml_backtest_results) as backtests,
             (select count(*)::int from features) as features,
             (select count(*)::int from ml_predictions) - (select test_records from ml_models) as live_predictions`);
    assert.deepEqual(found.rows[0], {
      runs: 1,
      status: 'succeeded',
      models: 1,
      backtests: 1,
      features: 5105,
      live_predictions: 7,
    });
  };

  for (const step of ['engineer_features', 'train_model']) {
    test(`SIGTERM during ${step}: the step is given back at once and another worker finishes the run`, async () => {
      const first = startProcess();
      await loadSample(lab.db);
      await untilRunning(step);
      assert.equal(await end(first, 'SIGTERM'), 0);
      const open = await lab.db.query("select status from run_grid where status in ('running', 'queued')");
      assert.deepEqual(
        open.rows.map((row) => row.status),
        ['queued'],
      );
      startProcess();
      await lab.idle();
      await assertAppliedOnce();
    });

    test(`kill -9 during ${step}: another worker takes the step over and effects are applied once`, async () => {
      const first = startProcess();
      await loadSample(lab.db);
      await untilRunning(step);
      await end(first, 'SIGKILL');
      startProcess();
      await lab.idle();
      await assertAppliedOnce();
      const task = await lab.db.query('select attempt from ml_pipeline_tasks where step = $1', [step]);
      assert.deepEqual(task.rows, [{ attempt: 2 }]);
    });
  }

  test('a training job whose worker dies in its last attempt ends in the dead letter queue, and the run as failed', async () => {
    await lab.db.query(
      `update stock_data_boss.queue set heartbeat_seconds = 10, retry_limit = 0 where name = 'train_model';
       update ml_pipeline_steps set max_attempts = 1 where name = 'train_model'`,
    );
    try {
      const first = startProcess();
      await loadSample(lab.db);
      await untilRunning('train_model');
      await end(first, 'SIGKILL');
      startProcess();
      await lab.idle();
      const run = await lab.db.query('select status, outcome from ml_pipeline_runs');
      assert.equal(run.rows[0].status, 'failed');
      assert.match(run.rows[0].outcome, /^train_model ended in the dead letter queue: /);
      const failed = await lab.db.query('select status::text from ml_models');
      assert.deepEqual(failed.rows, []);
    } finally {
      await lab.db.query(
        `update stock_data_boss.queue set heartbeat_seconds = 20, retry_limit = 2 where name = 'train_model';
         update ml_pipeline_steps set max_attempts = 3 where name = 'train_model'`,
      );
    }
  });
});
