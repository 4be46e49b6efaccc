import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { takeStep } from '../../src/db/runs.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

describeInTransaction('the life of a run', (client) => {
  let instrument: number;
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set quiet_period = '0'");
    instrument = await addInstrument(client, 'AAA');
  });

  const request = (kind: string | null = null): Promise<number> =>
    value<number>(client, "select id from request_run($1, 'test', $2)", [instrument, kind]);
  const start = async (run: number, step: string): Promise<number | undefined> =>
    (
      await client.query<{ attempt: number }>(
        "select attempt from pgaugur_version v cross join take_step($1, $2, 'host', v.version)",
        [run, step],
      )
    ).rows[0]?.attempt;
  const finish = (run: number, step: string, attempt: number | undefined) =>
    one<{ next: string | null }>(client, "select finish_step($1, $2, $3, '{}', 'done') as next", [run, step, attempt]);
  const runRow = (run: number) =>
    one<{ status: string; outcome: string | null; kind: string; look_again: boolean }>(
      client,
      'select status, outcome, kind, look_again from ml_pipeline_runs where id = $1',
      [run],
    );
  const errorsOf = async (run: number, step: string): Promise<[attempt: number, message: string][]> => {
    const { errors } = await one<{ errors: { message: string; attempt: number }[] }>(
      client,
      'select errors from ml_pipeline_tasks where run_id = $1 and step = $2',
      [run, step],
    );
    return errors.map(({ attempt, message }) => [attempt, message]);
  };
  const waiting = (): Promise<string[]> =>
    column<string>(
      client,
      `select task_identifier as job from stock_data_worker.jobs where locked_at is null
         union all select name from stock_data_boss.job where state = 'created' and name = 'train_model'`,
    );
  const clearQueues = () =>
    client.query('delete from stock_data_worker._private_jobs; delete from stock_data_boss.job');
  /** Runs the steps of a training run up to, not including, `last`. */
  const advance = async (run: number, last: string): Promise<void> => {
    const steps = await client.query<{ step: string }>(
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const { step } of steps.rows) {
      if (step === last) return;
      await finish(run, step, await start(run, step));
    }
  };
  /** Runs a statement that is expected to fail without losing the transaction. */
  const rejects = (work: () => Promise<unknown>, expected: assert.AssertPredicate) =>
    assert.rejects(tried(client, work), expected);

  test('finishing a step enqueues the next one, in the order of the table, until the run has succeeded', async () => {
    const run = await request();
    const seen: string[] = [];
    for (let step: string | null = 'check_data_availability'; step !== null; ) {
      seen.push(step);
      assert.deepEqual(await waiting(), [step]);
      await clearQueues();
      const { next }: { next: string | null } = await finish(run, step, await start(run, step));
      step = next;
    }
    const steps = await client.query<{ step: string }>(
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    assert.deepEqual(
      seen,
      steps.rows.map((row) => row.step),
    );
    assert.equal((await runRow(run)).status, 'succeeded');
    assert.deepEqual(await waiting(), []);
  });

  test('a rolled back finish hands nothing on', async () => {
    const run = await request();
    const attempt = await start(run, 'check_data_availability');
    await clearQueues();
    await client.query('savepoint s');
    await finish(run, 'check_data_availability', attempt);
    await client.query('rollback to s');
    assert.deepEqual(await waiting(), []);
  });

  test('a second request while a run is open makes that run look again and opens none', async () => {
    const run = await request();
    assert.equal(await request(), run);
    assert.equal((await runRow(run)).look_again, true);
    assert.deepEqual(await waiting(), ['check_data_availability']);
  });

  test('prices that arrive before the input is pinned are part of it; later ones open a run at the end', async () => {
    const run = await request();
    await request();
    await advance(run, 'engineer_features');
    assert.equal((await runRow(run)).look_again, false);
    await request();
    await client.query("select skip_run($1, 'engineer_features', $2, 'enough')", [
      run,
      await start(run, 'engineer_features'),
    ]);
    const open = await one<{ id: number; reason: string }>(
      client,
      "select id, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.equal(open.reason, `prices changed during run ${run}`);
  });

  test('prices that arrive in any step are covered by this run or by one more, and nothing is trained twice', async () => {
    const steps = await column<string>(
      client,
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const [i, step] of steps.entries()) {
      instrument = await addInstrument(client, `ARRIVE${i}`);
      await addModel(client, instrument, { data_end_date: '2024-01-10' });
      await insertBars(client, instrument, 10);
      await client.query('set constraints all immediate');
      await client.query(
        "update ml_pipeline_runs set status = 'cancelled', finished_at = now() where finished_at is null",
      );
      const run = await value<number>(client, 'select id from request_run($1, $2, $3)', [
        instrument,
        'test',
        'training',
      ]);
      for (const name of steps) {
        const attempt = await start(run, name);
        if (name === 'extract_stock_data') {
          await client.query("select pin_input($1, '2024-01-01', '2024-01-10', 10, '')", [run]);
        }
        if (name === step) await insertBars(client, instrument, 1, { from: '2024-01-11' });
        await finish(run, name, attempt);
      }
      const opened = await rows(
        client,
        'select kind, status from ml_pipeline_runs where instrument_id = $1 order by id',
        [instrument],
      );
      // Before the input is pinned, what arrives is part of it; in the step that pins, nobody can tell.
      const isPart = step === 'check_data_availability';
      assert.deepEqual(
        opened,
        [
          { kind: 'prediction', status: 'cancelled' },
          { kind: 'training', status: 'succeeded' },
          ...(isPart ? [] : [{ kind: 'prediction', status: 'queued' }]),
        ],
        step,
      );
    }
  });

  test('an instrument that is poison in any step ends failed at it, is shown, goes on from it, and holds up no other', async () => {
    const steps = await column<string>(
      client,
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const [i, step] of steps.entries()) {
      instrument = await addInstrument(client, `POISON${i}`);
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
      instrument = await addInstrument(client, `HEALTHY${i}`);
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

  test('a step that is done is not started again by a job delivered twice', async () => {
    const run = await request();
    await finish(run, 'check_data_availability', await start(run, 'check_data_availability'));
    assert.equal(await start(run, 'check_data_availability'), undefined);
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

  test('training asked for while another run is open follows in a run of its own', async () => {
    const open = await request('prediction');
    await start(open, 'check_data_availability');
    assert.equal(
      await value<number>(client, "select id from request_run($1, 'please', 'training')", [instrument]),
      open,
    );
    await client.query("select skip_run($1, 'check_data_availability', 1, 'enough')", [open]);
    const next = await one<{ kind: string; reason: string }>(
      client,
      "select kind, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.deepEqual(next, { kind: 'training', reason: 'please' });
  });

  test('a training whose input changed is asked for again, and not a third time for the same reason', async () => {
    const skip = async (run: number) => {
      await start(run, 'check_data_availability');
      await client.query("select skip_run($1, 'check_data_availability', 1, 'changed', true)", [run]);
    };
    const first = await request('training');
    const reason = await value<string>(client, 'select reason from ml_pipeline_runs where id = $1', [first]);
    await skip(first);
    const second = await one<{ id: number; kind: string; reason: string }>(
      client,
      "select id, kind, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.deepEqual([second.kind, second.reason], ['training', reason]);
    await client.query("update ml_pipeline_defaults set quiet_period = '0', maximum_quiet_period = '0'");
    await skip(second.id);
    assert.equal((await client.query("select from ml_pipeline_runs where status = 'queued'")).rowCount, 0);
  });

  test('a prediction run for which training is due predicts first and trains afterwards', async () => {
    const run = await request('prediction');
    for (const step of ['check_data_availability', 'extract_stock_data', 'engineer_features', 'generate_predictions']) {
      await finish(run, step, await start(run, step));
    }
    const runs = await client.query('select kind, status, reason from ml_pipeline_runs order by id');
    assert.deepEqual(runs.rows, [
      { kind: 'prediction', status: 'succeeded', reason: 'test' },
      { kind: 'training', status: 'queued', reason: 'no model yet' },
    ]);
  });

  test('a candidate that missed the gate beside an old production model makes no further training due', async () => {
    const insertModel = (status: string, dataEnd: string) =>
      client.query(
        `insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
           training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
           data_hash, model_file_path, trained_at, status, is_production)
         select $1, $2::text, 'm', '{}', id, 1, 1, 1, 1, '2020-01-01', '2020-06-01', $3, '\\x01', 'none', now(),
                $2::text::ml_model_status, $2::text = 'active'
         from ml_feature_sets where is_current`,
        [instrument, status, dataEnd],
      );
    await client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, id, day, '{}', '\\x01', 1, 1 from ml_feature_sets, (values (date '2020-07-01'), (date '2024-07-01')) d (day)
       where is_current`,
      [instrument],
    );
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
       select $1, date '2024-01-01' + i, 1, 1, 1, 1 from generate_series(0, 182) i`,
      [instrument],
    );
    const due = () => value<string | null>(client, 'select retraining_due($1) as due', [instrument]);
    await insertModel('active', '2020-07-01');
    assert.equal(await due(), '183 sessions since the last training');
    await insertModel('testing', '2024-07-01');
    assert.equal(await due(), null);
  });

  test('training waits until its history has been quiet, but not beyond the maximum', async () => {
    await client.query("update ml_pipeline_defaults set quiet_period = '1 hour', maximum_quiet_period = '2 hours'");
    const run = await request();
    await clearQueues();
    assert.equal(await start(run, 'check_data_availability'), undefined);
    const job = await one<{ minutes: number }>(
      client,
      'select round(extract(epoch from run_at - now()) / 60)::int as minutes from stock_data_worker.jobs',
    );
    assert.equal(job.minutes, 60);
    await client.query("update ml_pipeline_runs set requested_at = now() - interval '3 hours'");
    assert.equal(await start(run, 'check_data_availability'), 1);
  });

  test('training goes to pg-boss, everything else to graphile-worker', async () => {
    const run = await request();
    await advance(run, 'train_model');
    const boss = await one<{ name: string; run_id: number }>(
      client,
      "select name, (data ->> 'run_id')::int as run_id from stock_data_boss.job",
    );
    assert.deepEqual(boss, { name: 'train_model', run_id: run });
    const graphile = await client.query("select from stock_data_worker.jobs where task_identifier = 'train_model'");
    assert.equal(graphile.rowCount, 0);
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

  test('a worker of another version is refused by name of both, and no attempt is counted', async () => {
    const run = await request();
    const version = await value<string>(client, 'select version from pgaugur_version');
    const take = (by: string) => takeStep(client, run, 'check_data_availability', { host: 'host', version: by });
    await rejects(() => take('0006-0ld0ld00'), {
      name: 'SchemaVersionError',
      message: `this worker has version 0006-0ld0ld00, schema "stock_data" has version ${version}. Restart the worker from the pgaugur that migrated the schema.`,
    });
    await rejects(() => client.query("select start_step($1, 'check_data_availability', 'host')", [run]), {
      message: /function start_step\(.*\) does not exist/,
    });
    assert.equal((await take(version))?.attempt, 1);
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

  test('the sweep enqueues the step of a run whose job got lost', async () => {
    const run = await request();
    await clearQueues();
    const sweep = () => one<{ repaired_runs: number }>(client, 'select repaired_runs from sweep_dead_workers()');
    assert.equal((await sweep()).repaired_runs, 0, 'not before a minute has passed');
    await client.query("update ml_pipeline_tasks set queued_at = now() - interval '2 minutes' where run_id = $1", [
      run,
    ]);
    assert.equal((await sweep()).repaired_runs, 1);
    assert.deepEqual(await waiting(), ['check_data_availability']);
    assert.equal((await sweep()).repaired_runs, 0);
  });

  test('every step of a pipeline has an executor that exists', async () => {
    const { STEPS } = await import('../../workers/index.ts');
    const defined = await client.query<{ name: string }>('select name from ml_pipeline_steps order by name');
    assert.deepEqual(
      defined.rows.map((row) => row.name),
      STEPS.map((step) => step.name).sort(),
    );
  });
});
