import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { readBars } from '../../src/db/bars.ts';
import { currentFeatureSet } from '../../src/db/feature_sets.ts';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { applyCalibration, type Calibration, judgePooledIntervals, pooledIntervalGate } from '../../src/learn/index.ts';
import { readPoolRows } from '../../src/step_support/pool_rows.ts';
import { stepsBack, watchLatest } from '../support/latest_watch.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';

const SESSIONS = 600;
const neverAborted = new AbortController().signal;

type Card = {
  scope: string;
  pool: { members: number };
  training: { trials: number };
  validation: { metrics: { rocAuc: number } };
};
type Compared = {
  status: string;
  gate_passed: boolean;
  place_reason: string;
  comparison: { champion: string; rows: number; verdict: string; logLoss: { value: number } };
  own: string;
};

describe('a model of many instruments', () => {
  const lab = ownLaboratory();
  const symbols = ['ALFA', 'BETA', 'GAMA'];
  const prices = symbols.map((_, i) => walkRows(SESSIONS + 2, 31 + i));
  const ids: number[] = [];
  let seen: Awaited<ReturnType<typeof watchLatest>>[];

  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1, model_scope = 'both'",
    );
    // Everything behind holds for partitioned tables as well.
    await partitionTables(lab.url, lab.schema, { partitions: 3, prices: true });
    for (const [i, symbol] of symbols.entries()) {
      ids.push(await addInstrument(lab.db, symbol));
      await insertPriceRows(lab.db, ids[i], prices[i], 0, SESSIONS);
    }
    await lab.startWorker();
    await lab.idle();
    seen = await Promise.all(ids.map((id) => watchLatest(lab.db, id)));
    await lab.db.query('select train_pool()');
    await lab.idle();
    const failed = await lab.db.query(
      "select symbol, step, last_error from run_grid where run_status in ('failed', 'skipped') or last_error is not null",
    );
    assert.deepEqual(failed.rows, []);
  });

  test('is trained once over the rows of all members, and each member has it as a candidate of its own', async () => {
    const pooled = await one<{ training_records: number; [column: string]: unknown }>(
      lab.db,
      'select * from ml_pooled_models',
    );
    assert.equal(pooled.member_count, 3);
    const models = await rows(lab.db, "select * from ml_models where scope = 'pooled' order by instrument_id");
    assert.deepEqual(
      models.map((model) => model.instrument_id),
      ids,
    );
    assert.deepEqual([...new Set(models.map((model) => model.model_file_hash))], [pooled.model_file_hash]);
    assert.deepEqual([...new Set(models.map((model) => model.training_base_rate))], [pooled.training_base_rate]);
    assert.ok(Number(pooled.training_base_rate) > 0.3 && Number(pooled.training_base_rate) < 0.7);
    const members = await rows<{ instrument_id: number; labelled_rows: number }>(
      lab.db,
      'select instrument_id, labelled_rows from ml_pooled_model_members order by 1',
    );
    assert.deepEqual(
      members.map((member) => member.instrument_id),
      ids,
    );
    const given = members.reduce((sum, member) => sum + member.labelled_rows, 0);
    assert.ok(pooled.training_records > 0.75 * given && pooled.training_records < 0.85 * given);
  });

  test('has what intervals of all members were worth behind its training, judged by days', async () => {
    const stored = await one<{
      metrics: { rows: number; coverage: { value: number } };
      passed: boolean;
      reason: string;
    }>(
      lab.db,
      `select interval_metrics as metrics, interval_gate_passed as passed, interval_gate_reason as reason
       from ml_pooled_models`,
    );
    const from = await value<string>(lab.db, 'select test_start_date::text as day from ml_pooled_models');
    const members = await Promise.all(
      ids.map(async (id) => {
        const bars = await readBars(lab.db, id);
        return { bars, dates: bars.dates.filter((date) => date >= from) };
      }),
    );
    const evaluation = judgePooledIntervals(members, { coverage: 0.8, seed: 1 });
    assert.ok(evaluation.rows > 0);
    assert.deepEqual(stored.metrics, JSON.parse(JSON.stringify(evaluation)));
    assert.deepEqual({ passed: stored.passed, reason: stored.reason }, pooledIntervalGate(evaluation));
    const { summary } = await one<{ summary: string }>(
      lab.db,
      "select summary from ml_pipeline_tasks where step = 'train_pooled_model'",
    );
    const explained = await column<string>(
      lab.db,
      `select e.explanation from latest_predictions l, explain_prediction(l.prediction_id) e
       where e.topic = 'intervals of the pool'`,
    );
    assert.deepEqual(new Set(explained), new Set([`all members of "all" together: ${stored.reason}`]));
    assert.match(summary, /; intervals: gate (not )?passed; /);
  });

  test('learns from the features that mean the same for every instrument', async () => {
    const names = await value<string[]>(lab.db, 'select feature_names as names from ml_pooled_models');
    for (const name of ['sma_5', 'obv', 'close_price', 'year']) assert.ok(!names.includes(name), name);
    assert.ok(names.includes('rsi_14'));
  });

  test('is judged by each member on sessions whose prices no training label has seen', async () => {
    const purged = await value(
      lab.db,
      `select count(*)::int as purged from ml_pooled_models m
       join ml_pooled_model_members p on p.pooled_model_id = m.id
       where (select b.trading_date from price_bars b
              where b.instrument_id = p.instrument_id and b.trading_date > m.training_end_date
              order by b.trading_date offset 6 limit 1) < m.test_start_date`,
    );
    assert.equal(purged, 3);
    const tested = await rows(
      lab.db,
      `select m.test_records, count(*)::int as predictions, min(p.prediction_date) >= min(pm.test_start_date) as behind
       from ml_models m join ml_pooled_models pm on pm.id = m.pooled_model_id
       join ml_predictions p on p.model_id = m.id and p.origin = 'holdout'
       group by m.id`,
    );
    assert.equal(tested.length, 3);
    for (const { test_records, predictions, behind } of tested) {
      assert.equal(predictions, test_records);
      assert.ok(behind);
    }
  });

  test('is compared with the model that the instrument trained by itself', async () => {
    const models = await rows<Compared>(
      lab.db,
      `select m.status::text, m.gate_passed, m.place_reason, m.champion_comparison as comparison, o.model_name as own
       from ml_models m join ml_models o on o.instrument_id = m.instrument_id and o.scope = 'own'
       where m.scope = 'pooled'`,
    );
    for (const { status, gate_passed, place_reason, comparison, own } of models) {
      assert.equal(comparison.champion, own);
      assert.ok(comparison.rows > 0);
      assert.match(place_reason, /it learned from the same data as /);
      // On a random walk nothing passes the gate; the testing model of either scope serves. Both had the same data.
      const isBetter = comparison.verdict !== 'worse' && comparison.logLoss.value < 0;
      if (!gate_passed) assert.equal(status, isBetter ? 'testing' : 'deprecated');
    }
    const serving = await rows(lab.db, 'select (serving_model(id)).id from base_instruments');
    assert.ok(serving.every(({ id }) => id !== null));
  });

  test('is adopted without readers ever going back to an older session or to a model that was replaced', async () => {
    for (const states of await Promise.all(seen.map((read) => read()))) {
      assert.ok(states.length > 0);
      assert.deepEqual(stepsBack(states), []);
    }
  });

  test('says in its card what it learned from', async () => {
    const card = await value<Card>(lab.db, "select model_card as card from ml_models where scope = 'pooled' limit 1");
    assert.equal(card.pool.members, 3);
    assert.equal(
      card.training.trials,
      await value(
        lab.db,
        'select count(*)::int from ml_trials t join ml_pipeline_runs r on r.id = t.pipeline_run_id where r.pool is not null',
      ),
    );
    assert.equal(card.scope, 'pooled');
    assert.ok(card.validation.metrics.rocAuc > 0);
  });

  test('the same rows give the same artifact, and members judge the new training', async () => {
    await lab.db.query("select train_pool('all', 'again')");
    await lab.idle();
    const hashes = await rows(
      lab.db,
      'select model_file_hash, encode(data_hash, $1) as data from ml_pooled_models order by id',
      ['hex'],
    );
    assert.equal(hashes.length, 2);
    assert.deepEqual(hashes[0], hashes[1]);
    assert.equal(await value(lab.db, "select count(*)::int from ml_models where scope = 'pooled'"), 6);
    const judged = await value(
      lab.db,
      `select model_card -> 'validation' -> 'gate_rules' -> 'models_judged_on_these_rows' as judged
       from ml_models order by id desc limit 1`,
    );
    assert.equal(judged, 3, 'each look at the same rows counts');
  });

  test('is judged once: the next session is scored, and nothing is trained or adopted again', async () => {
    await insertPriceRows(lab.db, ids[0], prices[0], SESSIONS, SESSIONS + 1);
    await lab.idle();
    const newest = await one(lab.db, 'select kind, status from ml_pipeline_runs order by id desc limit 1');
    assert.deepEqual(newest, { kind: 'prediction', status: 'succeeded' });
    const made = await rows(
      lab.db,
      'select model_id from ml_predictions where prediction_date = $1 and instrument_id = $2',
      [prices[0].dates[SESSIONS], ids[0]],
    );
    assert.equal(made.length, 1);
  });

  test('a training that is older than a pooled policy ends without a model', async () => {
    await lab.db.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'pooled')", [ids[1]]);
    const own = () =>
      value(lab.db, "select count(*)::int from ml_models where instrument_id = $1 and scope = 'own'", [ids[1]]);
    const before = await own();
    const run = await value(
      lab.db,
      "insert into ml_pipeline_runs (instrument_id, kind, reason) values ($1, 'training', 'older') returning id",
      [ids[1]],
    );
    await lab.db.query('select enqueue_first_steps(array[$1::bigint])', [run]);
    await lab.idle();
    const { status, outcome } = await one(lab.db, 'select status, outcome from ml_pipeline_runs where id = $1', [run]);
    assert.deepEqual([status, outcome], ['skipped', 'its policy asks for no model of its own (model_scope is pooled)']);
    assert.equal(await own(), before);
    await lab.db.query('delete from ml_pipeline_policies where instrument_id = $1', [ids[1]]);
  });

  test('serves an instrument that is younger than most of the pool and arrives in pieces', async () => {
    const delta = await addInstrument(lab.db, 'DELT');
    await lab.db.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'pooled')", [delta]);
    const young = walkRows(520, 77, '2018-04-23');
    await insertPriceRows(lab.db, delta, young, 0, 100);
    await lab.idle();
    await insertPriceRows(lab.db, delta, young, 100, 520);
    await lab.idle();
    const runs = await rows(lab.db, 'select kind, status from ml_pipeline_runs where instrument_id = $1 order by id', [
      delta,
    ]);
    assert.deepEqual(runs, [
      { kind: 'adoption', status: 'skipped' },
      { kind: 'adoption', status: 'succeeded' },
    ]);
    const latest = await one<{ model_name: string }>(
      lab.db,
      'select * from latest_predictions where instrument_id = $1',
      [delta],
    );
    assert.match(latest.model_name, /^DELT_growth_7d_pooled_v2\.0\.0$/);
  });

  test('leaves out a member whose features are not those of its prices, and says so', async () => {
    await lab.db.query('select pause_instrument($1)', [ids[2]]);
    await lab.db.query(
      `update stock_prices set close_price = close_price * 1.001
       where stock_id = $1 and trading_date_local = $2`,
      [ids[2], prices[2].dates[SESSIONS - 100]],
    );
    await lab.db.query("select train_pool('all', 'with a paused member')");
    await lab.idle();
    const members = await rows(
      lab.db,
      `select instrument_id, labelled_rows > 0 as gives, left_out_because as reason from ml_pooled_model_members
       where pooled_model_id = (select max(id) from ml_pooled_models) order by instrument_id`,
    );
    assert.deepEqual(
      members.filter((member) => !member.gives),
      [{ instrument_id: ids[2], gives: false, reason: 'its stored features are not those of its prices' }],
    );
    await lab.db.query('select resume_instrument($1)', [ids[2]]);
    await lab.idle();
  });

  test('is due again when a fifth of the members changed or by age, and the nightly controller asks for it', async () => {
    const due = () => value(lab.db, "select pooled_training_due('all') as reason");
    const changed = '1 member joined, left or has other data than the last training had';
    assert.equal(await due(), changed);
    await lab.db.query('select request_due_retraining()');
    await lab.idle();
    const trained = await one(
      lab.db,
      'select reason, status from ml_pipeline_runs where pool is not null order by id desc limit 1',
    );
    assert.deepEqual(trained, { reason: changed, status: 'succeeded' });
    assert.equal(await value(lab.db, 'select member_count from ml_pooled_models order by id desc limit 1'), 4);
    assert.equal(await due(), null);
    await lab.db.query("update ml_pipeline_policies set pool = 'elsewhere'");
    assert.equal(await due(), '2 members joined, left or have other data than the last training had');
    await lab.db.query('update ml_pipeline_policies set pool = null');
    assert.equal(await due(), null);
    await insertPriceRows(lab.db, ids[1], prices[1], SESSIONS, SESSIONS + 2);
    await lab.idle();
    assert.equal(await due(), null);
    await lab.db.query('update ml_pipeline_defaults set retrain_after_sessions = 1');
    assert.equal(await due(), '1 session since the last training');
  });

  test('the rows of a session stand in an order that the prices decide, not when an instrument was added', async () => {
    const set = await currentFeatureSet(lab.db);
    const read = async (of: readonly number[]) => {
      const found = await readPoolRows(lab.db, of, set, set.names.slice(0, 3), prices[0].dates[550], neverAborted);
      const { features, labels, labelEnds, dates, ranks } = found;
      return { features, labels, labelEnds, dates, ranks };
    };
    const [one, other] = [await read(ids), await read(ids.toReversed())];
    assert.ok(one.labels.length > 500);
    assert.deepEqual(other, one);
  });

  test('ranks nobody while fewer than five members give rows of a day, and its training says so', async () => {
    assert.equal(await value(lab.db, 'select count(*)::int from ml_rank_models'), 0);
    const summary = await value<string>(
      lab.db,
      "select summary from run_grid where step = 'train_pooled_model' order by run_id desc limit 1",
    );
    assert.match(summary, /; no ranks: on no day 5 members give a row$/);
  });

  test('ranks five members: each is told its chance beside the others, and has a place of the day', async () => {
    await lab.db.query('update ml_pipeline_defaults set retrain_after_sessions = 1000');
    const epsilon = await addInstrument(lab.db, 'EPSI');
    await lab.db.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'pooled')", [
      epsilon,
    ]);
    await insertPriceRows(lab.db, epsilon, walkRows(SESSIONS, 78), 0, SESSIONS);
    await lab.idle();
    // Nobody has a sector, so it is the pool that each is beside.
    await lab.db.query("update ml_pipeline_defaults set rank_group = 'sector'");
    await lab.db.query("select train_pool('all', 'five members')");
    await lab.idle();
    const model = await one<{ test_days: number; gate_passed: boolean; [column: string]: unknown }>(
      lab.db,
      `select r.*, r.test_start_date > r.training_end_date as behind from ml_rank_models r
       join ml_pooled_models p on p.id = r.pooled_model_id where r.pool = 'all' and p.member_count = 5`,
    );
    assert.ok(model.test_days >= 30 && model.behind && Number(model.trials) > 0);
    assert.equal(model.rank_group, 'sector');
    assert.equal(model.gate_passed, false, 'these walks know nothing of each other');
    const today = await rows<{ symbol: string; rank: number; ranked: number; relative_probability: number }>(
      lab.db,
      'select symbol, rank::int, ranked::int, relative_probability from ranking_today order by rank, symbol',
    );
    assert.equal(today.length, 5);
    assert.ok(today.every(({ ranked }) => ranked === 5));
    assert.equal(today[0].rank, 1);
    assert.deepEqual(
      today.map(({ relative_probability }) => relative_probability),
      today.map(({ relative_probability }) => relative_probability).sort((a, b) => b - a),
    );
    // Of the days it was judged by, each has what the training saw, and no outcome of its training is among them.
    const told = await rows(
      lab.db,
      `select count(distinct session) filter (where origin = 'holdout')::int >= $2 as all_days,
              min(session) = min(m.test_start_date) as from_its_test
       from ml_relative_predictions p join ml_rank_models m on m.id = p.rank_model_id where m.id = $1`,
      [model.id, model.test_days],
    );
    assert.deepEqual(told, [{ all_days: true, from_its_test: true }]);
  });

  test('where a model has trees with a vote, the next session is spoken of by both', async () => {
    const voting = await value<number>(
      lab.db,
      `update ml_rank_models set raw_file_hash = model_file_hash, raw_feature_names = feature_names
       where id = (select max(id) from ml_rank_models) returning id`,
    );
    await insertPriceRows(lab.db, ids[0], prices[0], SESSIONS + 1, SESSIONS + 2);
    await lab.idle();
    const said = await rows<{
      session: string;
      by_both: boolean;
      raw_score: number;
      calibration: Calibration;
      p: number;
    }>(
      lab.db,
      `select p.session::text, p.raw_score is not null as by_both, p.raw_score, p.relative_probability as p, m.calibration
       from ml_relative_predictions p join ml_rank_models m on m.id = p.rank_model_id
       where m.id = $1 and p.instrument_id = $2 order by p.session desc limit 2`,
      [voting, ids[0]],
    );
    assert.deepEqual(
      said.map(({ session, by_both }) => [session, by_both]),
      [
        [prices[0].dates[SESSIONS + 1], true],
        [prices[0].dates[SESSIONS], false],
      ],
    );
    // These are the trees of the relative label once more: what they say themselves, before any calibration.
    near(applyCalibration(said[0].calibration, [said[0].raw_score])[0], said[0].p);
  });

  test('a pool of one is refused with the way to more members', async () => {
    await assert.rejects(lab.db.query("select train_pool('others')"), (error: Error & { hint?: string }) => {
      assert.equal(error.message, 'pool "others" has 0 members, and a pooled model needs two');
      assert.match(error.hint ?? '', /model_scope = 'both'/);
      return true;
    });
  });
});

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}
