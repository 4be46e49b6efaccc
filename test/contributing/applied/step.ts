import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLaboratory } from '../../support/laboratory.ts';
import { addInstrument, insertBars } from '../../support/market.ts';

test('the step stands first in a run: what is traded goes on, the run of what is not ends there', async () => {
  const lab = await createLaboratory();
  try {
    const traded = await addInstrument(lab.db, 'ALFA');
    const still = await addInstrument(lab.db, 'BETA');
    await insertBars(lab.db, traded, 30);
    await lab.db.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select $1, date '2024-01-01' + i, 10, 11, 9, 10, 0 from generate_series(0, 29) i`,
      [still],
    );
    await lab.startWorker();
    await lab.idle();
    const { rows } = await lab.db.query(
      'select symbol, step, status, summary from run_grid where position <= 1 order by symbol, position',
    );
    const [first, second, ended, ...more] = rows;
    assert.deepEqual(first, {
      symbol: 'ALFA',
      step: 'check_liquidity',
      status: 'succeeded',
      summary: 'traded in 20 sessions of the last 20',
    });
    assert.deepEqual([second.symbol, second.step], ['ALFA', 'check_data_availability']);
    assert.deepEqual([ended.symbol, ended.step, ended.status], ['BETA', 'check_liquidity', 'skipped']);
    assert.ok(
      more.every(({ status }) => status === 'not reached'),
      JSON.stringify(more),
    );
    const run = await lab.db.query('select outcome from ml_pipeline_runs where instrument_id = $1', [still]);
    assert.deepEqual(run.rows, [{ outcome: 'BETA was not traded in its last 20 sessions' }]);
  } finally {
    await lab.close();
  }
});
