import assert from 'node:assert/strict';
import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../../src/db/pool.ts';
import { createLog } from '../../src/env/log.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { rememberCommits, startTestServer, temporaryFolder } from '../support/server.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from '../support/template.ts';
import { until } from '../support/until.ts';

/** What befalls the server while a step runs. */
const FAULTS = {
  engineer_features: 'restart',
  train_model: 'crash',
  validate_model: 'every backend terminated',
} as const;

test('when Postgres restarts, crashes or ends all sessions in the middle of steps, workers reconnect by themselves and the run succeeds', async () => {
  const folder = await temporaryFolder();
  let server = await startTestServer(folder);
  await rememberCommits(server.url);
  const url = databaseUrl(server.url, TEMPLATE);
  const db = createPool({ databaseUrl: url, schema: SCHEMA });
  /** Whether the query finds a row; a database that is away has none. */
  const finds = (sql: string) =>
    db.query(sql).then(
      (result) => result.rowCount !== 0,
      () => false,
    );
  const worker = await startWorker({ databaseUrl: url, schema: SCHEMA, concurrency: 2, log: createLog('silent') });
  try {
    await insertPriceRows(db, await addInstrument(db, 'ALFA'), walkRows(1200, 1));
    // Steps that take half a second or more: none is over before it is seen.
    for (const [step, fault] of Object.entries(FAULTS)) {
      await until(() => finds(`select from run_grid where step = '${step}' and status = 'running'`), step);
      if (fault === 'every backend terminated') {
        await db.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
        continue;
      }
      if (fault === 'crash') process.kill(server.processId, 'SIGQUIT');
      await server.stop();
      await sleep(1500);
      await chmod(join(server.home, 'postgres.log'), 0o644); // as an earlier version left it
      server = await startEmbeddedPostgres(folder, server.port);
    }
    const { mode } = await stat(join(server.home, 'postgres.log'));
    if (process.platform !== 'win32') assert.equal(mode & 0o077, 0, 'the log quotes statements: nobody else reads it');
    await until(() => finds('select from ml_pipeline_runs where finished_at is not null'), 'the run to end');
    const run = await db.query('select status, outcome from ml_pipeline_runs order by id limit 1');
    assert.equal(run.rows[0].status, 'succeeded', run.rows[0].outcome);
    const models = await db.query('select from ml_models');
    assert.equal(models.rowCount, 1);
    // The workers listen again: a new bar is not found by the looks every few seconds alone.
    const [{ day, price }] = (
      await db.query<{ day: string; price: string }>(
        'select trading_date_local + 1 as day, close_price as price from stock_prices order by trading_date_local desc limit 1',
      )
    ).rows;
    await db.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select id, $1, $2, $2, $2, $2, 1000 from base_instruments`,
      [day, price],
    );
    await until(
      () => finds(`select from ml_predictions where prediction_date = '${day}'`),
      'the new bar to be predicted',
    );
  } finally {
    await worker.stop();
    await db.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
