import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { createLog } from '../../src/env/log.ts';
import { connectionsToStart, connectionsToWork } from '../../src/queues/connections.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { startServer } from '../../src/server/index.ts';
import { createLimitedLogin, type LimitedLogin } from '../support/login.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { until } from '../support/until.ts';

describe('what fails to start ends, with everything it had started', () => {
  const lab = ownLaboratory();
  let login: LimitedLogin;
  before(async () => {
    login = await createLimitedLogin(lab.db, lab);
  });
  lab.beforeDrop(() => login.drop());

  const start = async () => {
    const said: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void said.push(line) });
    const worker = await startWorker({ databaseUrl: login.url, schema: lab.schema, concurrency: 2, log });
    return { ...worker, said };
  };
  const announced = async () => (await lab.db.query('select from ml_worker_pools')).rowCount;

  test('a worker starts in order or not at all, whatever number of connections its login may open', async () => {
    for (let limit = 1; limit <= connectionsToStart(2) + 1; limit++) {
      await login.allow(limit);
      if (limit < connectionsToStart(2)) {
        await assert.rejects(start(), { code: '53300', message: `too many connections for role "${login.name}"` });
      } else {
        const worker = await start();
        await until(async () => (await announced()) === 1, 'the worker to be announced');
        await worker.stop();
        assert.doesNotMatch(worker.said.join(''), /too many connections/);
      }
      await login.gone();
      assert.equal(await announced(), 0);
    }
  });

  test('a worker that works never has more connections than it says', async () => {
    await login.allow(-1);
    const worker = await start();
    for (let i = 0; i < 40; i++) await insertBars(lab.db, await addInstrument(lab.db, `AAA${i}`), 5);
    let most = 0;
    const open = "select from ml_pipeline_runs where status in ('queued', 'running')";
    await until(async () => {
      most = Math.max(most, await login.connections());
      return (await lab.db.query(open)).rowCount === 0;
    }, 'all runs to end');
    await worker.stop();
    await login.gone();
    assert.ok(most > 0 && most <= connectionsToWork(2), `${most} connections`);
  });

  for (const [queue, revoke, grant] of [
    ['boss', 'revoke usage on schema stock_data_boss from', 'grant usage on schema stock_data_boss to pgaugur_worker'],
    [
      'worker',
      'revoke usage on schema stock_data_worker from',
      'grant usage on schema stock_data_worker to pgaugur_worker',
    ],
    [
      'boss table',
      'revoke update on stock_data_boss.job from',
      'grant update on stock_data_boss.job to pgaugur_worker',
    ],
    [
      'worker function',
      'revoke execute on function stock_data_worker.force_unlock_workers(text[]) from public,',
      'grant execute on function stock_data_worker.force_unlock_workers(text[]) to pgaugur_worker',
    ],
    [
      'step',
      'revoke execute on function take_step(bigint, text, text, text) from',
      'grant execute on function take_step(bigint,text,text,text) to pgaugur_worker',
    ],
    [
      'announcement',
      'revoke execute on function register_worker_pool(text, text, integer) from',
      'grant execute on function register_worker_pool(text,text,integer) to pgaugur_worker',
    ],
  ] as const) {
    test(`a worker without rights (${queue}) is told which grant is missing, and leaves nothing`, async () => {
      await login.allow(-1);
      await lab.db.query(`${revoke} pgaugur_worker`);
      try {
        await assert.rejects(start(), {
          name: 'WorkerRightsError',
          message: `role pgaugur_worker lacks rights that a worker needs. Let their owner run: ${grant}`,
        });
        await login.gone();
        assert.equal(await announced(), 0);
      } finally {
        await lab.db.query(grant);
      }
    });
  }

  for (const [queue, spoil, mend, says] of [
    [
      'pg-boss',
      'update stock_data_boss.version set version = version - 1',
      'update stock_data_boss.version set version = version + 1',
      /pg-boss database requires migrations/,
    ],
    [
      'graphile-worker',
      'insert into stock_data_worker.migrations (id, breaking) values (999999, true)',
      'delete from stock_data_worker.migrations where id = 999999',
      /999999/,
    ],
  ] as const) {
    test(`a worker that ${queue} refuses takes no job of the other queue either, and leaves nothing`, async () => {
      const instrument = await addInstrument(lab.db, queue);
      await insertBars(lab.db, instrument, 5);
      await lab.db.query(spoil);
      try {
        await assert.rejects(start(), { message: says });
        await login.gone();
        assert.equal(await announced(), 0);
        const taken = await lab.db.query(
          `select from ml_pipeline_tasks t join ml_pipeline_runs r on r.id = t.run_id
           where r.instrument_id = $1 and (t.attempt > 0 or t.status <> 'queued')`,
          [instrument],
        );
        assert.equal(taken.rowCount, 0);
      } finally {
        await lab.db.query(mend);
        process.exitCode = undefined; // graphile-worker sets it
      }
    });
  }

  test('a server starts in order or not at all, whatever number of connections its login may open', async () => {
    for (let limit = 0; limit <= 3; limit++) {
      await login.allow(limit);
      const server = await startServer({
        databaseUrl: login.url,
        schema: lab.schema,
        port: 0,
        log: createLog('silent'),
      }).catch((error: unknown) => {
        assert.ok(error instanceof Error);
        return undefined;
      });
      assert.ok(limit > 0 || !server);
      await server?.close();
      await login.gone();
    }
  });
});
