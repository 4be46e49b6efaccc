import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type BacktestRules, backtest } from '../../src/backtest/index.ts';
import { barsOf } from '../backtest/arbitrary.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addPooledModel } from '../support/models.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { addModel } from '../support/predictions.ts';
import { one, rows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SESSIONS = 60;
/** Predictions of sessions 5 … 54, the last ten of them live; those before were backfilled. */
const [FIRST, LAST, LIVE_FROM] = [5, 54, 45];

describe('a backtest on demand', () => {
  const lab = ownLaboratory();
  const operator = lab.pool({ role: 'pgaugur_operator' });
  const reader = lab.pool({ role: 'pgaugur_reader' });
  let stock: number;
  let model: number;
  const prices = walkRows(SESSIONS, 5);
  const probabilities = prices.dates.map((_, t) => (t < FIRST || t > LAST ? Number.NaN : ((t * 37) % 100) / 100));
  const actions = { splitFactor: new Float64Array(SESSIONS).fill(1), dividend: new Float64Array(SESSIONS) };
  actions.splitFactor[20] = 2;
  actions.dividend[31] = 1.5;

  before(async () => {
    stock = await addInstrument(lab.db, 'ALFA');
    await insertPriceRows(lab.db, stock, prices);
    await lab.db.query('update stock_prices set split_factor = 2 where trading_date_local = $1', [prices.dates[20]]);
    await lab.db.query('update stock_prices set dividend_amount = 1.5 where trading_date_local = $1', [
      prices.dates[31],
    ]);
    model = await addFormerModel('v2.0.0');
    await lab.db.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin)
       select $1, $2, day, day + 9, 0, p >= 0.5, p, case when n <= $5 then 'holdout' else 'live' end
       from unnest($3::date[], $4::float8[]) with ordinality as said (day, p, n)`,
      [model, stock, prices.dates.slice(FIRST, LAST + 1), probabilities.slice(FIRST, LAST + 1), LIVE_FROM - FIRST],
    );
    await lab.db.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin)
       select $1, $2, day, day + 9, 0, true, 0.99, 'backfill' from unnest($3::date[]) as day`,
      [model, stock, prices.dates.slice(0, FIRST)],
    );
    await lab.startWorker();
  });

  const addFormerModel = (version: string) =>
    addModel(lab.db, stock, {
      model_version: version,
      status: 'deprecated',
      is_production: false,
      gate_passed: null,
      data_end_date: '2017-01-20',
    });

  /** Asks as the operator, waits for a worker, and returns the result's row. */
  async function asked(call: string, ...values: unknown[]) {
    const { rows } = await operator.query(`select id, status from ${call}`, values);
    assert.equal(rows[0].status, 'queued');
    await until(async () => {
      const { rows: found } = await operator.query('select status, error from ml_backtest_requests where id = $1', [
        rows[0].id,
      ]);
      assert.notEqual(found[0].status, 'failed', found[0].error);
      return found[0].status === 'succeeded';
    }, 'the backtest');
    const result = await operator.query(
      `select b.* from ml_backtest_requests r join ml_backtest_results b on b.id = r.result_id
       where r.id = $1 and r.finished_at >= r.requested_at`,
      [rows[0].id],
    );
    return result.rows[0];
  }

  /** The same by the pure function. */
  function expected(rules: Partial<BacktestRules>, trials: number, [from, to] = [FIRST, LAST]) {
    const bars = {
      ...barsOf(prices.open.map(Number), prices.close.map(Number)),
      dates: prices.dates,
    };
    const signals = probabilities.map((p, t) => (t < from || t > to ? Number.NaN : p));
    return backtest(bars, signals, rules, { actions, trials });
  }

  test('trades all predictions of the model over prices, splits and dividends, and stores every figure', async () => {
    const row = await asked('backtest($1)', model);
    const { metrics, trades, equity } = expected({}, 1);
    assert.ok(trades.length > 2 && trades.some((trade) => trade.exitShares === 2 * trade.shares));
    assert.ok(trades.some((trade) => trade.dividends > 0));
    assert.deepEqual(row.trade_history, JSON.parse(JSON.stringify(trades)));
    assert.deepEqual([row.backtest_start_date, row.backtest_end_date], [equity.dates[0], equity.dates.at(-1)]);
    assert.equal(row.pipeline_run_id, null);
    for (const [column, value] of Object.entries({
      total_return: metrics.totalReturn,
      annualized_return: metrics.annualizedReturn,
      sharpe_ratio: metrics.sharpeRatio,
      probabilistic_sharpe: metrics.probabilisticSharpe,
      deflated_sharpe: metrics.deflatedSharpe,
      trials: 1,
      sortino_ratio: metrics.sortinoRatio,
      calmar_ratio: metrics.calmarRatio,
      max_drawdown: metrics.maxDrawdown,
      volatility: metrics.volatility,
      var_95: metrics.var95,
      win_rate: metrics.winRate,
      profit_factor: metrics.profitFactor,
      exposure: metrics.exposure,
      turnover: metrics.turnover,
      buy_and_hold_return: metrics.buyAndHold.totalReturn,
      buy_and_hold_annualized_return: metrics.buyAndHold.annualizedReturn,
      buy_and_hold_sharpe_ratio: metrics.buyAndHold.sharpeRatio,
      buy_and_hold_max_drawdown: metrics.buyAndHold.maxDrawdown,
      quality_score: metrics.qualityScore,
      backtest_quality: metrics.quality,
    })) {
      assert.equal(row[column], value, column);
    }
  });

  test('other rules are another row and another trial; the same rules again are the same row', async () => {
    const plain = await asked('backtest($1)', model);
    const call = `backtest($1, threshold => 0.8, holding_sessions => 3, transaction_cost => 0.002, slippage => 0.001,
      from_date => $2, to_date => $3, direction => 'long_short', entry => 'close', initial_capital => 5000,
      capital_fraction => 0.5, whole_shares => true)`;
    const [from, to] = [10, 40];
    const other = await asked(call, model, prices.dates[from], prices.dates[to]);
    assert.notEqual(other.id, plain.id);
    const { metrics, trades } = expected(
      {
        threshold: 0.8,
        holdingSessions: 3,
        costPerSide: 0.002,
        slippage: 0.001,
        direction: 'long_short',
        entry: 'close',
        initialCapital: 5_000,
        capitalFraction: 0.5,
        wholeShares: true,
      },
      2,
      [from, to],
    );
    assert.ok(trades.some((trade) => trade.direction === 'short'));
    assert.deepEqual(other.trade_history, JSON.parse(JSON.stringify(trades)));
    assert.deepEqual([other.trials, other.deflated_sharpe], [2, metrics.deflatedSharpe]);
    const again = await asked(call, model, prices.dates[from], prices.dates[to]);
    assert.deepEqual([again.id, again.trials], [other.id, 2]);
    assert.equal((await asked('backtest($1)', model)).trials, 2);
    const { rows } = await lab.db.query('select count(*) as results from ml_backtest_results');
    assert.equal(rows[0].results, 2);
  });

  test('dates beyond the predictions ask for what there is', async () => {
    const row = await asked("backtest($1, from_date => '-infinity', to_date => '20261-01-01')", model);
    assert.equal(row.backtest_start_date, prices.dates[FIRST]);
    assert.equal(row.backtest_end_date, prices.dates[SESSIONS - 1]);
  });

  test('the trial ledger of every model that was judged on these sessions counts', async () => {
    const rival = await addFormerModel('v2.1.0');
    const run = await lab.db.query('select min(id) as id from ml_pipeline_runs');
    await lab.db.query(
      "update ml_models set gate_passed = false, data_end_date = '2999-12-31', pipeline_run_id = $2 where id = $1",
      [rival, run.rows[0].id],
    );
    await lab.db.query(
      `insert into ml_trials (pipeline_run_id, trial, parameters, rounds, seed)
       select $1, n, '{}', 1, 1 from generate_series(1, 192) n`,
      [run.rows[0].id],
    );
    // One configuration of its own model, 192 of the rival, and one other set of rules.
    assert.equal((await asked('backtest($1)', model)).trials, 194);

    // A model that was adopted from a pool was chosen by the pool's search.
    const pooled = await addPooledModel(lab.db, 6);
    await lab.db.query('update ml_models set pooled_model_id = $2 where id = $1', [model, pooled]);
    // Six configurations of the pool instead of the one.
    assert.equal((await asked('backtest($1)', model)).trials, 199);
  });

  test('what fails says why, and succeeds when the reason is gone', async () => {
    await lab.db.query('delete from stock_prices');
    const { rows } = await operator.query('select id from backtest($1, 0.7)', [model]);
    const request = () =>
      one(operator, 'select status, error, result_id from ml_backtest_requests where id = $1', [rows[0].id]);
    await until(async () => (await request()).status === 'failed', 'the backtest to fail');
    assert.equal((await request()).error, `none of the 50 predictions of model ${model} is of a session with a price`);
    await insertPriceRows(lab.db, stock, prices);
    await until(async () => (await request()).status === 'succeeded', 'the next attempt');
    assert.equal((await request()).error, null);
  });

  const refused: [call: string, message: string | RegExp][] = [
    ['backtest(null)', 'no model with id null'],
    ['backtest(4711)', 'no model with id 4711'],
    ['backtest($1, 0.5)', 'backtest: threshold must be above 0.5 and below 1, got 0.5'],
    ['backtest($1, 1)', 'backtest: threshold must be above 0.5 and below 1, got 1'],
    ["backtest($1, 'NaN')", 'backtest: threshold must be above 0.5 and below 1, got NaN'],
    ['backtest($1, null)', 'backtest: threshold must be above 0.5 and below 1, got null'],
    ['backtest($1, holding_sessions => 0)', 'backtest: holding_sessions must be at least 1, got 0'],
    ['backtest($1, transaction_cost => 1)', 'backtest: transaction_cost must be at least 0 and below 1, got 1'],
    ['backtest($1, slippage => -0.1)', 'backtest: slippage must be at least 0 and below 1, got -0.1'],
    ["backtest($1, direction => 'down')", 'backtest: direction must be long_only or long_short, got down'],
    ["backtest($1, entry => 'open')", 'backtest: entry must be next_open or close, got open'],
    ['backtest($1, initial_capital => 0)', /initial_capital must be from 0\.01 to 9999999999999\.99, got 0$/],
    ['backtest($1, capital_fraction => 2)', 'backtest: capital_fraction must be above 0 and at most 1, got 2'],
    ['backtest($1, whole_shares => null)', 'backtest: whole_shares must be true or false, got null'],
    [
      "backtest($1, from_date => '2018-03-01', to_date => '2018-02-01')",
      'backtest: to_date must be from_date (2018-03-01) or later, got 2018-02-01',
    ],
    [
      "backtest($1, from_date => '2020-01-01')",
      /^model \d+ has no prediction from 2020-01-01; it has 50 from 2018-01-08 to 2018-03-16$/,
    ],
    [
      // Only backfilled sessions, which the model may have learned from.
      "backtest($1, to_date => '2018-01-05')",
      /^model \d+ has no prediction to 2018-01-05; it has 50 from 2018-01-08 to 2018-03-16$/,
    ],
    [
      "backtest($1, from_date => '2017-01-01', to_date => '2017-12-31')",
      /^model \d+ has no prediction from 2017-01-01 to 2017-12-31; it has 50 from/,
    ],
  ];
  for (const [call, message] of refused) {
    test(`${call} is refused`, async () => {
      const before = await lab.db.query('select count(*) from ml_backtest_requests');
      await assert.rejects(operator.query(`select ${call}`, call.includes('$1') ? [model] : []), { message });
      assert.deepEqual(await rows(lab.db, 'select count(*) from ml_backtest_requests'), before.rows);
    });
  }

  test('only what goes beyond the share of rises the model learned from is traded', async () => {
    await lab.db.query('update ml_models set training_base_rate = 0.9 where id = $1', [model]);
    const row = await asked('backtest($1, capital_fraction => 0.5)', model);
    const traded: { probability: number }[] = row.trade_history;
    assert.ok(traded.length > 0 && traded.every(({ probability }) => probability > 0.9));
  });

  test('a model that predicted nothing is refused', async () => {
    const silent = await addFormerModel('v2.2.0');
    await assert.rejects(operator.query('select backtest($1)', [silent]), {
      message: `model ${silent} has no prediction, holdout or live`,
    });
  });

  test('readers see requests and results, and ask for none', async () => {
    await reader.query('select from ml_backtest_requests, ml_backtest_results');
    await assert.rejects(reader.query('select backtest($1)', [model]), /permission denied for function backtest/);
  });
});
