import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { addInstrument, insertBars } from '../support/market.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, rows, value } from '../support/rows.ts';

/** The columns of the former system's tables, as its plan had them. */
const FORMER: Readonly<Record<string, string>> = {
  ml_models: `id instrument_id model_version model_type model_name hyperparameters feature_count target_variable
    target_horizon_days cv_score test_accuracy test_roc_auc test_f1_score validation_roc_auc training_records
    validation_records test_records training_start_date training_end_date model_file_path model_file_hash
    model_size_bytes feature_names feature_importance status is_production trained_at deployed_at deprecated_at
    airflow_dag_id airflow_run_id training_duration_seconds created_at created_by`,
  ml_feature_data: `model_id instrument_id trading_date trading_date_epoch open_price high_price low_price close_price
    volume year month weekday quarter day_of_year week_of_year is_month_end rsi_14 macd_line macd_signal macd_histogram
    bollinger_upper bollinger_lower bollinger_percent sma_5 sma_10 sma_20 sma_50 ema_12 ema_26 stoch_k stoch_d williams_r
    atr_14 adx_14 cci_20 roc_10 volume_sma_5 volume_sma_10 volume_sma_20 volume_ratio_5d volume_ratio_10d returns_1d
    returns_3d returns_7d growth_1d growth_3d growth_7d additional_features target growth_future_7d feature_completeness
    data_quality_score`,
  ml_predictions: `id model_id instrument_id prediction_date target_date prediction_horizon_days trading_date_epoch
    predicted_class prediction_probability prediction_confidence feature_importance_json actual_class actual_return_7d
    actual_growth_7d prediction_accuracy trading_signal signal_strength holding_period_days created_at updated_at
    airflow_dag_id airflow_run_id`,
  ml_backtest_results: `id model_id instrument_id backtest_start_date backtest_end_date holding_period_days
    probability_threshold initial_capital transaction_cost total_return annualized_return sharpe_ratio max_drawdown
    win_rate profit_factor total_trades winning_trades losing_trades avg_trade_return avg_trade_duration_days
    best_trade_return worst_trade_return volatility var_95 calmar_ratio sortino_ratio trade_history monthly_returns
    backtest_quality quality_score created_at airflow_dag_id airflow_run_id`,
};

describeInTransaction('the former system', (client) => {
  let statements: string[];

  before(async () => {
    const guide = await readFile(new URL('../../docs/from_airflow.md', import.meta.url), 'utf8');
    statements = [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql);
  });

  test('has all its columns under their names, but two of a table that is a view', async () => {
    for (const [table, columns] of Object.entries(FORMER)) {
      const found = await column<string>(client, 'select attname from pg_attribute where attrelid = $1::regclass', [
        table,
      ]);
      const missing = columns.split(/\s+/).filter((name) => !found.includes(name));
      assert.deepEqual(missing, [], table);
    }
  });

  test('is moved aside and judged by the statements of the guide, and its queries run', async () => {
    const [moving, judging, ...reading] = statements;
    assert.match(moving, /^create schema airflow;/);
    const stock = await addInstrument(client, 'AAA');
    await insertBars(client, stock, 3, { from: '2024-01-02' });
    await client.query(`
      create schema airflow;
      create table airflow.ml_predictions (instrument_id integer, prediction_date date, created_at timestamptz,
        prediction_probability decimal(8,6));
      insert into airflow.ml_predictions values
        (${stock}, '2024-01-02', '2024-01-03', 0.61), (${stock}, '2024-01-02', '2024-01-04', 0.99),
        (${stock}, '2024-01-03', '2024-01-04', 0.48)`);
    await client.query(judging);
    await client.query('set constraints all immediate'); // as a commit does
    const said = await rows(
      client,
      'select origin, prediction_probability as up from ml_predictions order by prediction_date',
    );
    assert.deepEqual(said, [
      { origin: 'claim', up: 0.61 },
      { origin: 'claim', up: 0.48 },
    ]);
    assert.equal(await value(client, "select count(*)::int from ml_models where scope = 'external'"), 1);
    assert.equal(reading.length, 2);
    for (const query of reading) await client.query(query);
  });
});
