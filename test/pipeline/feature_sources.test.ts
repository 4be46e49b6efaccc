import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';

const text = readFileSync(new URL('../../docs/feature_sources.md', import.meta.url), 'utf8');
const [plant, look, wrongTime, remove, stopped, accept] = [...text.matchAll(/^```sql\n(.*?)^```/gms)].map(
  ([, sql]) => sql,
);

const SESSIONS = 600;
/** A quarter, which drift is measured over. */
const WITHOUT_TIPS = 63;

describe('docs/feature_sources.md', () => {
  const lab = ownLaboratory();
  const prices = walkRows(SESSIONS + WITHOUT_TIPS, 11);
  let stock: number;

  const newestModel = () =>
    one<{ id: number; test_roc_auc: number; gate_passed: boolean; gate_reason: string; feature_names: string[] }>(
      lab.db,
      'select id, test_roc_auc, gate_passed, gate_reason, feature_names from ml_models order by id desc limit 1',
    );

  async function nothingFailed(): Promise<void> {
    await lab.idle();
    assert.deepEqual(await rows(lab.db, "select step, errors from ml_pipeline_tasks where status = 'failed'"), []);
  }

  test('the planted signal lifts the ROC-AUC of the test range above 0.9', async () => {
    await lab.db.query(
      `update ml_pipeline_defaults
       set quiet_period = '0', minimum_sessions = 500, uses_market_context = false, validation_folds = 1`,
    );
    stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.db.query(plant);
    await lab.startWorker();
    await nothingFailed();
    const model = await newestModel();
    assert.ok(model.test_roc_auc > 0.9, `AUC ${model.test_roc_auc}`);
    assert.ok(model.feature_names.includes('tips.tip'));
    const said = await value<string>(lab.db, "select summary from run_grid where step = 'validate_model'");
    assert.match(said, /; look at when rows really came of tips\.tip \(rank correlation 0\.\d\d\)/);
  });

  test('its values are shown by name, with importance, and pass the look-ahead proof', async () => {
    const [importance, data] = look.split(/;\n/);
    assert.equal((await rows(lab.db, importance))[0].feature, 'tips.tip');
    const [shown] = await rows(lab.db, data);
    const tip = await value(lab.db, 'select tip from public.tips where known_at = $1::date - 1', [shown.trading_date]);
    assert.equal(Number(shown.tip), tip);
    assert.equal(await value(lab.db, "select passed from ml_lookahead_verdicts where feature_name = 'tips.tip'"), true);
  });

  test('a row that is written over renews the sessions that it touches when that is accepted, in one run', async () => {
    const last = prices.dates[SESSIONS - 1];
    const shown = async () => Number((await rows(lab.db, look.split(/;\n/)[1]))[0].tip);
    const first = await shown();
    await lab.db.query('update public.tips set tip = 1.5 where known_at = $1::date - 1', [last]);
    await nothingFailed();
    assert.equal(await shown(), first, 'it was not known then');
    const before = await value<number>(lab.db, 'select max(id) as id from ml_pipeline_runs');
    await lab.db.query(accept);
    await nothingFailed();
    assert.deepEqual(
      await column(
        lab.db,
        `select t.output ->> 'rows_written' from ml_pipeline_runs r join ml_pipeline_tasks t on t.run_id = r.id
         where r.id > $1 and t.step = 'engineer_features'`,
        [before],
      ),
      ['1'],
    );
    assert.equal(await shown(), 1.5);
  });

  test('what is stamped with the wrong time fails the look-ahead proof, and is gone when it is removed', async () => {
    const good = await newestModel();
    await lab.db.query(wrongTime);
    await nothingFailed();
    const leaking = await newestModel();
    assert.notEqual(leaking.id, good.id);
    assert.equal(leaking.gate_passed, false);
    assert.match(leaking.gate_reason, /moves\.growth/);
    await lab.db.query(remove);
    await nothingFailed();
    const { status, place_reason } = await one(lab.db, 'select status, place_reason from ml_models where id = $1', [
      leaking.id,
    ]);
    assert.equal(status, 'deprecated');
    assert.match(String(place_reason), /moves/);
  });

  test('a source that stops is seen by drift and makes predictions unusable', async () => {
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + WITHOUT_TIPS);
    await nothingFailed();
    const [usable, drift] = stopped.split(/;\n/);
    assert.match(String((await one(lab.db, usable)).why_not), /not known of its sources: tips\.tip/);
    assert.match(JSON.stringify((await one(lab.db, drift)).worst_features), /tips\.tip/);
  });

  test('models of a removed source are out of service with the reason, and stay explainable', async () => {
    const model = await value<number>(lab.db, 'select (serving_model($1)).id', [stock]);
    const said = await value<number>(lab.db, 'select max(id) from ml_predictions where model_id = $1', [model]);
    await lab.db.query("select remove_feature_source('tips')");
    const gone = await one(lab.db, 'select status, place_reason from ml_models where id = $1', [model]);
    assert.deepEqual(gone, { status: 'deprecated', place_reason: 'deprecated: its source tips was removed' });
    assert.match(
      String(await value(lab.db, 'select why_not from prediction_usability where prediction_id = $1', [said])),
      /its model is deprecated; .*source tips was removed on/,
    );
    assert.ok((await rows(lab.db, 'select * from explain_prediction($1)', [said])).length > 0);
    assert.ok(
      (await rows(lab.db, "select from feature_importance where model_id = $1 and feature = 'tips.tip'", [model]))
        .length > 0,
    );
    await nothingFailed();
    const next = await newestModel();
    assert.ok(next.id > model && !next.feature_names.includes('tips.tip'), 'and another model follows');
  });
});
