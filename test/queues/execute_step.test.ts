import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { queryObjects } from 'node:v8';
import { type Span, type Tracer, trace } from '@opentelemetry/api';
import { executeStep } from '../../src/queues/execute_step.ts';
import type { InstrumentStep } from '../../src/step_support/step.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { one, rows, value } from '../support/rows.ts';
import { ownWorkerServices } from '../support/worker_services.ts';

describe('a step whose work never answers', () => {
  const database = ownDatabase();
  const services = ownWorkerServices(database);
  const { db } = services;
  before(async () => {
    await db.query("update ml_pipeline_defaults set quiet_period = '0'");
  });

  const runOf = async (symbol: string) => {
    await insertBars(db, await addInstrument(db, symbol), 5);
    return value<number>(db, 'select max(id) from ml_pipeline_runs');
  };
  const taskOf = (run: number) =>
    one<{ status: string; errors: { message: string }[] }>(
      db,
      "select status, errors from ml_pipeline_tasks where run_id = $1 and step = 'check_data_availability'",
      [run],
    );
  const silent = (onWork: () => void = () => {}): InstrumentStep => ({
    name: 'check_data_availability',
    work: () => {
      onWork();
      return new Promise(() => {});
    },
  });

  test('is given back when the worker shuts down', async () => {
    const run = await runOf('ALFA');
    const shutdown = new AbortController();
    const begun = Promise.withResolvers<void>();
    const executed = executeStep(silent(begun.resolve), { run_id: run }, services, shutdown.signal);
    await begun.promise;
    assert.equal((await taskOf(run)).status, 'running');
    shutdown.abort(new Error('the worker shuts down'));
    await executed;
    assert.equal((await taskOf(run)).status, 'queued');
  });

  test('fails when its time is over, and is tried again', async () => {
    const run = await runOf('BETA');
    await db.query("update ml_pipeline_steps set timeout = '1 second' where name = 'check_data_availability'");
    await assert.rejects(executeStep(silent(), { run_id: run }, services, new AbortController().signal), {
      name: 'TimeoutError',
    });
    assert.match((await taskOf(run)).errors[0].message, /timeout/);
  });

  test('that lost its connection tells readers no host, and operators all', async () => {
    const run = await runOf('IOTA');
    const work = () => Promise.reject(new Error('getaddrinfo ENOTFOUND db.internal.example'));
    const lost: InstrumentStep = { name: 'check_data_availability', work };
    await assert.rejects(executeStep(lost, { run_id: run }, services, new AbortController().signal), /ENOTFOUND/);
    assert.equal((await taskOf(run)).errors[0].message, 'getaddrinfo ENOTFOUND');
    const stack = await value(db, 'select stack from ml_task_traces where run_id = $1', [run]);
    assert.match(String(stack), /db\.internal\.example/);
  });

  test('leaves nothing that waits for its time behind, once it has answered', async () => {
    const many = 20;
    const shutdown = new AbortController();
    const answering: InstrumentStep = { ...silent(), work: async () => ({ summary: 'done', output: {} }) };
    const execute = async (symbol: string) =>
      executeStep(answering, { run_id: await runOf(symbol) }, services, shutdown.signal);
    await execute('WARM');
    const signals = () => queryObjects(AbortSignal, { format: 'count' }); // after a collection
    const before = signals();
    for (let n = 0; n < many; n++) await execute(`MANY${n}`);
    const left = Number(signals()) - Number(before);
    assert.ok(left < many / 2, `${left} signals are left of ${many} steps`);
  });

  test('has a span with run, step and attempt that says how it ended, once something records spans', async () => {
    const ended: Record<string, unknown>[] = [];
    const startSpan = (name: string, options?: { attributes?: object }): Span => {
      const told: Record<string, unknown> = { name, ...options?.attributes };
      const span: Span = {
        ...trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }),
        setAttribute: (key, value) => {
          told[key] = value;
          return span;
        },
        setStatus: ({ code }) => {
          told.status = code;
          return span;
        },
        recordException: (error) => void Object.assign(told, { error: error instanceof Error && error.name }),
        end: () => void ended.push(told),
      };
      return span;
    };
    const tracer: Tracer = { startSpan, startActiveSpan: () => assert.fail('no step asks for it') };
    assert.ok(trace.setGlobalTracerProvider({ getTracer: () => tracer }));
    try {
      const run = await runOf('ZETA');
      const step = {
        name: 'step check_data_availability',
        'pgaugur.run.id': run,
        'pgaugur.step': 'check_data_availability',
      };
      const attempt = async (of: InstrumentStep, shutdown = new AbortController().signal) => {
        await executeStep(of, { run_id: run }, services, shutdown).catch(() => {});
        return ended.splice(0);
      };
      const failing = await attempt(silent());
      assert.deepEqual(failing, [
        { ...step, 'pgaugur.attempt': 1, 'pgaugur.step.end': 'failed', status: 2, error: 'TimeoutError' },
      ]);
      assert.deepEqual(await attempt(silent(), AbortSignal.abort(new Error('the worker shuts down'))), [
        { ...step, 'pgaugur.attempt': 2, 'pgaugur.step.end': 'given back' },
      ]);
      const done: InstrumentStep = { ...silent(), work: async () => ({ summary: 'done', output: {} }) };
      assert.deepEqual(await attempt(done), [{ ...step, 'pgaugur.attempt': 3, 'pgaugur.step.end': 'succeeded' }]);
      assert.deepEqual(await attempt(done), [], 'nothing was to be done');
    } finally {
      trace.disable();
    }
  });

  test('that the database refuses to begin fails with the cause in the grid, once per attempt', async () => {
    await db.query(
      `create function no_look() returns trigger language plpgsql as $$ begin raise 'the disk of looks is full'; end $$;
       create trigger no_look before insert or update on ml_price_looks for each row execute function no_look()`,
    );
    try {
      const run = await runOf('GAMMA');
      const attempt = () => executeStep(silent(), { run_id: run }, services, new AbortController().signal);
      for (let n = 1; n <= 4; n++) await assert.rejects(attempt(), /the disk of looks is full/);
      await attempt(); // the last one: the queue need not try again
      const { status, errors } = await taskOf(run);
      assert.equal(status, 'failed');
      assert.deepEqual(
        errors.map(({ message }) => message),
        Array(5).fill('the step could not be taken: the disk of looks is full'),
      );
    } finally {
      await db.query('drop function no_look() cascade');
    }
  });

  test('whose context cannot be read fails in the attempt that was begun', async () => {
    const run = await runOf('DELTA');
    await db.query('alter table ml_pipeline_steps drop constraint steps_have_a_time');
    await db.query("update ml_pipeline_steps set timeout = 'infinity' where name = 'check_data_availability'");
    await assert.rejects(executeStep(silent(), { run_id: run }, services, new AbortController().signal));
    const { errors } = await taskOf(run);
    assert.equal(errors.length, 1);
    assert.match(errors[0].message, /timeout_seconds/);
  });

  describe('that a worker goes straight on with', () => {
    const done = (name: string, work: () => void = () => {}): InstrumentStep => ({
      name,
      work: async () => {
        work();
        return { summary: 'done', output: {} };
      },
    });
    /** The first step, and the second where SQL hands it over for the same job. */
    const execute = async (run: number, second: InstrumentStep, infinite: string[] = []) => {
      await db.query("update ml_pipeline_steps set timeout = 'infinity' where name = any ($1)", [infinite]);
      await db.query('insert into stock_data_worker._private_tasks (identifier) values ($1) on conflict do nothing', [
        second.name,
      ]);
      const id = await value<string>(
        db,
        `update stock_data_worker._private_jobs set locked_by = 'pool', locked_at = now(), attempts = 1
         where key = $1 returning id::text`,
        [`run:${run}:check_data_availability`],
      );
      const job = { id, poolId: 'pool', steps: new Map([[second.name, second]]) };
      const first = done('check_data_availability');
      await executeStep(first, { run_id: run }, services, new AbortController().signal, job);
    };
    const tasksOf = async (run: number) => {
      const of = 'select status, attempt, errors from ml_pipeline_tasks where run_id = $1 order by position';
      const tasks = await rows<{ status: string; attempt: number; errors: { message: string }[] }>(db, of, [run]);
      return tasks.map(({ status, attempt, errors }) => [status, attempt, errors.length]);
    };
    beforeEach(async () => {
      await db.query("update ml_pipeline_steps set timeout = '5 minutes' where executor = 'graphile_worker'");
    });

    test('is executed for the same job', async () => {
      const run = await runOf('ETA');
      let worked = 0;
      await execute(
        run,
        done('extract_stock_data', () => worked++),
      );
      assert.equal(worked, 1);
      assert.deepEqual((await tasksOf(run)).slice(0, 2), [
        ['succeeded', 1, 0],
        ['succeeded', 1, 0],
      ]);
    });

    test('fails by itself where its context cannot be read: what was done before stays', async () => {
      const run = await runOf('THETA');
      await assert.rejects(execute(run, done('extract_stock_data'), ['extract_stock_data']), /timeout_seconds/);
      assert.deepEqual(await tasksOf(run), [
        ['succeeded', 1, 0],
        ['queued', 1, 1],
      ]);
    });
  });

  test('a disk that is full while results are written is an error like others, and nothing is half written', async () => {
    const run = await runOf('EPSILON');
    await db.query("update ml_pipeline_steps set timeout = '5 minutes' where name = 'check_data_availability'");
    const full = (isFull: boolean): InstrumentStep => ({
      name: 'check_data_availability',
      work: async () => ({
        summary: 'written',
        output: {},
        async write(client) {
          await client.query(
            "insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('x'), 'hex'), 'x', 'x')",
          );
          if (isFull)
            await client.query(
              "do $$ begin raise 'could not extend file: No space left on device' using errcode = '53100'; end $$",
            );
        },
      }),
    });
    const artifacts = () => value(db, 'select count(*) from ml_model_artifacts');
    const execute = (isFull: boolean) =>
      executeStep(full(isFull), { run_id: run }, services, new AbortController().signal);
    await assert.rejects(execute(true), { code: '53100' });
    assert.match((await taskOf(run)).errors[0].message, /No space left on device/);
    assert.equal(await artifacts(), 0);
    await execute(false);
    assert.deepEqual([(await taskOf(run)).status, await artifacts()], ['succeeded', 1]);
  });
});
