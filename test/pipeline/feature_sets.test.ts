import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newestFeatureSet } from '../../src/features/index.ts';
import { addInstrument, insertIndexRows, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, value } from '../support/rows.ts';
import { assertStoredRowsAreRight } from '../support/stored_features.ts';

const SESSIONS = 600;

describe('two feature sets', () => {
  const lab = ownLaboratory();

  test('a model of an older feature set goes on predicting from it until one of the newer set follows', async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, minimum_roc_auc = 1, uses_market_context = false, validation_folds = 1",
    );
    const stock = await addInstrument(lab.db, 'ALFA');
    const prices = walkRows(SESSIONS + 2, 6);
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.startWorker();
    await lab.idle();

    // As an installation before the newest set left it: a model of set v1, and rows of v1 only.
    const v1 = await value(lab.db, "select id from ml_feature_sets where version = 'v1'");
    const newest = await value(lab.db, 'select id from ml_feature_sets where is_current');
    await lab.db.query('update ml_models set feature_set_id = $1', [v1]);
    await lab.db.query(
      `update features f
       set feature_set_id = v1.id,
           values = array(select f.values[array_position(newest.feature_names, name)]
                          from unnest(v1.feature_names) with ordinality as n (name, position) order by position)
       from ml_feature_sets v1, ml_feature_sets newest
       where v1.version = 'v1' and newest.is_current`,
    );
    const old = await value(lab.db, 'select id from ml_models');

    const index = await addInstrument(lab.db, 'WIG20', 'index');
    await lab.db.query('select pause_instrument($1)', [index]);
    await lab.db.query('update ml_pipeline_defaults set uses_market_context = true');
    await insertIndexRows(lab.db, index, walkRows(SESSIONS + 2, 7));
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + 1);
    await lab.idle();

    const made = await one(
      lab.db,
      'select model_id, prediction_probability from ml_predictions where prediction_date = $1 and model_id = $2',
      [prices.dates[SESSIONS], old],
    );
    assert.ok(made, 'the old model scored the new session');
    await assertStoredRowsAreRight(lab.db, stock, 'v1');
    await assertStoredRowsAreRight(lab.db, stock, newestFeatureSet().version);
    // What the old model said of earlier sessions stands: an index is nothing it looks at.
    const stale = await value(
      lab.db,
      'select count(*)::int as stale from ml_predictions where model_id = $1 and stale_at is not null',
      [old],
    );
    assert.equal(stale, 0);
    // Both sets are to be seen side by side, each with its own model.
    const versions = await value(
      lab.db,
      `select array_agg(distinct d.feature_set_version order by d.feature_set_version) as versions
     from ml_feature_data d where d.trading_date = $1`,
      [prices.dates[SESSIONS]],
    );
    assert.deepEqual(versions, ['v1', newestFeatureSet().version]);

    const young = await one(lab.db, 'select id, feature_set_id from ml_models order by id desc limit 1');
    assert.ok(young.id !== old && young.feature_set_id === newest, 'a model of the current set was trained');
    const serving = await value(lab.db, 'select (serving_model($1)).id as serving', [stock]);
    assert.equal(serving, young.id, 'and has replaced the old one');

    await insertPriceRows(lab.db, stock, prices, SESSIONS + 1, SESSIONS + 2);
    await lab.idle();
    const sets = await lab.db.query('select feature_set_id as id from features where trading_date = $1', [
      prices.dates[SESSIONS + 1],
    ]);
    assert.deepEqual(sets.rows, [{ id: newest }], 'a set that no living model reads is not computed any more');
  });
});
