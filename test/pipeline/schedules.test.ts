import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SCHEDULES } from '../../src/db/queue_schemas.ts';
import { SCHEDULED_JOBS } from '../../workers/index.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { until } from '../support/until.ts';

describe('what happens because of time', () => {
  const lab = ownLaboratory();

  test('every schedule is stored with pg-boss and has a job that does it', async () => {
    const stored = await lab.db.query('select name, cron from stock_data_boss.schedule order by name');
    assert.deepEqual(Object.fromEntries(stored.rows.map((row) => [row.name, row.cron])), { ...SCHEDULES });
    assert.deepEqual(SCHEDULED_JOBS.map((job) => job.name).sort(), Object.keys(SCHEDULES).sort());
  });

  test('a scheduled job that is due is done by a worker', async () => {
    const instrument = await addInstrument(lab.db, 'AAA');
    await insertBars(lab.db, instrument, 20);
    await lab.db.query("update ml_pipeline_runs set status = 'cancelled', finished_at = now()");
    await lab.db.query(`
      with m as (
        insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
          training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
          data_hash, model_file_path, trained_at, status)
        select ${instrument}, 'v2.0.0', 'm', '{}', id, 1, 1, 1, 1, '2024-01-01', '2024-01-02', '2024-01-20', '', 'none', now(), 'testing'
        from ml_feature_sets where is_current returning id)
      insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
        predicted_class, prediction_probability, origin)
      select id, ${instrument}, day, day + 9, 0, true, 0.7, 'live' from m, (values (date '2024-01-05'), (date '2024-01-19')) d (day)`);
    await lab.db.query(
      "insert into stock_data_boss.job (name, data, policy) select name, '{}', policy from stock_data_boss.queue where name in ('settle_outcomes', 'retraining_controller')",
    );
    await lab.startWorker();
    await until(
      async () => (await lab.db.query('select from ml_predictions where actual_class is not null')).rowCount === 1,
    );
    const settled = await lab.db.query(
      'select prediction_date, target_date, actual_growth_7d from ml_predictions order by 1',
    );
    assert.deepEqual(settled.rows, [
      { prediction_date: '2024-01-05', target_date: '2024-01-12', actual_growth_7d: 1 },
      { prediction_date: '2024-01-19', target_date: '2024-01-28', actual_growth_7d: null },
    ]);
    await until(
      async () =>
        (await lab.db.query("select from ml_pipeline_runs where reason = 'retraining is due'")).rowCount === 1,
      'the controller to ask for training',
    );
  });
});
