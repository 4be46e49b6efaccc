import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { engineerFeatures, newestFeatureSet } from '../../src/features/index.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import {
  besideTrivialRules,
  evaluate,
  gate,
  growthIntervals,
  intervalGate,
  judgeIntervals,
} from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { createRandom } from '../../src/random.ts';
import { completeExternalPredictions } from '../../workers/complete_external_predictions.ts';
import { judgeExternalModel } from '../../workers/judge_external_model.ts';
import { fitOn, sample } from '../learn/support.ts';
import { addInstrument, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { ownWorkerServices } from '../support/worker_services.ts';

const SESSIONS = 160;

type Learner = { learner_model_param: { num_feature?: string } };

describe('predictions of other programs', () => {
  const database = ownDatabase();
  const client = database.client();
  const services = { ...ownWorkerServices(database), signal: new AbortController().signal };
  const judgeNow = (model: number) => judgeExternalModel.work({ model_id: model }, services);
  let prices: PriceRows;
  let instrument: number;
  before(async () => {
    // Sessions up to the last that has ended: the next open is still to come.
    const today = await value<string>(client, "select to_char((now() at time zone 'UTC')::date, 'YYYY-MM-DD')");
    const walk = walkRows(SESSIONS, 7, await value<string>(client, "select to_char(current_date - 220, 'YYYY-MM-DD')"));
    const there = walk.dates.filter((date) => date <= today).length;
    const upTo = <Value>(values: readonly Value[]) => values.slice(0, there);
    prices = {
      dates: upTo(walk.dates),
      open: upTo(walk.open),
      high: upTo(walk.high),
      low: upTo(walk.low),
      close: upTo(walk.close),
      volume: upTo(walk.volume),
    };
    instrument = await addInstrument(client, 'AAA');
    await insertPriceRows(client, instrument, prices);
  });
  beforeEach(async () => {
    await client.query('rollback');
    await client.query('begin');
  });

  const last = (back = 0) => prices.dates[prices.dates.length - 1 - back];
  const say = (session: string | null, probability: number | string | null, model = 'theirs', symbol = 'AAA') =>
    client.query('insert into external_predictions (model, symbol, session, probability) values ($1, $2, $3, $4)', [
      model,
      symbol,
      session,
      probability,
    ]);
  const priceBars = () => {
    const numbers = (values: readonly (string | null)[]) => Float64Array.from(values, Number);
    const { dates, open, high, low, close, volume } = prices;
    return {
      dates,
      open: numbers(open),
      high: numbers(high),
      low: numbers(low),
      close: numbers(close),
      volume: numbers(volume),
    };
  };
  /** What happens at commit, without it. */
  const atCommit = () => client.query('set constraints all immediate');
  const said = () => rows(client, 'select session, origin, probability from external_predictions order by session');
  const predicted = () =>
    rows(
      client,
      `select p.prediction_date as session, p.origin, p.prediction_probability as probability
       from ml_predictions p join ml_models m on m.id = p.model_id where m.scope = 'external' order by 1`,
    );

  test('before the open they speak of they are live, later a claim, whatever the row says', async () => {
    await client.query('set local role pgaugur_operator');
    await say(last(), 0.7);
    await say(last(1), 0.6);
    await say(last(30), 0.2);
    await assert.rejects(
      tried(client, () =>
        client.query(
          `insert into external_predictions (model, symbol, session, probability, origin) values ('a', 'AAA', $1, 0.5, 'live')`,
          [last(20)],
        ),
      ),
      /permission denied/,
    );
    await client.query('reset role');
    await atCommit();
    const expected = [
      { session: last(30), origin: 'claim', probability: 0.2 },
      { session: last(1), origin: 'claim', probability: 0.6 },
      { session: last(), origin: 'live', probability: 0.7 },
    ];
    assert.deepEqual(await said(), expected);
    assert.deepEqual(await predicted(), expected);
  });

  test('say from the first on that nobody has judged them, and what that takes', async () => {
    await say(last(), 0.7);
    await atCommit();
    const waits = 'not judged yet: 0 live predictions are settled, and 63 are needed';
    assert.deepEqual(
      await one(
        client,
        `select m.gate_reason, m.interval_gate_reason, s.why_not as signals, i.why_not as interval
         from ml_models m join model_signals s on s.model_id = m.id join model_intervals i on i.model_id = m.id
         where m.scope = 'external'`,
      ),
      {
        gate_reason: waits,
        interval_gate_reason: waits,
        signals: `its model is ${waits}`,
        interval: `its interval: ${waits}`,
      },
    );
  });

  test('what is said in a transaction that ends after the next bar has come is a claim', async () => {
    const next = await value<string>(client, 'select target_session($1, 1)::text', [last()]);
    await say(last(), 0.7);
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       values ($1, $2, 10, 11, 9, 10, 100)`,
      [instrument, next],
    );
    await atCommit();
    assert.deepEqual(await said(), [{ session: last(), origin: 'claim', probability: 0.7 }]);
  });

  test('what is no prediction is refused by name, rule and value, and nothing of the statement stays', async () => {
    const weekend = await value<string>(
      client,
      `select d::date::text from generate_series($1::date, $1::date + 7, '1 day') d where extract(isodow from d) = 6`,
      [last(20)],
    );
    const future = await value<string>(client, 'select (current_date + 30)::text');
    for (const [session, probability, model, symbol, says] of [
      [
        last(),
        1.01,
        'a',
        'AAA',
        /external prediction of model "a" for AAA on .*: the probability must be from 0 to 1, got 1.01/,
      ],
      [last(), 'NaN', 'a', 'AAA', /from 0 to 1, got NaN/],
      [last(), null, 'a', 'AAA', /from 0 to 1, got null/],
      [null, 0.5, 'a', 'AAA', /the session must be a date, got null/],
      ['infinity', 0.5, 'a', 'AAA', /the session must be a date, got infinity/],
      [weekend, 0.5, 'a', 'AAA', /is no session of it/],
      ['1999-01-04', 0.5, 'a', 'AAA', /1999-01-04 is no session of it/],
      [future, 0.5, 'a', 'AAA', /lies in the future/],
      [last(), 0.5, 'a', 'AAB', /no instrument with symbol "AAB": did you mean AAA\?/],
      [last(), 0.5, '', 'AAA', /external model '': a name has 1 to 40/],
      [last(), 0.5, 'v2.1.0', 'AAA', /external model 'v2.1.0': a name/],
      [last(), 0.5, 'x'.repeat(41), 'AAA', /a name has 1 to 40/],
      [last(), 0.5, 'a\u0007', 'AAA', /a name has 1 to 40/],
    ] as const) {
      await assert.rejects(
        tried(client, () => say(session, probability, model, symbol)),
        says,
      );
    }
    assert.deepEqual(await said(), []);
  });

  test('what was said is not said again, changed, or taken back', async () => {
    await say(last(), 0.7);
    await atCommit();
    await assert.rejects(
      tried(client, () => say(last(), 0.8)),
      /an_external_model_speaks_once_of_a_session/,
    );
    for (const change of [
      'update external_predictions set probability = 0.1',
      'delete from external_predictions',
      'truncate external_predictions',
    ]) {
      await assert.rejects(
        tried(client, () => client.query(change)),
        /external_predictions: what was said is not changed \((update|delete|truncate) refused\)/,
      );
    }
    await client.query('delete from base_instruments where symbol = $1', ['AAA']);
    assert.deepEqual(await said(), []);
  });

  test('they serve nobody, and are mixed into no record but their own', async () => {
    const own = await addModel(client, instrument, { feature_names: '[]', model_name: 'ours' });
    await addPredictions(client, instrument, own, [
      { session: last(10), probability: 0.6 },
      { session: last(), probability: 0.55 },
    ]);
    await say(last(), 0.9);
    await say(last(10), 0.9);
    await atCommit();
    await client.query(
      `update ml_predictions p set origin = 'live' from ml_models m where m.id = p.model_id and m.scope = 'external'`,
    );
    await client.query('select settle_predictions()');
    for (const [read, found] of [
      ['select model_name from latest_predictions', ['ours']],
      ['select distinct model_id::int from portfolio_predictions', [own]],
      [`select model_name from signals_on('${last()}')`, ['ours']],
      ['select model_name from predictions_as_known(statement_timestamp())', ['ours']],
      ["select (scoring_model(instrument_id)).id::int from ml_models where scope = 'external'", [own]],
      ['select predictions::int from track_record where model_id is null and window_sessions is null', [1]],
      ['select model_name from track_record where window_sessions is null order by 1', ['AAA_theirs', 'ours', null]],
      ['select scope from leaderboard order by scope', ['external', 'own']],
    ] as const) {
      assert.deepEqual(await column(client, read), found, read);
    }
    const explained = await rows<{ topic: string }>(
      client,
      `select e.* from ml_predictions p join ml_models m on m.id = p.model_id and m.scope = 'external',
              explain_prediction(p.id) e where p.prediction_date = $1`,
      [last()],
    );
    assert.ok(explained.some(({ topic }) => topic === 'model'));
  });

  test('have the interval of their session: at once where ours is there, later while it is not too late', async () => {
    const own = await addModel(client, instrument, { feature_names: '[]', model_name: 'ours' });
    await addPredictions(client, instrument, own, [
      { session: last(12), probability: 0.6 },
      { session: last(11), probability: 0.6 },
      { session: last(1), probability: 0.55 },
      { session: last(), probability: 0.55 },
    ]);
    const intervalOf = (back: number, low: number) =>
      client.query(
        `update ml_predictions set growth_low = $3, growth_median = 1, growth_high = 1.1, growth_coverage = 0.8
         where model_id = $1 and prediction_date = $2`,
        [own, last(back), low],
      );
    await intervalOf(12, 0.91);
    await intervalOf(1, 0.93);
    for (const back of [12, 11, 1, 0]) await say(last(back), 0.7);
    await atCommit();
    const lent = () =>
      column(
        client,
        `select p.growth_low from ml_predictions p join ml_models m on m.id = p.model_id
         where m.scope = 'external' order by p.prediction_date`,
      );
    assert.deepEqual(await lent(), [0.91, null, 0.93, null]);

    await intervalOf(11, 0.92);
    await intervalOf(0, 0.94);
    await client.query('select score_external_models($1)', [instrument]);
    assert.deepEqual(await lent(), [0.91, 0.92, 0.93, 0.94]);

    // What is said now of a session whose open has passed was not said in time.
    await client.query(
      `update ml_predictions p set origin = 'live', growth_low = null, growth_median = null, growth_high = null,
              growth_coverage = null
       from ml_models m where m.id = p.model_id and m.scope = 'external'`,
    );
    await client.query('select score_external_models($1)', [instrument]);
    assert.deepEqual(await lent(), [null, null, null, 0.94]);
    await client.query('update ml_predictions set stale_at = now() where model_id = $1 and prediction_date = $2', [
      own,
      last(),
    ]);
    await say(last(), 0.3, 'another');
    await atCommit();
    assert.deepEqual(
      await column(
        client,
        "select p.growth_low from ml_predictions p join ml_models m on m.id = p.model_id where m.model_version = 'another'",
      ),
      [null],
      'not that of prices that have changed',
    );
  });

  test('are judged by what was said live, by the gate of all; claims are measured apart and decide nothing', async () => {
    const random = createRandom(5);
    const spoken = prices.dates.slice(10, 100);
    for (const session of spoken) await say(session, random.next());
    await atCommit();
    await client.query('commit');
    const model = await value<number>(client, "select id::int from ml_models where scope = 'external'");
    const judged = () =>
      one<{
        gate_passed: boolean | null;
        gate_reason: string;
        test_records: number;
        test_roc_auc: number;
        claims: { rows: number } | null;
      }>(client, 'select gate_passed, gate_reason, test_records, test_roc_auc, claims from ml_models where id = $1', [
        model,
      ]);
    await client.query('select settle_predictions()');
    assert.deepEqual(await column(client, 'select id::int from judge_external_models()'), [model]);
    await judgeNow(model);
    const claimed = await judged();
    assert.equal(claimed.gate_passed, null);
    assert.equal(claimed.gate_reason, 'not judged yet: 0 live predictions are settled, and 63 are needed');
    assert.equal(claimed.claims?.rows, spoken.length);
    const { low, high } = growthIntervals(priceBars(), 0.8);
    const told = await rows<{ session: string; low: number | null; inside: boolean | null; growth: number }>(
      client,
      `select prediction_date as session, growth_low as low, growth_inside as inside, actual_growth_7d as growth
       from ml_predictions where model_id = $1 order by 1`,
      [model],
    );
    told.forEach(({ session, low: lent, inside, growth }) => {
      const t = prices.dates.indexOf(session);
      assert.equal(lent, Number.isNaN(low[t]) ? null : low[t]);
      assert.equal(inside, lent === null ? null : growth >= low[t] && growth <= high[t]);
    });
    assert.equal(told[50].low === null, false);
    assert.deepEqual(await column(client, 'select id from judge_external_models()'), []);

    await client.query(
      "update ml_predictions set origin = 'live', updated_at = clock_timestamp() where model_id = $1",
      [model],
    );
    await judgeNow(model);
    const live = await judged();
    const outcomes = await rows<{ probability: number; up: boolean }>(
      client,
      'select prediction_probability as probability, actual_class as up from ml_predictions where model_id = $1 order by prediction_date',
      [model],
    );
    const metrics = evaluate(
      Uint8Array.from(outcomes, ({ up }) => Number(up)),
      Float64Array.from(outcomes, ({ probability }) => probability),
      1,
      { signalThreshold: 0.6 },
    );
    const bars = { dates: prices.dates, close: Float64Array.from(prices.close, Number) };
    const rules = besideTrivialRules({
      bars,
      dates: spoken,
      labels: Uint8Array.from(outcomes, ({ up }) => Number(up)),
      probabilities: Float64Array.from(outcomes, ({ probability }) => probability),
      seed: 1,
    });
    const { passed, reason } = gate(metrics, { rules });
    const words = await value<string>(client, 'select beside_rules from model_cards where model_id = $1', [model]);
    const [reversal] = rules.ordering;
    const { value: by } = reversal.difference;
    assert.ok(
      words.startsWith(`${by > 0 ? 'better' : 'worse'} than seven-session reversal by ${Math.abs(by).toFixed(3)} (`),
      words,
    );
    assert.match(words, /than always the majority by 0\.\d{3} in log-loss \([+-]0\.\d{3} to [+-]0\.\d{3}\)$/);
    assert.deepEqual(live, {
      gate_passed: passed,
      gate_reason: reason,
      test_records: spoken.length,
      test_roc_auc: metrics.rocAuc,
      claims: null,
    });
    const worth = await one<{ skill: number; lower: number; upper: number; corrected: null; why: string }>(
      client,
      `select test_log_loss_skill as skill, test_log_loss_skill_lower as lower, test_log_loss_skill_upper as upper,
              test_roc_auc_corrected as corrected, why_not_corrected as why from leaderboard where model_id = $1`,
      [model],
    );
    assert.ok(
      worth.lower < worth.skill && worth.skill < worth.upper && worth.skill < 0,
      'random forecasts have no skill',
    );
    assert.deepEqual(
      [worth.corrected, worth.why],
      [null, 'the model is not at hand: only what it said is known, and not what it would say of mirrored histories'],
    );
    const evaluation = judgeIntervals({ bars: priceBars(), dates: spoken, coverage: 0.8, seed: 1 });
    assert.deepEqual(
      await one(
        client,
        `select interval_gate_passed as passed, interval_gate_reason as reason,
                (interval_metrics -> 'coverage' ->> 'value')::float8 as coverage from ml_models where id = $1`,
        [model],
      ),
      { ...intervalGate(evaluation), coverage: evaluation.coverage.value },
    );
    await assert.rejects(client.query("select judge_external_models('none')"), /no external model "none"/);
    await client.query('delete from ml_models where id = $1', [model]);
  });

  test('a model of XGBoost that is registered speaks of each new session as it scores it', async () => {
    const { id: set, names } = await one<{ id: number; names: string[] }>(
      client,
      'select id, feature_names as names from ml_feature_sets where is_current',
    );
    const data = sample(200, 3, 4);
    const fitted = fitOn(data.features, data.labels, { rounds: 5 }).model;
    const model = { ...fitted, featureNames: [names[3], names[0], names[7]] };
    const features = async (session: string) => {
      const values = names.map((_, i) => Math.sin(i + Number(session.replaceAll('-', ''))));
      await client.query(
        `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
         values ($1, $2, $3, $4, '', 1, 1)`,
        [instrument, set, session, values],
      );
      return [values[3], values[0], values[7]];
    };
    const register = (asked: readonly string[], name = 'boosted') =>
      client.query('select * from register_external_model($1, $2, $3, $4)', ['AAA', name, saveModel(model), asked]);
    await features(last(2));
    await features(last(1));
    await assert.rejects(
      tried(client, () => register(['rsi_15', names[0], names[7]])),
      /external model "boosted": no features of the current set: 'rsi_15'/,
    );
    await assert.rejects(
      tried(client, () => register([names[0], names[7]])),
      /external model "boosted": it takes 3 features, and feature_names has 2/,
    );
    const refused = (
      message: RegExp,
      asked: readonly (string | null)[],
      change: (learner: Learner) => void = () => {},
    ) =>
      assert.rejects(
        tried(client, () => {
          const content: { learner: Learner } = JSON.parse(String(saveModel(model)));
          change(content.learner);
          return client.query('select register_external_model($1, $2, $3, $4)', ['AAA', 'b', content, asked]);
        }),
        message,
      );
    await refused(/external model "b": no features of the current set: null/, [null, names[0], names[7]]);
    await refused(/external model "b": feature_names has a name twice/, [names[0], names[0], names[7]]);
    const [first, second, third] = model.featureNames;
    await refused(
      new RegExp(`external model "b": its feature 0 is '${first}', and feature_names has '${second}' there`),
      [second, first, third],
    );
    await refused(
      /^error: external model "b": num_feature must be a number up to 100000, got nothing$/,
      model.featureNames,
      (learner) => {
        delete learner.learner_model_param.num_feature;
      },
    );
    await register(model.featureNames);
    await assert.rejects(
      tried(client, () => register(model.featureNames)),
      /external model "boosted": AAA has one of that name/,
    );
    const newest = await features(last());
    await client.query('select score_external_models($1)', [instrument]);
    await client.query('select score_external_models($1)', [instrument]);
    await atCommit();
    const found = await rows<{ session: string; origin: string; probability: number }>(
      client,
      "select session, origin, probability from external_predictions where model = 'boosted' order by session",
    );
    assert.deepEqual(
      found.map(({ session, origin }) => [session, origin]),
      [
        [last(1), 'claim'],
        [last(), 'live'],
      ],
    );
    const scored = await value<number>(
      client,
      "select predict_probability((select id from ml_models where scope = 'external'), $1)",
      [newest],
    );
    assert.equal(found[1].probability, scored);
  });

  test('a registered model is tried on mirrored histories, too, whatever sessions it left out', async () => {
    const names = ['rsi_14', 'price_to_sma_20', 'volatility_5d'];
    const set = newestFeatureSet();
    const number = (values: readonly string[]) => Float64Array.from(values, Number);
    const bars = {
      dates: prices.dates,
      open: number(prices.open),
      high: number(prices.high),
      low: number(prices.low),
      close: number(prices.close),
      volume: Float64Array.from(prices.volume, Number),
    };
    const features = engineerFeatures(bars, { features: names.map((name) => set.features[set.names.indexOf(name)]) });
    const from = 25;
    const rises = Array.from(bars.close, (close, t) => (bars.close[t + 7] > close ? 1 : 0));
    const { model } = fitOn(sliceRows(features, from, features.rows), rises.slice(from), {
      rounds: 4,
      params: { max_depth: 2 },
      featureNames: names,
    });
    const spoken = prices.dates.slice(from, -10).filter((_, i) => i % 5 !== 0);
    await client.query('select register_external_model($1, $2, $3, $4)', ['AAA', 'trees', saveModel(model), names]);
    for (const [i, session] of spoken.entries()) await say(session, 0.4 + (0.2 * ((i * 7) % 11)) / 11, 'trees');
    await atCommit();
    const id = await value<number>(client, "select id::int from ml_models where model_version = 'trees'");
    await client.query("update ml_predictions set origin = 'live' where model_id = $1", [id]);
    await client.query('select settle_predictions()');
    await client.query('commit');
    await judgeNow(id);
    const worth = await one<Record<string, number>>(client, 'select * from model_worth where model_id = $1', [id]);
    assert.equal(worth.surrogates, 20);
    assert.ok(worth.test_roc_auc_expected > 0.3 && worth.test_roc_auc_expected < 0.7);
    const corrected = worth.test_roc_auc - worth.test_roc_auc_expected + 0.5;
    assert.ok(Math.abs(worth.test_roc_auc_corrected - corrected) < 1e-12);
    assert.equal(worth.why_not_corrected, null);

    // What cannot be read here is judged by what it said.
    await client.query('update ml_models set feature_names = \'["rsi_14", "gone", "volatility_5d"]\' where id = $1', [
      id,
    ]);
    await judgeNow(id);
    const unread = await one(
      client,
      'select why_not_corrected, test_roc_auc, worth from model_worth where model_id = $1',
      [id],
    );
    assert.match(String(unread.why_not_corrected), /gone/);
    assert.equal(unread.test_roc_auc, worth.test_roc_auc);
    assert.match(String(unread.worth), /^skill against the base rate of the past: log-loss /);
    await client.query('delete from ml_models where id = $1', [id]);
  });

  test('have the interval of their session where no model of ours speaks, too, asked for when they are said', async () => {
    const asked = () =>
      column<number>(
        client,
        `select (payload ->> 'instrument_id')::int from ${database.schema}_worker._private_jobs j
         join ${database.schema}_worker._private_tasks t on t.id = j.task_id
         where t.identifier = 'complete_external_predictions'`,
      );
    await say(last(), 0.7);
    await say(last(30), 0.7);
    await atCommit();
    assert.deepEqual(await asked(), [instrument]);
    await client.query('commit');
    const { low } = growthIntervals(priceBars(), 0.8);
    const lent = () =>
      column(
        client,
        `select p.growth_low from ml_predictions p join ml_models m on m.id = p.model_id
         where m.scope = 'external' order by p.prediction_date`,
      );
    await completeExternalPredictions.work({ instrument_id: instrument }, services);
    assert.equal(Number.isNaN(low[low.length - 1]), false);
    assert.deepEqual(await lent(), [null, low[low.length - 1]], 'a claim is completed when it is judged');

    // Said before its bar came: the run that the bar starts ends, and asks again.
    const run = await value<number>(client, 'select id::int from ml_pipeline_runs where instrument_id = $1', [
      instrument,
    ]);
    await client.query(
      'update ml_predictions set growth_low = null, growth_median = null, growth_high = null, growth_coverage = null',
    );
    await client.query(`delete from ${database.schema}_worker._private_jobs`);
    await client.query("select close_run($1, 'skipped', 'there is no model to predict with')", [run]);
    assert.deepEqual(await asked(), [instrument]);
    await client.query(
      `update ml_predictions set growth_low = 0.9, growth_median = 1, growth_high = 1.1, growth_coverage = 0.8`,
    );
    await client.query(`delete from ${database.schema}_worker._private_jobs`);
    await client.query("select close_run($1, 'skipped', 'there is no model to predict with')", [run]);
    assert.deepEqual(await asked(), [], 'nothing is missing');
  });
});
