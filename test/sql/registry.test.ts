import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { saveArtifact } from '../../src/db/artifacts.ts';
import { registerCandidate } from '../../src/db/models.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { until } from '../support/until.ts';

describe('what the registry does with a candidate', () => {
  const database = ownDatabase();
  const db = database.client();

  type Status = 'training' | 'active' | 'testing' | 'deprecated';
  type Verdict = { readonly passed: boolean; readonly isNotWorse?: boolean; readonly isKnown?: boolean };

  let symbols = 0;

  /** An instrument with a present model and a judged candidate; answers the statuses of both once it is registered. */
  async function registered(present: Status | undefined, candidate: Verdict): Promise<(string | undefined)[]> {
    const instrument = await addInstrument(db, `S${++symbols}`);
    const add = async (
      status: Status,
      version: string,
      { passed, isNotWorse, isKnown = true }: Verdict,
    ): Promise<number> => {
      const comparison =
        isNotWorse === undefined
          ? null
          : {
              isNotWorse,
              verdict: isNotWorse ? 'not worse' : isKnown ? 'worse' : 'not known',
              championIsProduction: present === 'active',
            };
      const { rows } = await db.query<{ id: number }>(
        `insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
         training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
         data_hash, model_file_path, trained_at, status, is_production, gate_passed, champion_comparison)
       values ($1, $2, $2, '{}', (select id from ml_feature_sets where is_current), 1, 1, 1, 1, '2020-01-01',
         '2021-01-01', '2022-01-01', '\\x00', 'archived', now(), $3::ml_model_status, $3::ml_model_status = 'active', $4, $5)
       returning id`,
        [instrument, version, status, passed, comparison],
      );
      return rows[0].id;
    };
    const champion = present && (await add(present, 'v2.0.0', { passed: present === 'active' }));
    const challenger = await add('training', 'v2.1.0', candidate);
    await registerCandidate(db, challenger);
    const { rows } = await db.query('select id, status::text from ml_models where instrument_id = $1', [instrument]);
    const statusOf = (id: number | undefined) => rows.find((row) => row.id === id)?.status;
    return [statusOf(champion), statusOf(challenger)];
  }

  test('the first candidate goes into production by the gate alone, or serves as testing', async () => {
    assert.deepEqual(await registered(undefined, { passed: true }), [undefined, 'active']);
    assert.deepEqual(await registered(undefined, { passed: false }), [undefined, 'testing']);
  });

  test('a production model gives way to a candidate that passes the gate and is not worse, to no other', async () => {
    assert.deepEqual(await registered('active', { passed: true, isNotWorse: true }), ['deprecated', 'active']);
    assert.deepEqual(await registered('active', { passed: true, isNotWorse: false }), ['active', 'testing']);
    assert.deepEqual(await registered('active', { passed: false, isNotWorse: true }), ['active', 'testing']);
  });

  test('a testing model of the same scope gives way to the newer one without a comparison', async () => {
    assert.deepEqual(await registered('testing', { passed: false }), ['deprecated', 'testing']);
  });

  test('a testing model of the other scope gives way unless the candidate is worse; a passed gate outweighs that', async () => {
    assert.deepEqual(await registered('testing', { passed: false, isNotWorse: true }), ['deprecated', 'testing']);
    assert.deepEqual(await registered('testing', { passed: false, isNotWorse: false }), ['testing', 'deprecated']);
    assert.deepEqual(await registered('testing', { passed: true, isNotWorse: false }), ['deprecated', 'active']);
  });

  test('a comparison on too few rows keeps a production model, and lets the newer of two testing models serve', async () => {
    const unknown = { isNotWorse: false, isKnown: false };
    assert.deepEqual(await registered('active', { passed: true, ...unknown }), ['active', 'testing']);
    assert.deepEqual(await registered('testing', { passed: false, ...unknown }), ['deprecated', 'testing']);
  });

  for (const present of [true, false]) {
    test(`two who promote at the same time come one after the other, ${present ? 'beside' : 'without'} a model in production`, async () => {
      const instrument = await addInstrument(db, `S${++symbols}`);
      if (present) await addModel(db, instrument, { model_version: 'v1.0.0' });
      const hash = await saveArtifact(db, new TextEncoder().encode('artifact'), 'test');
      const add = (version: string) =>
        addModel(db, instrument, {
          model_version: version,
          model_name: version,
          status: 'testing',
          is_production: false,
          model_file_hash: hash,
        });
      const [one, other] = [await add('v2.0.0'), await add('v2.1.0')];
      const [first, second] = [await database.connect(), await database.connect()];
      await first.query('begin');
      await first.query("select promote_model($1, 'first')", [one]);
      const promoted = second.query("select promote_model($1, 'second')", [other]);
      const waits =
        "select from pg_stat_activity where query like 'select promote_model%' and wait_event_type = 'Lock'";
      await until(async () => (await db.query(waits)).rowCount === 1, 'the second to wait');
      await first.query('commit');
      await promoted;
      const { rows } = await db.query('select id from ml_models where instrument_id = $1 and is_production', [
        instrument,
      ]);
      assert.deepEqual(rows, [{ id: other }]);
      const last = await db.query('select replaced_model_id from ml_model_promotions order by id desc limit 1');
      assert.deepEqual(last.rows, [{ replaced_model_id: one }]);
    });
  }
});
