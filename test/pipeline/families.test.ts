import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLibxgboost } from '../../src/backends/libxgboost/index.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { createLaboratory } from '../support/worker.ts';

const SESSIONS = 560;
const prices = walkRows(SESSIONS + 1, 21);

/** Trains by the policy, then scores one more session. */
async function trainedBy(policy: string) {
  const lab = await createLaboratory();
  try {
    await lab.db.query(`update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 1, ${policy}`);
    const stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.startWorker();
    await lab.idle();
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + 1);
    await lab.idle();
    const [failure] = (await lab.db.query('select step, last_error from run_grid where last_error is not null')).rows;
    assert.equal(failure, undefined);
    const [model] = (
      await lab.db.query(
        `select m.model_type, m.engine, m.device, m.feature_importance, a.format
         from ml_models m join ml_model_artifacts a on a.sha256 = m.model_file_hash`,
      )
    ).rows;
    const [prediction] = (
      await lab.db.query('select * from ml_predictions where prediction_date = $1', [prices.dates[SESSIONS]])
    ).rows;
    assert.ok(prediction.prediction_probability > 0 && prediction.prediction_probability < 1);
    return model;
  } finally {
    await lab.close();
  }
}

test('a recurrent network is trained, stored and scores a new session from the sixty before it', async () => {
  const model = await trainedBy("model_family = 'tfjs_gru'");
  assert.equal(model.model_type, 'tfjs_gru');
  assert.match(model.engine, /^@tensorflow\/tfjs-.* 4\.22\.0$/);
  assert.ok(Object.keys(model.feature_importance).length > 100);
});

test('a dense network, too', async () => {
  const model = await trainedBy("model_family = 'tfjs_mlp'");
  assert.equal(model.model_type, 'tfjs_mlp');
});

const library = openLibxgboost();
test('XGBoost itself trains where the policy names it, into the same format', {
  skip: 'unavailable' in library ? `libxgboost: ${library.unavailable}` : false,
}, async () => {
  const model = await trainedBy("engine = 'libxgboost'");
  assert.deepEqual([model.model_type, model.format, model.device], ['xgboost_classifier', 'xgboost-json', 'cpu']);
  assert.match(model.engine, /^libxgboost \d/);
});
