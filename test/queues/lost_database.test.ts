import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { stepPayload } from '../../src/queues/execute_step.ts';
import { startGraphileWorker } from '../../src/queues/graphile_worker.ts';
import { ownDatabase } from '../support/own_database.ts';
import { gate } from '../support/pooler.ts';
import { column, rows } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** Less than what a connection is waited for. */
const AT_ONCE_SECONDS = 20;

describe('a worker that loses its database', () => {
  const database = ownDatabase();
  const db = database.client();

  /** Of one run each, four at a time: each waits until it is told to end. */
  async function workerOf(databaseUrl: string) {
    const said: string[] = [];
    const begun = new Map<number, PromiseWithResolvers<void>>();
    const worker = await startGraphileWorker({
      databaseUrl,
      schema: database.schema,
      role: 'pgaugur_worker',
      concurrency: 2,
      tasks: {
        check_data_availability: async (payload) => {
          const run = stepPayload.parse(payload).run_id;
          if (begun.has(run)) return; // it is tried again
          const job = Promise.withResolvers<void>();
          begun.set(run, job);
          await job.promise;
        },
      },
      log: pino({ level: 'debug' }, { write: (line: string) => void said.push(line) }),
    });
    const begin = async (run: number): Promise<PromiseWithResolvers<void>> => {
      await db.query("select enqueue_step('check_data_availability', array[$1::bigint])", [run]);
      await until(async () => begun.has(run), `the job of run ${run} to begin`, AT_ONCE_SECONDS);
      return begun.get(run) ?? assert.fail();
    };
    const heard = (words: string) =>
      until(async () => said.some((line) => line.includes(words)), words, AT_ONCE_SECONDS);
    return { worker, heard, begin };
  }

  test('and is told to stop while it comes back stops all the same, and leaves no connection', async (t) => {
    const network = await gate(database.url);
    t.after(() => network.close());
    const { worker, heard, begin } = await workerOf(network.url);
    const job = await begin(1);
    network.set('shut');
    network.cut();
    job.resolve();
    await heard('graphile-worker ended by itself');
    network.set('silent');
    await until(async () => network.waiting() > 0, 'another start', AT_ONCE_SECONDS);
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    network.set('open');
    await until(async () => stopped, 'the worker to stop', AT_ONCE_SECONDS);
    await stopping;
    const left = 'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await until(async () => (await rows(db, left)).length === 0, 'connections to be gone', AT_ONCE_SECONDS);
    assert.deepEqual(await column(db, 'select process_id from live_worker_pools'), []);
  });

  test('while it reports that one step failed, and hears others end, takes steps again, and stops', async () => {
    const { worker, heard, begin } = await workerOf(database.url);
    const [unheard, failing, last] = [await begin(2), await begin(3), await begin(4)];
    const blocker = await database.connect();
    await blocker.query('begin; lock table stock_data_worker._private_jobs in access exclusive mode');
    unheard.reject(new Error('a step that fails'));
    const reports = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                     and query like '%last_error%' and pid <> pg_backend_pid()`;
    await until(async () => (await rows(db, reports)).length === 1, 'the report to be on its way', AT_ONCE_SECONDS);
    await db.query(`select pg_terminate_backend(pid) from (${reports}) report`);
    await heard('Failed to fail jobs');
    await blocker.query('commit');
    failing.reject(new Error('another one that fails'));
    const reported = "select from stock_data_worker.jobs where last_error = 'another one that fails'";
    await until(async () => (await rows(db, reported)).length === 1, 'the other one to be reported', AT_ONCE_SECONDS);
    last.resolve();
    (await begin(5)).resolve();
    await worker.stop();
  });
});
