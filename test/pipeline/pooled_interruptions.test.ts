import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { archiveModels } from '../../src/db/models.ts';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { createLog } from '../../src/env/log.ts';
import { executeStep } from '../../src/queues/execute_step.ts';
import type { WorkerServices } from '../../src/queues/take_step.ts';
import type { InstrumentStep } from '../../src/step_support/step.ts';
import { adoptPooledModel } from '../../workers/adopt_pooled_model.ts';
import { checkDataAvailability } from '../../workers/check_data_availability.ts';
import { engineerFeatures } from '../../workers/engineer_features.ts';
import { extractStockData } from '../../workers/extract_stock_data.ts';
import { preparePooledData } from '../../workers/prepare_pooled_data.ts';
import { trainPooledModel } from '../../workers/train_pooled_model.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, value } from '../support/rows.ts';
import { sharedThreads } from '../support/threads.ts';

/** No worker runs meanwhile: steps are executed one by one, with what disturbs them in between. */
describe('what happens to a pool while it is worked on', () => {
  const compute = sharedThreads();
  const lab = ownLaboratory();
  const ids: number[] = [];
  let services: WorkerServices;

  before(async () => {
    await lab.db.query(
      `update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 2, model_scope = 'pooled',
              quiet_period = '0'`,
    );
    for (const [i, symbol] of ['ALFA', 'BETA', 'GAMA', 'DELT', 'EPSI'].entries()) {
      ids.push(await addInstrument(lab.db, symbol));
      await insertPriceRows(lab.db, ids[i], walkRows(520, 31 + i));
    }
    const worker = await lab.startWorker();
    await lab.idle();
    await worker.stop();
    services = { db: lab.db, compute, log: createLog('silent'), version: await expectedVersion() };
  });

  const never = new AbortController().signal;
  const trainPool = (): Promise<number> => value<number>(lab.db, 'select id from train_pool()');
  const deleteInstrument = (id: number) => lab.db.query('delete from base_instruments where id = $1', [id]);
  const run = (id: number) =>
    one<{ status: string; outcome: string; pooled_model_id: number | null }>(
      lab.db,
      'select status, outcome, pooled_model_id from ml_pipeline_runs where id = $1',
      [id],
    );
  const newestPooledModel = () =>
    one<{ id: number; givers: number; members: number[] }>(
      lab.db,
      `select m.id, m.member_count as givers,
              array(select p.instrument_id from ml_pooled_model_members p where p.pooled_model_id = m.id order by 1) as members
       from ml_pooled_models m order by m.id desc limit 1`,
    );

  test('a member that is deleted while the model is trained is none of its members, and the model is stored', async () => {
    const id = await trainPool();
    await executeStep(preparePooledData, { run_id: id }, services, never);
    const disturbed: WorkerServices = {
      ...services,
      compute: {
        ...compute,
        async trainPooledModel(request, signal) {
          const trained = await compute.trainPooledModel(request, signal);
          await deleteInstrument(ids[4]);
          return trained;
        },
      },
    };
    await executeStep(trainPooledModel, { run_id: id }, disturbed, never);
    assert.equal((await run(id)).status, 'succeeded');
    const model = await newestPooledModel();
    assert.deepEqual(model.members, ids.slice(0, 4));
    assert.equal(model.givers, 5, 'it has learned from the rows of all');
    const { rows: adoptions } = await lab.db.query(
      "select instrument_id as id from ml_pipeline_runs where kind = 'adoption' order by 1",
    );
    assert.deepEqual(
      adoptions.map((adoption) => adoption.id),
      ids.slice(0, 4),
    );
  });

  test('one that is deleted before its rows are read is left out', async () => {
    const id = await trainPool();
    await executeStep(preparePooledData, { run_id: id }, services, never);
    await deleteInstrument(ids[3]);
    await executeStep(trainPooledModel, { run_id: id }, services, never);
    const { status, outcome } = await run(id);
    assert.equal(status, 'succeeded');
    assert.match(outcome, /^3 members \(1 left out\), /);
    assert.deepEqual(await newestPooledModel().then(({ givers, members }) => ({ givers, members })), {
      givers: 3,
      members: ids.slice(0, 3),
    });
  });

  /** Takes the open adoption of an instrument to its step 4, and does that with something happening in its middle. */
  async function adopt(instrument: number, meanwhile: () => Promise<unknown>): Promise<number> {
    const id = await value<number>(
      lab.db,
      "select id from ml_pipeline_runs where instrument_id = $1 and status in ('queued', 'running')",
      [instrument],
    );
    for (const step of [checkDataAvailability, extractStockData, engineerFeatures]) {
      await executeStep(step, { run_id: id }, services, never);
    }
    const disturbed: InstrumentStep = {
      ...adoptPooledModel,
      async work(context) {
        const outcome = await adoptPooledModel.work(context);
        await meanwhile();
        return outcome;
      },
    };
    await assert.rejects(
      executeStep(disturbed, { run_id: id }, services, never),
      /^error: pooled model \d+ was archived or deleted before it could be adopted$/,
    );
    assert.equal((await run(id)).pooled_model_id, null, 'the attempt has left nothing behind');
    await executeStep(adoptPooledModel, { run_id: id }, services, never);
    return id;
  }

  test('a model that is archived while a member is about to adopt it is not adopted, but the newer one', async () => {
    const older = await newestPooledModel();
    let newer = older;
    const id = await adopt(ids[0], async () => {
      await lab.db.query(
        `insert into ml_pooled_models (pool, model_type, hyperparameters, feature_set_id, feature_names, model_file_hash,
           calibration, engine, device, member_count, training_records, validation_records, training_start_date,
           training_end_date, test_start_date, data_end_date, data_hash, training_duration_seconds)
         select pool, model_type, hyperparameters, feature_set_id, feature_names, model_file_hash, calibration, engine,
                device, member_count, training_records, validation_records, training_start_date, training_end_date,
                test_start_date, data_end_date, data_hash, training_duration_seconds
         from ml_pooled_models where id = $1`,
        [older.id],
      );
      newer = await newestPooledModel();
      await archiveModels(lab.db, ids[1], 5);
    });
    assert.equal((await run(id)).pooled_model_id, newer.id);
    assert.deepEqual(
      await one(
        lab.db,
        'select m.pooled_model_id as model, m.model_file_hash = p.model_file_hash as shared from ml_models m, ml_pooled_models p where p.id = $1',
        [newer.id],
      ),
      { model: newer.id, shared: true },
    );
  });

  test('when all are deleted meanwhile the adoption ends with that reason, and no other one follows', async () => {
    const id = await adopt(ids[1], () => lab.db.query('delete from ml_pooled_models'));
    const { status, outcome } = await run(id);
    assert.deepEqual(
      { status, outcome },
      { status: 'skipped', outcome: 'the instrument is in no pool that has a model' },
    );
    const next = await one(
      lab.db,
      'select kind from ml_pipeline_runs where instrument_id = $1 order by id desc limit 1',
      [ids[1]],
    );
    assert.equal(next.kind, 'prediction');
  });

  test('what is left of a training whose members are deleted says how many have rows', async () => {
    const id = await trainPool();
    await executeStep(preparePooledData, { run_id: id }, services, never);
    await deleteInstrument(ids[1]);
    await deleteInstrument(ids[2]);
    await executeStep(trainPooledModel, { run_id: id }, services, never);
    const { status, outcome } = await run(id);
    assert.deepEqual(
      { status, outcome },
      { status: 'skipped', outcome: '1 of 3 members has rows to learn from, and a pool needs 2' },
    );
  });

  test('and everything comes to rest', async () => {
    await lab.startWorker();
    await lab.idle();
    const { rows } = await lab.db.query("select symbol, step, last_error from run_grid where run_status = 'failed'");
    assert.deepEqual(rows, []);
  });
});
