import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { one, rows } from '../support/rows.ts';

/** What is worked out for whoever looks at an instrument or a model. */
describeInTransaction('for those who look closely', (client) => {
  let stock: number;
  let model: number;
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    model = await addModel(client, stock, { metrics: { rocAucInterval: [0.52, 0.68] }, test_roc_auc: 0.6 });
    // 10, 11, then a split of two for one, 6, 5.
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, split_factor)
       values ($1, '2024-01-01', 10, 10, 10, 10, 1, 1), ($1, '2024-01-02', 10, 11, 10, 11, 1, 1),
              ($1, '2024-01-03', 6, 6, 6, 6, 1, 2), ($1, '2024-01-04', 5, 6, 5, 5, 1, 1)`,
      [stock],
    );
  });

  const backtest = async (trades: unknown): Promise<number> => {
    await client.query('delete from ml_backtest_results');
    const { id } = await one<{ id: number }>(
      client,
      `insert into ml_backtest_results (model_id, instrument_id, backtest_start_date, backtest_end_date, initial_capital,
           total_trades, winning_trades, losing_trades, trade_history)
         values ($1, $2, '2024-01-01', '2024-01-04', 1000, 1, 1, 0, $3) returning id`,
      [model, stock, JSON.stringify(trades)],
    );
    return id;
  };
  const equity = async (id: number) =>
    (await rows(client, 'select * from backtest_equity($1)', [id])).map((row) =>
      [row.equity, row.drawdown, row.buy_and_hold, row.buy_and_hold_drawdown].map((x) => Number(Number(x).toFixed(6))),
    );

  test('a backtest is worth what is closed and what is open, beside holding, and a split is no rise', async () => {
    const trade = {
      entryDate: '2024-01-02',
      exitDate: '2024-01-04',
      entryPrice: 10,
      shares: 50,
      profit: -20,
      direction: 'long',
    };
    assert.deepEqual(await equity(await backtest([trade])), [
      [1000, 0, 1000, 0],
      [1050, 0, 1100, 0],
      [1100, 0, 1200, 0],
      [980, Number((980 / 1100 - 1).toFixed(6)), 1000, Number((1000 / 1200 - 1).toFixed(6))],
    ]);
  });

  test('a short position gains as prices fall, and no trades leave the money as it is', async () => {
    const trade = {
      entryDate: '2024-01-03',
      exitDate: '2024-01-05',
      entryPrice: 6,
      shares: 10,
      profit: 0,
      direction: 'short',
    };
    assert.deepEqual(
      (await equity(await backtest([trade]))).map(([worth]) => worth),
      [1000, 1000, 1000, 1010],
    );
    assert.deepEqual(
      (await equity(await backtest(null))).map(([worth]) => worth),
      [1000, 1000, 1000, 1000],
    );
    assert.deepEqual(await equity(-1), []);
  });

  test('the curve of a model has its table of confusion at each probability that was said of its holdout', async () => {
    const said = [0.7, 0.6, 0.6, 0.3].map((probability, i) => ({ session: `2024-01-0${i + 1}`, probability }));
    await addPredictions(client, stock, model, said, 'holdout');
    await addPredictions(client, stock, model, [{ session: '2024-01-05', probability: 0.9 }], 'live');
    await client.query(
      `update ml_predictions set actual_class = prediction_date in ('2024-01-01', '2024-01-03'), actual_return_7d = 0,
         actual_growth_7d = 1, prediction_accuracy = true`,
    );
    assert.deepEqual(await rows(client, 'select * from test_curve($1)', [model]), [
      { threshold: 0.7, true_positives: 1, false_positives: 0, true_negatives: 2, false_negatives: 1 },
      { threshold: 0.6, true_positives: 2, false_positives: 1, true_negatives: 1, false_negatives: 0 },
      { threshold: 0.3, true_positives: 2, false_positives: 2, true_negatives: 0, false_negatives: 0 },
    ]);
    assert.deepEqual(await rows(client, 'select * from test_curve(-1)'), []);
  });

  test('the line of today has the interval of the test, and nothing where no live prediction is settled', async () => {
    await addPredictions(client, stock, model, [{ session: '2024-01-04', probability: 0.7 }]);
    const line = await one(client, 'select * from todays_forecasts');
    assert.deepEqual(
      [line.symbol, line.test_roc_auc_lower, line.test_roc_auc_upper, line.live_predictions, line.usable],
      ['AAA', 0.52, 0.68, null, false],
    );
  });

  test('what to try is what a feature has been, up to the session and not beyond', async () => {
    await addPredictions(client, stock, model, [{ session: '2024-01-02', probability: 0.7 }]);
    const name = await one<{ name: string; at: number }>(
      client,
      `select n.name, n.at::integer from ml_feature_sets s, unnest(s.feature_names) with ordinality n (name, at)
       where s.is_current and n.name = 'rsi_14'`,
    );
    await client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, s.id, date '2024-01-02' - 10 * i, array_fill(20.5 + i, array[cardinality(s.feature_names)]), '\\x00', 1, 1
       from ml_feature_sets s, generate_series(-1, 10) i where s.is_current`,
      [stock],
    );
    await client.query(
      `update ml_predictions set feature_importance_json = '[{"feature": "rsi_14", "value": 50, "contribution": 0.1},
         {"feature": "gone", "value": 1, "contribution": 0.1}]'`,
    );
    assert.equal(name.name, 'rsi_14');
    const found = await rows(client, 'select r.* from ml_predictions p, contribution_ranges(p.id) r');
    assert.deepEqual(
      found.map(({ feature, low, high, whole }) => [
        feature,
        Number(Number(low).toFixed(6)),
        Number(Number(high).toFixed(6)),
        whole,
      ]),
      [['rsi_14', 20.6, 30.4, false]],
    );
  });
});
