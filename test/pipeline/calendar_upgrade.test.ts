import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineer } from '../../src/compute/compute_thread.ts';
import { saveArtifact } from '../../src/db/artifacts.ts';
import { writeFeatures } from '../../src/db/features.ts';
import { migrate } from '../../src/db/migrate.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { inputHashes } from '../../src/features/index.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { readFeatureInputs } from '../../src/step_support/read_feature_inputs.ts';
import { installRelease } from '../db/released/install.ts';
import { fitOn, sample } from '../learn/support.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { addModel } from '../support/predictions.ts';
import { rows, value } from '../support/rows.ts';

const SESSIONS = 620;
const prices = walkRows(SESSIONS + 1, 51);

describe('calendars that arrive with a release', () => {
  const lab = ownLaboratory({ empty: true });

  /** What the workers of the earlier release left: features of every session, and a model trained on all of them. */
  async function leaveTrained(stock: number): Promise<void> {
    const { rows } = await lab.db.query(
      'select id, version, feature_names as names from ml_feature_sets where is_current',
    );
    // Inputs are read as today, where a release of then has no sources.
    await lab.db.query('create table ml_feature_sources (removed_at timestamptz)');
    const inputs = await readFeatureInputs(lab.db, stock);
    await lab.db.query('drop table ml_feature_sources');
    assert.equal(inputs.holidays.size, 0);
    const { dates, close } = inputs.bars;
    const hashes = inputHashes(inputs);
    const engineered = engineer({ inputs, set: rows[0], from: 0 });
    await inTransaction(lab.db, (client) => writeFeatures(client, stock, rows[0].id, { ...engineered, dates, hashes }));

    const featureNames = ['rsi_14', 'price_to_sma_20', 'month'];
    const { features, labels } = sample(200, featureNames.length, 1);
    const { model } = fitOn(features, labels, { rounds: 2, featureNames });
    const sha256 = await saveArtifact(lab.db, new TextEncoder().encode(saveModel(model)), 'xgboost-json');
    const [lastLabelled, last] = [SESSIONS - 8, SESSIONS - 1];
    await addModel(lab.db, stock, {
      feature_names: JSON.stringify(featureNames),
      feature_count: featureNames.length,
      model_file_path: `pg:${sha256}`,
      model_file_hash: sha256,
      training_end_date: dates[lastLabelled - 100],
      data_end_date: dates[last],
      data_hash: hashes[last],
      label_end_date: dates[lastLabelled],
      label_hash: hashes[lastLabelled],
      label_closes: [...close.slice(lastLabelled + 1)],
    });
  }

  test('the first calendars train the models of an earlier release once more, and then there is rest', async () => {
    const client = await lab.db.connect();
    await installRelease(client, lab.url, lab.schema);
    client.release();
    await lab.db.query('update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 1');
    const stock = await addInstrument(lab.db, 'ALFA');
    const elsewhere = await addInstrument(lab.db, 'BETA');
    await lab.db.query(
      `with exchange as (insert into exchanges (name, mic_code) values ('New York Stock Exchange', 'XNYS') returning id)
     update base_instruments i set exchange_id = exchange.id from exchange where i.id = $1`,
      [stock],
    );
    for (const instrument of [stock, elsewhere]) {
      await insertPriceRows(lab.db, instrument, prices, 0, SESSIONS);
      await leaveTrained(instrument);
    }
    await lab.db.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
    const due = (instrument: number) => value(lab.db, 'select retraining_due($1) as reason', [instrument]);
    const newRuns = () =>
      rows(
        lab.db,
        `select instrument_id as instrument, kind, status, reason from ml_pipeline_runs where id > $1 order by id`,
        [seen],
      );
    let seen = 0;
    const look = async () => {
      seen = await value(lab.db, 'select max(id) as id from ml_pipeline_runs');
    };
    assert.deepEqual([await due(stock), await due(elsewhere)], [null, null]);

    await look();
    await migrate(lab.url, lab.schema);
    await lab.db.query('update ml_pipeline_defaults set surrogates = 20');
    await lab.startWorker();
    await lab.idle();
    assert.deepEqual(await newRuns(), [
      { instrument: stock, kind: 'prediction', status: 'succeeded', reason: 'holidays changed' },
      { instrument: stock, kind: 'training', status: 'succeeded', reason: 'data the model was trained on changed' },
    ]);

    await look();
    await migrate(lab.url, lab.schema);
    await lab.db.query('select request_due_retraining()');
    await lab.idle();
    assert.deepEqual([await due(stock), await due(elsewhere), await newRuns()], [null, null, []]);

    for (const instrument of [stock, elsewhere]) {
      await insertPriceRows(lab.db, instrument, prices, SESSIONS, SESSIONS + 1);
    }
    await lab.idle();
    const kinds = (await newRuns()).map(({ instrument, kind, status }) => [instrument, kind, status]);
    assert.deepEqual(kinds, [
      [stock, 'prediction', 'succeeded'],
      [elsewhere, 'prediction', 'succeeded'],
    ]);
  });
});
