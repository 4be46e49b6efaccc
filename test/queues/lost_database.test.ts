import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
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

  /** One whose only job waits until it is told to end. */
  async function busyWorker(databaseUrl: string) {
    const said: string[] = [];
    const began = Promise.withResolvers<void>();
    const job = Promise.withResolvers<void>();
    const worker = await startGraphileWorker({
      databaseUrl,
      schema: database.schema,
      role: 'pgaugur_worker',
      concurrency: 1,
      tasks: {
        check_data_availability: () => {
          began.resolve();
          return job.promise;
        },
      },
      log: pino({ level: 'debug' }, { write: (line: string) => void said.push(line) }),
    });
    await db.query("select enqueue_step('check_data_availability', '{1}')");
    await began.promise;
    const heard = (words: string) =>
      until(async () => said.some((line) => line.includes(words)), words, AT_ONCE_SECONDS);
    return { worker, heard, endJob: job.resolve };
  }

  test('and is told to stop while it comes back stops all the same, and leaves no connection', async (t) => {
    const network = await gate(database.url);
    t.after(() => network.close());
    const { worker, heard, endJob } = await busyWorker(network.url);
    network.set('shut');
    network.cut();
    endJob();
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
});
