import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';

const SESSIONS = 700;

describe('a feature of an own table', () => {
  const lab = ownLaboratory();
  const prices = walkRows(SESSIONS + 3, 11);
  let stock: number;

  test('a signal in an own table lifts the ROC-AUC of the test range above 0.9', async () => {
    await lab.db.query(
      `update ml_pipeline_defaults
       set quiet_period = '0', minimum_sessions = 500, uses_market_context = false, validation_folds = 1`,
    );
    stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.db.query(
      `create table public.tips (symbol text, known_at date, tip double precision);
       grant select on public.tips to pgaugur_worker;
       insert into public.tips
       select 'ALFA', b.trading_date - 1,
              case when lead(b.close_price, 7) over (order by b.trading_date) > b.close_price then 1 else 0 end
                + 0.9 * sin(1e4 * row_number() over (order by b.trading_date))
       from price_bars b where b.instrument_id = ${stock};
       select add_feature_source('tips', 'tips', '{tip}', 'symbol', 'known_at', '5 days')`,
    );
    await lab.startWorker();
    await lab.idle();
    const failed = await rows(lab.db, "select step, errors from ml_pipeline_tasks where status = 'failed'");
    assert.deepEqual(failed, []);
    const model = await one<{ test_roc_auc: number; feature_names: string[] }>(
      lab.db,
      'select test_roc_auc, feature_names from ml_models order by id desc limit 1',
    );
    assert.ok(model.test_roc_auc > 0.9, `AUC ${model.test_roc_auc}`);
    assert.ok(model.feature_names.includes('tips.tip'));
  });

  test('its values are shown by name, with importance and with the look-ahead proof', async () => {
    const shown = await one(
      lab.db,
      `select (d.additional_features ->> 'tips.tip')::float8 as shown, t.tip
       from ml_feature_data d join public.tips t on t.known_at = d.trading_date - 1
       order by d.trading_date desc limit 1`,
    );
    assert.equal(shown.shown, shown.tip);
    const first = await column(lab.db, 'select feature from feature_importance where place = 1');
    assert.deepEqual(first, ['tips.tip']);
    assert.equal(await value(lab.db, "select passed from ml_lookahead_verdicts where feature_name = 'tips.tip'"), true);
  });

  test('a new row renews the sessions that it touches, in one run', async () => {
    const before = await value<number>(lab.db, 'select max(id) as id from ml_pipeline_runs');
    const last = prices.dates[SESSIONS - 1];
    await lab.db.query('update public.tips set tip = 5 where known_at = $1::date - 1', [last]);
    await lab.idle();
    assert.deepEqual(
      await column(
        lab.db,
        `select t.output ->> 'rows_written' from ml_pipeline_runs r join ml_pipeline_tasks t on t.run_id = r.id
         where r.id > $1 and t.step = 'engineer_features'`,
        [before],
      ),
      ['1'],
    );
    const tip = await value(
      lab.db,
      "select additional_features ->> 'tips.tip' from ml_feature_data where trading_date = $1 limit 1",
      [last],
    );
    assert.equal(Number(tip), 5);
  });
});
