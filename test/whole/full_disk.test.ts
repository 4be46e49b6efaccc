import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows } from '../support/rows.ts';
import { smallDisk } from '../support/small_disk.ts';
import { until } from '../support/until.ts';

const disk = await smallDisk(512);

describe('a disk that is full when a model is stored', { skip: typeof disk === 'string' ? disk : false }, () => {
  const lab = ownLaboratory();
  const tablespace = `small_${process.pid}`;
  before(async () => {
    if (typeof disk === 'string') return;
    await lab.db.query(`create tablespace ${tablespace} location ${pg.escapeLiteral(disk.folder)}`);
    await lab.db.query(`alter table ml_model_artifacts set tablespace ${tablespace}`);
    await lab.db.query(`create table ballast (bytes bytea) tablespace ${tablespace}`);
    await lab.db.query('alter table ballast alter bytes set storage plain');
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1",
    );
  });
  after(async () => {
    if (typeof disk === 'string') return;
    const server = new pg.Client({ connectionString: lab.url.replace(/[^/]*$/, 'postgres') });
    await server.connect();
    await server.query(`drop tablespace ${tablespace}`);
    await server.end();
    disk.remove();
  });

  test('fails the attempt with the words of the server and leaves nothing behind; with room again the run succeeds', async () => {
    const fill = async () => {
      for (;;) await lab.db.query("insert into ballast values (decode(repeat('ab', 2000), 'hex'))");
    };
    await assert.rejects(fill(), { code: '53100' });
    await insertPriceRows(lab.db, await addInstrument(lab.db, 'ALFA'), walkRows(520, 1));
    await lab.startWorker();
    const failures =
      "select e ->> 'message' from ml_pipeline_tasks, jsonb_array_elements(errors) e where step = 'train_model'";
    await until(async () => (await column(lab.db, failures)).length > 0, 'the training to fail');
    assert.deepEqual(await rows(lab.db, 'select id from ml_models'), []);
    assert.deepEqual(await rows(lab.db, 'select pipeline_run_id from ml_trials'), []);
    await lab.db.query('drop table ballast');
    await lab.idle();
    assert.match(String((await column(lab.db, failures))[0]), /^could not extend file .*: No space left on device/);
    assert.deepEqual(
      await one(
        lab.db,
        `select (select status from ml_pipeline_runs) as status, (select count(*) from ml_models) as models,
                (select count(*) from ml_model_artifacts) as artifacts,
                (select attempt from ml_pipeline_tasks where step = 'train_model') > 1 as again`,
      ),
      { status: 'succeeded', models: 1, artifacts: 1, again: true },
    );
  });
});
