import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { addInstrument, insertBars, insertPriceRows, readPriceFile } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';

const shared = new URL('../../../shared/data/dow30/', import.meta.url);
const needsShared = existsSync(shared) ? {} : { skip: 'needs the Dow 30 files in ../shared/data, which are not here' };

describe('how histories arrive', () => {
  const lab = ownLaboratory();
  before(async () => {
    await lab.startWorker();
  });

  test('too little history is skipped, and the reason says how much is missing', async () => {
    const id = await addInstrument(lab.db, 'YOUNG');
    await insertBars(lab.db, id, 120);
    await lab.idle();
    const run = await lab.db.query('select status, outcome from ml_pipeline_runs where instrument_id = $1', [id]);
    assert.deepEqual(run.rows, [
      { status: 'skipped', outcome: 'too little history: 120 of at least 750 sessions, 630 missing' },
    ]);
    const metric = await lab.db.query(
      "select is_valid from data_quality_metrics where instrument_id = $1 and metric_name = 'session_count'",
      [id],
    );
    assert.deepEqual(metric.rows, [{ is_valid: false }]);
  });

  test('a history without any signal is skipped for a stated reason, not failed', async () => {
    const id = await addInstrument(lab.db, 'FLAT');
    await insertBars(lab.db, id, 900, { from: '2018-01-01' });
    await lab.idle();
    const run = await lab.db.query('select status, outcome from ml_pipeline_runs where instrument_id = $1', [id]);
    assert.equal(run.rows[0].status, 'skipped', run.rows[0].outcome);
    assert.ok(run.rows[0].outcome.length > 0);
  });

  test('an impossible price from before the checks ends the run as skipped and names the session', async () => {
    const id = await addInstrument(lab.db, 'ADOPTED');
    await insertBars(lab.db, id, 1);
    await lab.idle();
    await lab.db.query('alter table stock_prices drop constraint positive_prices');
    await insertBars(lab.db, id, 899, { from: '2018-01-01' });
    await lab.db.query(
      "update stock_prices set low_price = 0 where stock_id = $1 and trading_date_local = '2018-06-01'",
      [id],
    );
    await lab.idle();
    const run = await lab.db.query(
      'select status, outcome from ml_pipeline_runs where instrument_id = $1 order by id desc limit 1',
      [id],
    );
    assert.deepEqual(run.rows, [
      {
        status: 'skipped',
        outcome: '1 of 900 sessions has a price that is not positive, the first on 2018-06-01: correct or delete it',
      },
    ]);
  });

  test('a bulk insert of one file gives one run', needsShared, async () => {
    const id = await addInstrument(lab.db, 'AAPL');
    await insertPriceRows(lab.db, id, await readPriceFile(new URL('AAPL.csv', shared)));
    await lab.idle();
    const runs = await lab.db.query('select kind, status from ml_pipeline_runs where instrument_id = $1', [id]);
    assert.deepEqual(runs.rows, [{ kind: 'training', status: 'succeeded' }]);
  });

  test(
    '3,019 single-row INSERT statements end in at most three training runs; the last covers every row',
    needsShared,
    async () => {
      const id = await addInstrument(lab.db, 'JPM');
      const rows = await readPriceFile(new URL('JPM.csv', shared));
      for (let i = 0; i < rows.dates.length; i++) await insertPriceRows(lab.db, id, rows, i, i + 1);
      await lab.idle();
      const runs = await lab.db.query(
        'select kind, status, session_count, last_session from ml_pipeline_runs where instrument_id = $1 order by id',
        [id],
      );
      const trainings = runs.rows.filter((run) => run.kind === 'training');
      assert.ok(trainings.length >= 1 && trainings.length <= 3, `${trainings.length} training runs`);
      assert.deepEqual(trainings.at(-1), {
        kind: 'training',
        status: 'succeeded',
        session_count: rows.dates.length,
        last_session: '2017-12-29',
      });
      const model = await lab.db.query(
        'select data_end_date from ml_models where instrument_id = $1 order by id desc limit 1',
        [id],
      );
      assert.deepEqual(model.rows, [{ data_end_date: '2017-12-29' }]);
    },
  );

  test(
    'sessions that arrive while a model is trained are trained on in the run that follows',
    needsShared,
    async () => {
      const id = await addInstrument(lab.db, 'KO');
      const rows = await readPriceFile(new URL('KO.csv', shared));
      await insertPriceRows(lab.db, id, rows, 0, 2000);
      for (;;) {
        const pinned = await lab.db.query(
          'select from ml_pipeline_runs where instrument_id = $1 and session_count = 2000',
          [id],
        );
        if (pinned.rowCount === 1) break;
      }
      await insertPriceRows(lab.db, id, rows, 2000);
      await lab.idle();
      const runs = await lab.db.query(
        'select kind, status, session_count from ml_pipeline_runs where instrument_id = $1 order by id',
        [id],
      );
      assert.equal(runs.rows.length, 2);
      assert.deepEqual(runs.rows.at(-1), { kind: 'training', status: 'succeeded', session_count: rows.dates.length });
    },
  );
});
