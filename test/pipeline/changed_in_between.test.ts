import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { addInstrument, insertIndexRows, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { rows } from '../support/rows.ts';

const SESSIONS = 520;
const CORRECTED = 7;

/** One worker executes these steps one after the other, with bars that are read once. */
describe('an index that is corrected between two steps of a training', () => {
  const lab = ownLaboratory();
  const own = walkRows(SESSIONS, 1);
  const beside = walkRows(SESSIONS, 2);

  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 100, validation_folds = 1",
    );
    const index = await addInstrument(lab.db, 'INDEX', 'index');
    await lab.db.query('update base_instruments set is_active = false where id = $1', [index]);
    await insertIndexRows(lab.db, index, beside);
    await lab.db.query('insert into ml_context_indices (slot, index_id) values (1, $1)', [index]);
    // Once: the training that follows is left alone.
    await lab.db.query(
      `create function correct_the_index() returns trigger language plpgsql set search_path from current as $$
       begin
         update index_prices set close_value = close_value * 1.0001, trading_volume = ${CORRECTED}
         where trading_date_local = tg_argv[0]::date and trading_volume <> ${CORRECTED};
         return null;
       end
       $$`,
    );
    await lab.startWorker();
  });

  for (const [number, step] of ['run_backtesting', 'save_model_artifacts'].entries()) {
    test(`behind ${step}: the model comes into use nowhere, and another is trained`, async () => {
      await lab.db.query(
        `create trigger correct_the_index after update on ml_pipeline_tasks for each row
         when (new.step = '${step}' and new.status = 'succeeded' and old.status <> 'succeeded')
         execute function correct_the_index('${beside.dates[300 + number]}')`,
      );
      const stock = await addInstrument(lab.db, `STOCK${number}`);
      await insertPriceRows(lab.db, stock, own);
      await lab.idle();
      await lab.db.query('drop trigger correct_the_index on ml_pipeline_tasks');
      const runs = await rows<{ kind: string; status: string; outcome: string; model: string }>(
        lab.db,
        `select r.kind, r.status, r.outcome, m.status::text as model
         from ml_pipeline_runs r left join ml_models m on m.pipeline_run_id = r.id
         where r.instrument_id = $1 order by r.id`,
        [stock],
      );
      const [first, second] = runs;
      assert.match(first.outcome, /changed after the run had pinned them$/);
      assert.deepEqual([first.kind, first.status, first.model], ['training', 'skipped', 'failed']);
      assert.deepEqual([second.kind, second.status, second.model], ['training', 'succeeded', 'testing']);
    });
  }
});
