import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { EXECUTABLE } from '../support/executable.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';

describe('a rolling upgrade', () => {
  const lab = ownLaboratory();

  test('a worker whose schema was migrated meanwhile ends and says so; its step goes to one of the new version, uncounted', async (t) => {
    const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '1'], {
      env: { ...process.env, DATABASE_URL: lab.url, PGAUGUR_SCHEMA: lab.schema, PGAUGUR_LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.after(() => child.kill('SIGKILL'));
    const said = text(child.stderr);
    const exited = once(child, 'exit');
    assert.match(String((await once(child.stdout, 'data'))[0]), /^worker ready/);

    const { rows } = await lab.db.query<{ version: string }>('select version from pgaugur_version');
    const setVersion = (version: string) => lab.db.query('update pgaugur_version set version = $1', [version]);
    await setVersion('9999-00000000');
    await insertBars(lab.db, await addInstrument(lab.db, 'AAA'), 5);

    assert.deepEqual(await exited, [1, null]);
    assert.equal(
      await said,
      `pgaugur: this worker has version ${rows[0].version}, schema "stock_data" has version 9999-00000000. ` +
        'Restart the worker from the pgaugur that migrated the schema.\n',
    );
    const task = () => lab.db.query('select attempt, status, errors from ml_pipeline_tasks');
    assert.deepEqual((await task()).rows, [{ attempt: 0, status: 'queued', errors: [] }]);

    await setVersion(rows[0].version);
    await lab.startWorker();
    await lab.idle();
    assert.deepEqual((await task()).rows, [{ attempt: 1, status: 'skipped', errors: [] }]);
  });
});
