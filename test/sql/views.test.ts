import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { READINGS } from '../bench/readings.ts';
import { addInstrument, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, one, value } from '../support/rows.ts';

const SESSIONS = 40;

/** Prices end today, or predictions would be overdue. */
describeInTransaction('views', (client) => {
  let stock: number;
  let model: number;
  let prices: PriceRows;
  let newest: string;
  before(async () => {
    const day = await value<string>(client, "select to_char(current_date - 70, 'YYYY-MM-DD') as day");
    const rows = walkRows(80, 3, day);
    const today = await value<string>(client, "select to_char(current_date, 'YYYY-MM-DD') as today");
    const to = rows.dates.findLastIndex((date) => date <= today) + 1;
    const from = to - SESSIONS;
    const { dates, open, high, low, close, volume } = rows;
    prices = {
      dates: dates.slice(from, to),
      open: open.slice(from, to),
      high: high.slice(from, to),
      low: low.slice(from, to),
      close: close.slice(from, to),
      volume: volume.slice(from, to),
    };
    newest = prices.dates[SESSIONS - 1];
  });
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, prices);
    model = await addModel(client, stock, {
      test_roc_auc: 0.6,
      metrics: { baseRate: 0.55, rocAucInterval: [0.52, 0.68], majorityAccuracy: 0.55 },
      gate_reason: 'ROC-AUC 0.600',
      feature_importance: { rsi_14: 3, sma_5: 1 },
    });
    await addPredictions(client, stock, model, [{ session: newest, probability: 0.7, signal: 'BUY' }]);
  });

  const latest = () =>
    one<{ usable: boolean; why_not: string }>(client, 'select usable, why_not from latest_predictions');
  const unusableBecause = async (reason: string) => {
    assert.deepEqual(await latest(), { usable: false, why_not: reason });
    assert.equal((await client.query('select from signals_today')).rowCount, 0);
  };
  test('an instrument with prices in both tables has the newer of them', async () => {
    assert.equal((await latest()).usable, true);
    const later = await value<string>(
      client,
      `insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value)
       values ($1, $2::date + 1, 1, 1, 1, 1) returning trading_date_local::text`,
      [stock, newest],
    );
    await unusableBecause(`session ${later} has no prediction yet`);
    const [newestSession] = await column(client, 'select newest_session::text from todays_forecasts');
    assert.equal(newestSession, later);
  });

  test('a prediction by the model of another instrument is a row like any other', async () => {
    const other = await addInstrument(client, 'BBB');
    await insertPriceRows(client, other, prices);
    await addPredictions(client, other, model, [
      { session: prices.dates[SESSIONS - 2], probability: 0.6, signal: 'HOLD' },
    ]);
    const symbols = await column(client, 'select symbol from todays_forecasts order by symbol');
    assert.deepEqual(symbols, await column(client, 'select symbol from latest_predictions order by symbol'));
    assert.equal(symbols.length, 2);
  });

  const drifting = (session: string, share: number, scorePsi = 0.1) =>
    client.query(
      `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
       values ($1, $2, 63, $3, 0.5, $4, 1, '[{"feature": "rsi_14", "psi": 3.5, "noise": 1, "share": 0.75}]')`,
      [model, session, scorePsi, share],
    );

  test('each that readers have is measured, by a query that it answers', async () => {
    const views = await column<string>(
      client,
      `select relname::text from pg_class
       where relkind = 'v' and relnamespace = current_schema()::regnamespace
         and has_table_privilege('pgaugur_reader', oid, 'select')`,
    );
    const measured = new Set(READINGS.map(({ view }) => view));
    assert.deepEqual(
      views.filter((view) => !measured.has(view)),
      [],
    );
    await client.query('set local role pgaugur_reader');
    for (const { query } of READINGS) await client.query(query);
  });

  test('a prediction that nothing speaks against is usable, and its signal one of today', async () => {
    assert.deepEqual(await latest(), { usable: true, why_not: null });
    const signal = await one(client, 'select symbol, trading_signal, prediction_date, base_rate from signals_today');
    assert.deepEqual(signal, { symbol: 'AAA', trading_signal: 'BUY', prediction_date: newest, base_rate: 0.55 });
  });

  test('HOLD is no signal, however usable', async () => {
    await client.query("update ml_predictions set trading_signal = 'HOLD'");
    assert.equal((await latest()).usable, true);
    assert.equal((await client.query('select from signals_today')).rowCount, 0);
  });

  test('corrected prices supersede it', async () => {
    await client.query("update ml_predictions set stale_at = '2024-05-06 12:00'");
    await unusableBecause('prices it was made from were changed on 2024-05-06');
  });

  test('a model that missed the gate is none to act by', async () => {
    await client.query("update ml_models set gate_passed = false, gate_reason = 'not passed: p-value 0.4'");
    await unusableBecause('its model did not pass the gate: p-value 0.4');
  });

  test('a model ages, by a policy that an instrument may state for itself', async () => {
    await client.query('update ml_predictions set model_age = 127');
    await unusableBecause('its model was trained 127 sessions before (at most 126)');
    await client.query('insert into ml_pipeline_policies (instrument_id, maximum_model_age) values ($1, 127)', [stock]);
    assert.equal((await latest()).usable, true);
  });

  test('of data quality the newest check counts, against today’s policy', async () => {
    const check = (score: number, at: string) =>
      client.query(
        `insert into data_quality_metrics (instrument_id, metric_name, metric_value, is_valid, severity, created_at)
         values ($1, 'quality_score', $2, true, 'info', $3)`,
        [stock, score, at],
      );
    await check(0.2, '2024-01-01');
    await check(0.7, '2024-01-02');
    assert.equal((await latest()).usable, true);
    await client.query('update ml_pipeline_defaults set minimum_quality_score = 0.75');
    await unusableBecause('data quality is 0.70 (at least 0.75)');
  });

  test('drift of features or of scores beyond the policy', async () => {
    await drifting(newest, 0.4, 0.9);
    assert.equal((await latest()).usable, true);
    await client.query('update ml_drift set drifted_share = 0.45, score_psi = 1.2');
    await unusableBecause(
      'drift: 45 % of its features are unlike the training range (at most 40 %), the PSI of its scores is 1.20, 2.4 times what is usual (at most 2)',
    );
  });

  test('a session without a prediction makes the one before it yesterday’s', async () => {
    await client.query('update ml_predictions set prediction_date = $1', [prices.dates[SESSIONS - 2]]);
    await unusableBecause(`session ${newest} has no prediction yet`);
  });

  test('holdout, backfill and predictions whose time has passed are no forecasts', async () => {
    const of = async (origin: 'holdout' | 'backfill' | 'live', session: string) => {
      await addPredictions(client, stock, model, [{ session, probability: 0.7 }], origin);
      await client.query('select settle_predictions()');
      return value<string>(
        client,
        `select u.why_not from prediction_usability u join ml_predictions p on p.id = u.prediction_id
           where p.prediction_date = $1`,
        [session],
      );
    };
    assert.match(
      await of('holdout', prices.dates[0]),
      /^it is of the range its model was tested on; its seventh session/,
    );
    assert.match(await of('backfill', prices.dates[1]), /^it was made after its outcome was known/);
    assert.equal(await of('live', prices.dates[2]), 'its seventh session has come');
    await client.query(
      'update ml_predictions set prediction_date = $2, target_date = current_date - 1 where prediction_date = $1',
      [newest, prices.dates[SESSIONS - 4]],
    );
    assert.match(
      (await latest()).why_not,
      /^its target date .* has passed, but the prices of seven sessions have not come;/,
    );
  });

  test('a signal whose entry has passed is nobody’s signal of today', async () => {
    const utc = "(statement_timestamp() at time zone 'UTC')::date";
    const entry = async (days: number) => {
      await client.query(
        `update ml_predictions
         set prediction_date = least(prediction_date, ${utc} - 3), target_date = ${utc} + 9, entry_date = ${utc} + $1::int`,
        [days],
      );
      return value<string>(client, 'select why_not from prediction_usability');
    };
    assert.equal(await entry(1), null);
    assert.match(
      await entry(0),
      /^its entry, the open of \d{4}-\d\d-\d\d, may have passed \(when its exchange opens is not known\)$/,
    );
    assert.match(await entry(-1), /^its entry, the open of \d{4}-\d\d-\d\d, has passed$/);
  });

  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York']) {
    test(`a signal is nobody’s once its exchange has opened, in ${zone} as well`, async () => {
      /** With the open so many minutes from now, by the clock there. */
      const opensIn = async (minutes: number) => {
        await client.query(
          `with opening as (select (statement_timestamp() + make_interval(mins => $1)) at time zone $2 as local),
           listed as (
             insert into exchanges (name, mic_code, timezone, market_open)
             select 'far', 'XFAR', $2, local::time from opening
             on conflict (mic_code) do update set timezone = excluded.timezone, market_open = excluded.market_open
             returning id),
           moved as (update base_instruments set exchange_id = listed.id from listed)
           update ml_predictions set prediction_date = local::date - 2, entry_date = local::date,
                  target_date = local::date + 9
           from opening`,
          [minutes, zone],
        );
        return value<string>(client, 'select why_not from prediction_usability');
      };
      assert.equal(await opensIn(5), null);
      assert.match(await opensIn(-5), /^its entry, the open of \d{4}-\d\d-\d\d, has passed$/);
      assert.equal(await opensIn(23 * 60), null);
      assert.match(await opensIn(-23 * 60), /has passed$/);
    });
  }

  test('nothing is usable of an instrument that is switched off, or of a session that has not been', async () => {
    await client.query('update base_instruments set is_active = false');
    await unusableBecause('its instrument is not active');
    await client.query('update base_instruments set is_active = true');
    await client.query(
      'update ml_predictions set prediction_date = prediction_date + 400, target_date = prediction_date + 410',
    );
    assert.match(
      await value(client, 'select why_not from prediction_usability'),
      /^its session .* lies in the future$/,
    );
  });

  test('a paused instrument is not behind its prices', async () => {
    await client.query('update ml_predictions set prediction_date = $1', [prices.dates[SESSIONS - 2]]);
    const behind = () => value(client, 'select behind_their_prices as n from pipeline_health');
    assert.equal(await behind(), 1);
    await client.query('select pause_instrument($1)', [stock]);
    assert.equal(await behind(), 0);
  });

  test('reasons add up', async () => {
    await client.query('update ml_predictions set model_age = 500, stale_at = now()');
    const { why_not } = await latest();
    assert.equal(why_not.split('; ').length, 2);
  });

  test('a prediction is explained in sentences: base rate, contributions, model, gate, record, drift', async () => {
    await drifting(newest, 0.1);
    await client.query(
      `update ml_predictions set feature_importance_json = '[{"feature": "rsi_14", "value": 81.53333333333333, "contribution": 0.25},
        {"feature": "sma_5", "value": null, "contribution": -0.1}]',
        first_probability = 0.41, first_class = false, first_signal = 'HOLD'`,
    );
    await client.query('update ml_drift set score_noise = 0.03'); // below what is taken for usual
    const id = await value(client, 'select id from ml_predictions');
    await client.query('set local role pgaugur_reader');
    const { rows } = await client.query('select position, topic, explanation from explain_prediction($1)', [id]);
    const said = Object.fromEntries(rows.map((row) => [row.topic, row.explanation]));
    assert.deepEqual(
      rows.map((row) => row.position),
      rows.map((_, i) => i + 1),
    );
    assert.match(said.prediction, new RegExp(`^AAA on ${newest}: 70.0 % probability`));
    assert.equal(said['said first'], '41.0 %, HOLD, before the prices it was made from were corrected');
    assert.match(said.signal, /^BUY; by today's policy BUY from 60.0 %/);
    assert.match(said['base rate'], /55.0 % of sessions .* 15.0 points above$/);
    assert.match(said.model, / trained on 900 sessions from .*; that training was 1 session before this one$/);
    assert.match(said.test, /^ROC-AUC 0.600 \(0.520 to 0.680\)/);
    assert.equal(said.gate, 'passed: ROC-AUC 0.600');
    assert.equal(said.usable, 'yes: nothing that is known speaks against it');
    assert.match(said['track record'], /^none yet/);
    assert.match(
      said.drift,
      /^10.0 % of the features .*, usual is up to 0.25 \(at most 2 times that\); furthest: rsi_14 \(PSI 3.50\)$/,
    );
    const contributions = rows.filter((row) => row.topic === 'contribution').map((row) => row.explanation);
    assert.deepEqual(contributions, [
      'rsi_14 = 81.5333: +0.250 log-odds for a higher close. Shows how strong rises were against falls over 14 sessions, 0 to 100 (RSI).',
      'sma_5 = missing: -0.100 log-odds against it. Averages the last 5 closes.',
    ]);
    await assert.rejects(client.query('select * from explain_prediction(4711)'), {
      message: 'no prediction with id 4711',
    });
  });

  test('the leaderboard goes by the lower end of the interval, not by the point', async () => {
    const lucky = await addInstrument(client, 'LUCK');
    await addModel(client, lucky, { test_roc_auc: 0.7, metrics: { rocAucInterval: [0.45, 0.95] } });
    const untested = await addInstrument(client, 'NONE');
    await addModel(client, untested, { status: 'testing', is_production: false, gate_passed: null });
    const { rows } = await client.query('select place, symbol from leaderboard order by place');
    assert.deepEqual(
      rows.map(({ place, symbol }) => [place, symbol]),
      [
        [1, 'AAA'],
        [2, 'LUCK'],
        [3, 'NONE'],
      ],
    );
  });

  test('a model whose ROC-AUC is worth less stands below, whatever the raw one is, and one that could not be tried last', async () => {
    const worth = (corrected: number) => ({
      rocAucInterval: [0.66, 0.74],
      worth: {
        surrogates: 200,
        rocAucExpected: 1.2 - corrected,
        rocAucCorrected: corrected,
        rocAucCorrectedInterval: [corrected - 0.05, corrected + 0.05],
      },
      skill: { logLoss: { value: 0.02, lower: -0.01, upper: 0.05 }, brier: { value: 0.03, lower: null, upper: null } },
    });
    for (const [symbol, corrected] of [
      ['BEND', 0.51],
      ['HOLD', 0.58],
    ] as const) {
      await addModel(client, await addInstrument(client, symbol), {
        test_roc_auc: 0.7,
        test_roc_auc_corrected: corrected,
        metrics: worth(corrected),
      });
    }
    const { rows } = await client.query(
      `select symbol, test_roc_auc_corrected as corrected, test_roc_auc_corrected_lower as lower, test_log_loss_skill as skill
       from leaderboard order by place`,
    );
    assert.deepEqual(
      rows.map((row) => [row.symbol, row.corrected, row.lower, row.skill]),
      [
        ['HOLD', 0.58, 0.58 - 0.05, 0.02],
        ['BEND', 0.51, 0.51 - 0.05, 0.02],
        ['AAA', null, null, null],
      ],
    );
    assert.equal(
      await value(client, "select worth from model_cards where symbol = 'HOLD'"),
      'corrected ROC-AUC 0.580 (0.530 to 0.630): on 200 mirrored histories of the test range, where there is nothing to ' +
        'know, the model reaches 0.620; skill against the base rate of the past: log-loss +2.0 (-1.0 to +5.0) %, Brier ' +
        'score +3.0 %',
    );
    assert.equal(await value(client, "select worth from model_cards where symbol = 'AAA'"), null);
  });

  test('the leaderboard shows the backtest of the training, whatever was asked for since', async () => {
    await client.query(
      `insert into ml_backtest_results (model_id, instrument_id, airflow_run_id, backtest_start_date, backtest_end_date,
         probability_threshold, total_return)
       values ($1, $2, '7', '2024-01-01', '2024-06-01', 0.6, 0.05), ($1, $2, null, '2024-01-01', '2024-06-01', 0.51, 4)`,
      [model, stock],
    );
    assert.equal(await value(client, 'select backtest_return from leaderboard'), 0.05);
  });

  test('importances are ranked and add up to one', async () => {
    const { rows } = await client.query('select feature, share, meaning from feature_importance order by place');
    const expected = [
      {
        feature: 'rsi_14',
        share: 0.75,
        meaning: 'Shows how strong rises were against falls over 14 sessions, 0 to 100 (RSI).',
      },
      { feature: 'sma_5', share: 0.25, meaning: 'Averages the last 5 closes.' },
    ];
    assert.deepEqual(rows, expected);
    assert.deepEqual(await value(client, 'select main_features from model_cards'), expected, 'in the model card too');
  });

  test('every feature of a stored set has its sentence, and one of a set that is not known has none', async () => {
    assert.equal(
      await value(
        client,
        `select count(*)::int from ml_feature_sets s, unnest(s.feature_names) f
         where not exists (select from ml_feature_meanings t where t.feature_set_id = s.id and t.feature_name = f)`,
      ),
      0,
    );
    await client.query(
      `update ml_predictions set feature_importance_json = '[{"feature": "rsi_14", "value": 1, "contribution": 1}]'`,
    );
    await client.query('delete from ml_feature_meanings');
    const [{ feature, meaning }] = (await client.query('select feature, meaning from prediction_contributions')).rows;
    assert.deepEqual([feature, meaning], ['rsi_14', null]);
  });

  test('health names what is wrong first', async () => {
    const health = () =>
      one<{ health: string }>(
        client,
        'select health, behind_their_prices, signals, failing_instruments from pipeline_health',
      );
    assert.equal((await health()).health, 'no worker for short steps is running');
    await client.query("select register_worker_pool('pool', 'host', 1)");
    assert.deepEqual(await health(), {
      health: 'ok',
      behind_their_prices: 0,
      signals: 1,
      failing_instruments: 0,
    });
    await client.query('update ml_predictions set prediction_date = $1', [prices.dates[SESSIONS - 2]]);
    assert.match((await health()).health, /^1 instrument has a session without a prediction/);
    await client.query(
      `insert into ml_pipeline_runs (instrument_id, kind, reason, status, finished_at) values ($1, 'prediction', 'test', 'failed', now())`,
      [stock],
    );
    assert.equal((await health()).health, 'the newest run of 1 instrument failed');
  });

  test('drift makes training due once: not for a model born with it, nor before a third of the window is new', async () => {
    const since = (session: string) => value<string>(client, 'select drift_since($1, $2) as due', [stock, session]);
    const [born, soon, later] = [SESSIONS - 30, SESSIONS - 15, SESSIONS - 1].map((t) => prices.dates[t]);
    await drifting(born, 0.1);
    await drifting(soon, 0.8);
    assert.equal(await since(born), null, 'fifteen sessions are too few');
    await drifting(later, 0.8);
    assert.match(await since(born), /^80 % of its features are unlike/);
    await client.query('update ml_drift set drifted_share = 0.8 where session = $1', [born]);
    assert.equal(await since(born), null, 'the newest training saw it already');
  });
});
