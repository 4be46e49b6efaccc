import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { openLibxgboost } from '../../src/backends/libxgboost/index.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, rows, value } from '../support/rows.ts';

const SESSIONS = 560;

type Trained = {
  model_type: string;
  engine: string;
  device: string;
  feature_importance: Record<string, number>;
  format: string;
};

describe('the family and engine that the policy names', () => {
  const lab = ownLaboratory();
  const prices = walkRows(SESSIONS + 1, 21);
  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1",
    );
    await lab.startWorker();
  });

  /** Trains a new instrument by the policy, then scores one more session. */
  async function trainedBy(symbol: string, policy: string): Promise<Trained> {
    await lab.db.query(`update ml_pipeline_defaults set ${policy}`);
    const stock = await addInstrument(lab.db, symbol);
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.idle();
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + 1);
    await lab.idle();
    assert.deepEqual(await rows(lab.db, 'select step, last_error from run_grid where last_error is not null'), []);
    const probability = await value<number>(
      lab.db,
      'select prediction_probability from ml_predictions where instrument_id = $1 and prediction_date = $2',
      [stock, prices.dates[SESSIONS]],
    );
    assert.ok(probability > 0 && probability < 1);
    return one(
      lab.db,
      `select m.model_type, m.engine, m.device, m.feature_importance, a.format
       from ml_models m join ml_model_artifacts a on a.sha256 = m.model_file_hash where m.instrument_id = $1`,
      [stock],
    );
  }

  test('a recurrent network is trained, stored and scores a new session from the sixty before it', async () => {
    const model = await trainedBy('GRUX', "model_family = 'tfjs_gru'");
    assert.equal(model.model_type, 'tfjs_gru');
    assert.match(model.engine, /^@tensorflow\/tfjs-.* 4\.22\.0$/);
    assert.ok(Object.keys(model.feature_importance).length > 100);
  });

  test('a dense network, too', async () => {
    const model = await trainedBy('MLPX', "model_family = 'tfjs_mlp'");
    assert.equal(model.model_type, 'tfjs_mlp');
  });

  const library = openLibxgboost();
  test('XGBoost itself trains where the policy names it, into the same format', {
    skip: 'unavailable' in library ? `libxgboost: ${library.unavailable}` : false,
  }, async () => {
    const model = await trainedBy('XGBX', "model_family = 'xgboost_classifier', engine = 'libxgboost'");
    assert.deepEqual([model.model_type, model.format, model.device], ['xgboost_classifier', 'xgboost-json', 'cpu']);
    assert.match(model.engine, /^libxgboost \d/);
  });
});
