import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { rows } from '../support/rows.ts';

describe('look-ahead', () => {
  const lab = ownLaboratory();

  test('a feature that holds the future in the stored rows fails the gate by its name', async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1",
    );
    // A leak as a faulty release would make it: sma_5 holds the growth of the next seven sessions.
    await lab.db.query(`
    create function leak() returns trigger language plpgsql as $$
    begin
      new.values[(select array_position(s.feature_names, 'sma_5') from ml_feature_sets s where s.id = new.feature_set_id)] :=
        coalesce((select p.close_price::float8 from stock_prices p
                  where p.stock_id = new.instrument_id and p.trading_date_local > new.trading_date
                  order by p.trading_date_local limit 1 offset 6)
                 / (select p.close_price::float8 from stock_prices p
                    where p.stock_id = new.instrument_id and p.trading_date_local = new.trading_date), 1);
      return new;
    end $$;
    create trigger leak before insert on features for each row execute function leak()`);
    const stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, walkRows(600, 4));
    await lab.startWorker();
    await lab.idle();

    const [model] = await rows<{ test_roc_auc: number; gate_reason: string; [column: string]: unknown }>(
      lab.db,
      'select * from ml_models',
    );
    assert.ok(model.test_roc_auc > 0.9, `a leak pays: ROC-AUC ${model.test_roc_auc}`);
    assert.equal(model.gate_passed, false);
    assert.match(model.gate_reason, /^not passed: sma_5 looks ahead/);
    assert.equal(model.status, 'testing');
    const verdicts = await lab.db.query(
      'select feature_name, rows_differing from ml_lookahead_verdicts where not passed',
    );
    assert.deepEqual(
      verdicts.rows.map((row) => [row.feature_name, row.rows_differing > 20]),
      [['sma_5', true]],
    );
    const [{ summary }] = await rows(lab.db, "select summary from run_grid where step = 'validate_model'");
    assert.equal(summary, 'look-ahead in sma_5, gate not passed');
  });
});
