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
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from '../support/template.ts';
import { until } from '../support/until.ts';

test('when Postgres restarts in the middle of steps, workers reconnect by themselves and the run succeeds', async () => {
  const folder = await temporaryFolder();
  let server = await startTestServer(folder);
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
    for (const step of ['engineer_features', 'train_model', 'validate_model']) {
      await until(() => finds(`select from run_grid where step = '${step}' and status = 'running'`), step);
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
  } finally {
    await worker.stop();
    await db.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
