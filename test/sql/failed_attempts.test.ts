import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addInstrument } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, value } from '../support/rows.ts';
import { runsByHand } from '../support/runs_by_hand.ts';

describeInTransaction('attempts that end without a result', (client) => {
  const { of, request, start, finish, runRow, errorsOf, waiting, clearQueues, advance, rejects } = runsByHand(client);

  test('an instrument that is poison in any step ends failed at it, is shown, goes on from it, and holds up no other', async () => {
    const steps = await column<string>(
      client,
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const [i, step] of steps.entries()) {
      of.instrument = await addInstrument(client, `POISON${i}`);
      const run = await request();
      await advance(run, step);
      let attempts = 0;
      for (let again = true; again; attempts++) {
        const attempt = await start(run, step);
        again = await value(client, `select fail_step($1, $2, $3, '{"message": "poison"}')`, [run, step, attempt]);
      }
      const shown = 'select status, attempt, last_error from run_grid where run_id = $1 and step = $2';
      assert.deepEqual(await one(client, shown, [run, step]), {
        status: 'failed',
        attempt: attempts,
        last_error: 'poison',
      });
      of.instrument = await addInstrument(client, `HEALTHY${i}`);
      const other = await request();
      await advance(other, steps[steps.length - 1]);
      await finish(other, steps[steps.length - 1], await start(other, steps[steps.length - 1]));
      assert.equal((await runRow(other)).status, 'succeeded');
      await client.query('select retry_run($1)', [run]);
      assert.equal(await start(run, step), attempts + 1);
    }
  });

  test('an attempt that was overtaken cannot finish, skip or fail the step', async () => {
    const run = await request();
    const first = await start(run, 'check_data_availability');
    const second = await start(run, 'check_data_availability');
    assert.deepEqual([first, second], [1, 2]);
    await rejects(() => finish(run, 'check_data_availability', first), /attempt 1 .* no longer current/);
    await rejects(
      () => client.query("select skip_run($1, 'check_data_availability', 1, 'why')", [run]),
      /no longer current/,
    );
    const failed = await one<{ again: boolean }>(
      client,
      `select fail_step($1, 'check_data_availability', 1, '{"message": "late"}') as again`,
      [run],
    );
    assert.equal(failed.again, false);
    assert.equal((await finish(run, 'check_data_availability', second)).next, 'extract_stock_data');
  });

  test('a step that fails as often as it may ends the run; retry continues at that step with a higher attempt', async () => {
    const run = await request();
    await finish(run, 'check_data_availability', await start(run, 'check_data_availability'));
    for (let attempt = 1; attempt <= 5; attempt++) {
      assert.equal(await start(run, 'extract_stock_data'), attempt);
      const again = await value<boolean>(client, "select fail_step($1, 'extract_stock_data', $2, $3) as again", [
        run,
        attempt,
        { message: `broken ${attempt}` },
      ]);
      assert.equal(again, attempt < 5);
    }
    assert.deepEqual(await runRow(run), {
      status: 'failed',
      outcome: 'extract_stock_data failed after 5 attempts: broken 5',
      kind: 'training',
      look_again: false,
    });
    assert.deepEqual(
      await errorsOf(run, 'extract_stock_data'),
      [1, 2, 3, 4, 5].map((attempt) => [attempt, `broken ${attempt}`]),
    );

    await clearQueues();
    await client.query('select retry_run($1)', [run]);
    assert.deepEqual(await waiting(), ['extract_stock_data']);
    assert.equal(await start(run, 'extract_stock_data'), 6);
  });

  test('a step whose workers die without a word gives up after its attempts', async () => {
    const run = await request();
    for (let attempt = 1; attempt <= 5; attempt++) await start(run, 'check_data_availability');
    assert.equal(await start(run, 'check_data_availability'), undefined);
    const death = 'the worker died, or lost its connection, before the attempt ended';
    assert.equal((await runRow(run)).outcome, `check_data_availability failed after 5 attempts: ${death}`);
    assert.deepEqual(
      await errorsOf(run, 'check_data_availability'),
      [1, 2, 3, 4, 5].map((attempt) => [attempt, death]),
    );
  });

  test('a step that cannot even be taken fails with the cause, once per attempt', async () => {
    const run = await request();
    const refuse = (message: string) =>
      value(client, "select fail_to_take_step($1, 'check_data_availability', 'host', $2)", [run, { message }]);
    for (let attempt = 1; attempt <= 4; attempt++) assert.equal(await refuse(`no ${attempt}`), true);
    assert.equal(await start(run, 'check_data_availability'), 5);
    await client.query('select fail_step($1, \'check_data_availability\', 5, \'{"message": "broken"}\')', [run]);
    assert.equal(await refuse('late'), false);
    assert.deepEqual(await errorsOf(run, 'check_data_availability'), [
      ...[1, 2, 3, 4].map((attempt) => [attempt, `the step could not be taken: no ${attempt}`]),
      [5, 'broken'],
    ]);
    assert.equal((await runRow(run)).outcome, 'check_data_availability failed after 5 attempts: broken');
  });

  test('hosts and stacks are shown to operators, and not to readers', async () => {
    const run = await request();
    const attempt = await start(run, 'check_data_availability');
    await client.query("select fail_step($1, 'check_data_availability', $2, $3)", [
      run,
      attempt,
      { message: 'broken', stack: 'Error: broken at /home/secret.ts' },
    ]);
    const seenBy = async (role: string) => {
      await client.query(`set local role ${role}`);
      const host = await value(client, "select host from run_grid where run_id = $1 and step like 'check%'", [run]);
      const task = await value(client, 'select to_jsonb(t)::text from ml_pipeline_tasks t where run_id = $1', [run]);
      const stack = tried(client, () => value(client, 'select stack from ml_task_traces where run_id = $1', [run]));
      const found = {
        host,
        task: /secret|gpu-1|"host": "/.test(String(task)),
        stack: await stack.catch(() => 'refused'),
      };
      await client.query('reset role');
      return found;
    };
    assert.deepEqual(await seenBy('pgaugur_reader'), { host: null, task: false, stack: 'refused' });
    assert.deepEqual(await seenBy('pgaugur_operator'), {
      host: 'host',
      task: false,
      stack: 'Error: broken at /home/secret.ts',
    });
  });

  test('a step given back by a worker that shuts down is queued again and keeps its attempts', async () => {
    const run = await request();
    const attempt = await start(run, 'check_data_availability');
    await clearQueues();
    await client.query("select release_step($1, 'check_data_availability', $2)", [run, attempt]);
    assert.deepEqual(await waiting(), ['check_data_availability']);
    const task = await one<{ attempt: number; attempt_limit: number }>(
      client,
      'select attempt, attempt_limit from ml_pipeline_tasks where run_id = $1',
      [run],
    );
    assert.deepEqual(task, { attempt: 1, attempt_limit: 6 });
  });

  test('a cancelled run refuses its worker, and can be retried', async () => {
    const run = await request();
    const attempt = await start(run, 'check_data_availability');
    await client.query("select cancel_run($1, 'operator said so')", [run]);
    assert.deepEqual(await runRow(run), {
      status: 'cancelled',
      outcome: 'operator said so',
      kind: 'training',
      look_again: false,
    });
    await rejects(() => finish(run, 'check_data_availability', attempt), /no longer current \(run: cancelled/);
    await rejects(() => client.query('select cancel_run($1)', [run]), /already cancelled/);
    await client.query('select retry_run($1)', [run]);
    assert.equal((await runRow(run)).status, 'running');
  });

  test('retry refuses what cannot be retried, and says why', async () => {
    const run = await request();
    await rejects(() => client.query('select retry_run($1)', [run]), /is queued, only a failed or cancelled run/);
    await rejects(() => client.query('select retry_run(999999)'), /no run with id 999999/);
    await client.query('select cancel_run($1)', [run]);
    const newer = await request();
    await rejects(
      () => client.query('select retry_run($1)', [run]),
      new RegExp(`run ${newer} of the same instrument is open`),
    );
    for (const call of ["request_run(999999, 'x')", 'pause_instrument(999999)', 'resume_instrument(999999)']) {
      await rejects(() => client.query(`select ${call}`), /no instrument with id 999999/);
    }
  });

  test('retry refuses a run that a newer one has overtaken', async () => {
    const old = await request();
    await client.query('select cancel_run($1)', [old]);
    const newer = await request();
    await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now() where id = $1", [newer]);
    await rejects(() => client.query('select retry_run($1)', [old]), new RegExp(`out of date: run ${newer} `));
  });

  test('a dead letter ends the run unless it went on already', async () => {
    const run = await request();
    await advance(run, 'train_model');
    for (let attempt = 1; attempt <= 3; attempt++) await start(run, 'train_model');
    const dead = () => client.query(`select fail_dead_letter($1, 'train_model', '{"message": "no heartbeat"}')`, [run]);
    await dead();
    assert.equal((await runRow(run)).status, 'running', 'a job is still in the queue');
    await clearQueues();
    await dead();
    assert.equal(
      (await runRow(run)).outcome,
      'train_model failed after 3 attempts: ended in the dead letter queue: no heartbeat',
    );
  });

  test('a dead letter of an attempt that ran ends it, and the step goes on at once where others are left', async () => {
    const run = await request();
    await advance(run, 'train_model');
    await start(run, 'train_model');
    await clearQueues();
    await client.query(`select fail_dead_letter($1, 'train_model', '{"message": "no heartbeat"}')`, [run]);
    assert.deepEqual(await errorsOf(run, 'train_model'), [[1, 'ended in the dead letter queue: no heartbeat']]);
    assert.deepEqual(await waiting(), ['train_model']);
    assert.equal(await start(run, 'train_model'), 2);
  });

  test('a dead letter of a step that was refused leaves its attempts to the sweep', async () => {
    const run = await request();
    await advance(run, 'train_model');
    await clearQueues();
    await client.query(`select fail_dead_letter($1, 'train_model', '{"message": "no function start_step"}')`, [run]);
    assert.equal((await runRow(run)).status, 'running');
    await client.query("update ml_pipeline_tasks set queued_at = now() - interval '2 minutes' where run_id = $1", [
      run,
    ]);
    await client.query('select sweep_dead_workers()');
    assert.deepEqual(await waiting(), ['train_model']);
    assert.equal(await start(run, 'train_model'), 1);
  });

  test('a backtest whose workers die in every attempt, or whose job is gone, ends as failed with its cause', async () => {
    const stock = await addInstrument(client, 'TRADED');
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: '2024-01-02', probability: 0.7 }]);
    const ask = () => value<string>(client, 'select id::text from backtest($1)', [model]);
    const [dying, failing, gone, alive] = [await ask(), await ask(), await ask(), await ask()];
    const portfolio = await value<string>(client, "select id::text from backtest_portfolio('{TRADED}')");
    const jobs = 'stock_data_worker._private_jobs';
    const key = (id: string) => `backtest:${id}`;
    await client.query(`update ${jobs} set attempts = max_attempts where key = any ($1)`, [
      [key(dying), `portfolio_${key(portfolio)}`],
    ]);
    await client.query(`update ${jobs} set attempts = max_attempts, last_error = 'no memory' where key = $1`, [
      key(failing),
    ]);
    await client.query(`delete from ${jobs} where key = $1`, [key(gone)]);
    const states = () =>
      column<string>(
        client,
        `select status || coalesce(': ' || error, '') from ml_backtest_requests where id = any ($1)
         union all select status || coalesce(': ' || error, '') from ml_portfolio_backtests where id = $2 order by 1`,
        [[dying, failing, gone, alive], portfolio],
      );
    await client.query('select sweep_dead_workers()');
    assert.deepEqual(new Set(await states()), new Set(['queued']), 'not before a minute has passed');
    await client.query("update ml_backtest_requests set requested_at = requested_at - interval '2 minutes'");
    await client.query("update ml_portfolio_backtests set requested_at = requested_at - interval '2 minutes'");
    await client.query('select sweep_dead_workers()');
    assert.deepEqual(await states(), [
      'failed: it failed in each of 3 attempts: no memory',
      'failed: its job is in no queue any more: ask for it again',
      'failed: its worker died or was stopped in each of 3 attempts',
      'failed: its worker died or was stopped in each of 3 attempts',
      'queued',
    ]);
  });

  test('the sweep enqueues the step of a run whose job got lost', async () => {
    const run = await request();
    await clearQueues();
    const sweep = () => one<{ repaired_runs: number }>(client, 'select repaired_runs from sweep_dead_workers()');
    assert.equal((await sweep()).repaired_runs, 0, 'it may be on its way');
    await client.query("update ml_pipeline_tasks set queued_at = now() - interval '6 seconds' where run_id = $1", [
      run,
    ]);
    assert.equal((await sweep()).repaired_runs, 1);
    assert.deepEqual(await waiting(), ['check_data_availability']);
    assert.equal((await sweep()).repaired_runs, 0);
  });

  test('and of one whose workers died so often that the queue hands its job out no more', async () => {
    const run = await request();
    await start(run, 'check_data_availability');
    await client.query('update stock_data_worker._private_jobs set attempts = max_attempts');
    await client.query(
      "update ml_pipeline_tasks set queued_at = now() - interval '6 seconds', started_at = now() - interval '6 seconds'",
    );
    await client.query('select sweep_dead_workers()');
    assert.equal(await start(run, 'check_data_availability'), 2);
  });

  test('the job of a training is looked for a minute later: its dead letter knows the cause', async () => {
    const run = await request();
    await advance(run, 'train_model');
    await clearQueues();
    const ago = (time: string) =>
      client.query('update ml_pipeline_tasks set queued_at = now() - $2::interval where run_id = $1', [run, time]);
    const sweep = () => value<number>(client, 'select repaired_runs from sweep_dead_workers()');
    await ago('59 seconds');
    assert.equal(await sweep(), 0);
    await ago('61 seconds');
    await client.query(
      `insert into stock_data_boss.job (name, data, policy)
       select name, jsonb_build_object('run_id', $1::bigint), policy from stock_data_boss.queue
       where name = 'train_model_dead_letter'`,
      [run],
    );
    assert.equal(await sweep(), 0, 'its dead letter waits');
    await clearQueues();
    assert.equal(await sweep(), 1);
  });
});
