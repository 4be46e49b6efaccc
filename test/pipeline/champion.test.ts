import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { createRunBars } from '../../src/step_support/run_bars.ts';
import { validateModel } from '../../workers/validate_model.ts';
import { stepsBack, watchLatest } from '../support/latest_watch.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { rows, value } from '../support/rows.ts';
import { sharedThreads } from '../support/threads.ts';

const SESSIONS = 700;

type ModelRow = {
  id: number;
  version: string;
  status: string;
  is_production: boolean;
  gate_passed: boolean;
  place_reason: string;
  comparison: { champion: string; verdict: string; logLoss: { value: number } } | null;
};
type Card = {
  validation: { gate_rules: { models_judged_on_these_rows: number }; lookahead: { looking_ahead: string[] } };
};

/** With a gate that everything passes: what is of interest is what happens behind it. */
describe('champion and challenger', () => {
  const lab = ownLaboratory();
  let stock: number;
  let seen: Awaited<ReturnType<typeof watchLatest>>;
  const prices = walkRows(SESSIONS + 2, 12);

  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, minimum_roc_auc = 0, gate_level = 0.999999, beats_rules = false",
    );
    // Everything behind holds for partitioned tables as well.
    await partitionTables(lab.url, lab.schema, { partitions: 3, prices: true });
    stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices, 0, SESSIONS);
    await lab.startWorker();
    await lab.idle();
    seen = await watchLatest(lab.db, stock);
  });

  const models = () =>
    rows<ModelRow>(
      lab.db,
      'select id, model_version as version, status::text, is_production, gate_passed, place_reason, champion_comparison as comparison from ml_models order by id',
    );
  const train = async () => {
    await lab.db.query("select from request_run($1, 'again', 'training')", [stock]);
    await lab.idle();
  };

  test('the first model that passes the gate goes into production without a comparison', async () => {
    const [first] = await models();
    assert.deepEqual([first.gate_passed, first.is_production, first.comparison], [true, true, null]);
  });

  test('its folds, calibration, p-value and reliability are stored with it', async () => {
    const { rows } = await lab.db.query('select * from ml_models');
    assert.ok(rows[0].p_value > 0 && rows[0].p_value <= 1);
    assert.ok(['none', 'platt', 'isotonic'].includes(rows[0].calibration.method));
    const counted = rows[0].reliability.bins.reduce((sum: number, bin: { rows: number }) => sum + bin.rows, 0);
    assert.equal(counted, rows[0].test_records);
    const trials = await lab.db.query(
      'select fold_log_losses as folds, duration_seconds as seconds, validation_log_loss as mean from ml_trials',
    );
    for (const { folds, seconds, mean } of trials.rows) {
      assert.ok(folds.length >= 2 && seconds >= 0);
      assert.ok(Math.abs(folds.reduce((a: number, b: number) => a + b) / folds.length - mean) < 1e-12);
    }
    const { validation } = await value<Card>(lab.db, 'select model_card as card from ml_models');
    assert.equal(validation.gate_rules.models_judged_on_these_rows, 1);
    assert.deepEqual(validation.lookahead.looking_ahead, []);
  });

  test('judging a model asks for no contributions; its holdout predictions are stored with theirs', async () => {
    const { rows } = await lab.db.query(
      `select r.id, r.instrument_id, r.pool, r.last_session, r.content_hash, i.symbol, t.attempt, t.summary
       from ml_pipeline_runs r
       join base_instruments i on i.id = r.instrument_id
       join ml_pipeline_tasks t on t.run_id = r.id and t.step = 'validate_model'`,
    );
    const [{ id: runId, summary, ...run }] = rows;
    const threads = sharedThreads();
    let scored = 0;
    const compute: typeof threads = {
      ...threads,
      score(request, signal) {
        scored++;
        return threads.score(request, signal);
      },
    };
    const { signal } = new AbortController();
    const again = await validateModel.work({
      run: { ...run, timeout_seconds: 60 },
      runId,
      db: lab.db,
      bars: createRunBars(),
      compute,
      signal,
    });
    assert.ok('summary' in again);
    assert.equal(again.summary, summary);
    assert.equal(scored, 0);
    const holdout = await lab.db.query(
      "select feature_importance_json as contributions from ml_predictions where origin = 'holdout'",
    );
    assert.ok(holdout.rows.length > 0);
    assert.ok(holdout.rows.every(({ contributions }) => contributions.length > 0));
  });

  test('a challenger is measured on the champion’s unseen rows; of the same data the same one replaces nothing', async () => {
    await train();
    const [first, second] = await models();
    assert.equal(second.comparison?.champion, `ALFA_growth_7d_classifier_${first.version}`);
    assert.equal(second.comparison?.verdict, 'not worse');
    assert.equal(second.comparison?.logLoss.value, 0);
    assert.deepEqual([second.gate_passed, second.status, second.is_production], [true, 'testing', false]);
    assert.deepEqual([first.status, first.is_production], ['active', true]);
    assert.match(second.place_reason, /^testing: it passed the gate; it learned from the same data as ALFA_/);
    const { validation } = await value<Card>(
      lab.db,
      'select model_card as card from ml_models order by id desc limit 1',
    );
    assert.equal(validation.gate_rules.models_judged_on_these_rows, 2);
  });

  test('a challenger that knows a session more and is not worse goes into production', async () => {
    await insertPriceRows(lab.db, stock, prices, SESSIONS, SESSIONS + 1);
    await lab.idle();
    await train();
    const [first, second, third] = await models();
    assert.ok(['better', 'not worse'].includes(third.comparison?.verdict ?? ''));
    assert.deepEqual([first.status, second.status, third.status], ['deprecated', 'deprecated', 'active']);
    assert.match(third.place_reason, /^in production: .* newer data than ALFA_\S+ \(1 later session\)/);
  });

  test('while models change hands, readers see the newest session by one that is in use, at every commit', async () => {
    const [first, , third] = await models();
    const states = await seen();
    assert.deepEqual([states[0].model_id, states.at(-1)?.model_id], [first.id, third.id]);
    assert.deepEqual(stepsBack(states), []);
  });

  test('rollback puts the former production model back, and it scores the next session', async () => {
    const [first] = await models();
    // Its age would make a training due at once, if it were what was trained last.
    await lab.db.query('update ml_pipeline_defaults set retrain_after_sessions = 1');
    const back = await lab.db.query('select (rollback_model($1)).id', [stock]);
    assert.equal(back.rows[0].id, first.id);
    await lab.idle();
    assert.equal((await models()).length, 3, 'nothing was trained again');

    await lab.db.query('update ml_pipeline_defaults set retrain_after_sessions = 63');
    await insertPriceRows(lab.db, stock, prices, SESSIONS + 1, SESSIONS + 2);
    await lab.idle();
    const made = await lab.db.query('select model_id from ml_predictions where prediction_date = $1', [
      prices.dates[SESSIONS + 1],
    ]);
    assert.deepEqual(made.rows, [{ model_id: first.id }]);
    const production = (await models()).filter((model) => model.is_production);
    assert.deepEqual(
      production.map((model) => model.id),
      [first.id],
    );
  });

  test('without a former production model there is nothing to roll back to, and the error says so', async () => {
    const other = await addInstrument(lab.db, 'BETA');
    await assert.rejects(lab.db.query('select rollback_model($1)', [other]), {
      message: 'BETA has no former production model whose artifact is kept',
    });
  });
});
