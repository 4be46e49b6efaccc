import { createClient } from '../../src/db/pool.ts';
import type { Installation } from '../support/database.ts';

/**
 * One instrument with all that the pipeline leaves behind (bars, features, a finished run, a production model, four
 * predictions of which two are settled, a backtest), and one with nothing; an exchange
 * with 120 holidays, long ago. Values are made up and easy to recognise.
 */
export async function insertForecasts({ url, schema }: Installation): Promise<void> {
  const client = createClient({ databaseUrl: url, schema });
  await client.connect();
  try {
    await client.query(`
      insert into countries (name, iso_code, currency_code) values ('United States', 'US', 'USD');
      insert into exchanges (name, mic_code, country_id) values ('New York Stock Exchange', 'XNYS', 1);
      insert into base_instruments (id, symbol, name, exchange_id) overriding system value
      values (1, 'JPM', 'JPMorgan Chase', 1), (2, 'NEW', 'Listed Yesterday', 1);

      insert into exchange_holidays (exchange_id, holiday_date, name)
      select 1, date '1990-01-01' + i, 'closed' from generate_series(0, 119) i;

      insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
      select 1, date '2024-01-01' + i, 100 + i, 102 + i, 99 + i, 101 + i, 1000 from generate_series(0, 3) i;
    `);
    // The prices opened run 1 when they were committed; what follows is how it could have ended.
    await client.query(`
      update ml_pipeline_runs
      set status = 'succeeded', kind = 'training', started_at = requested_at, finished_at = clock_timestamp(),
          session_count = 4, outcome = '4 predictions'
      where id = 1;
      update ml_pipeline_tasks
      set status = 'succeeded', attempt = 1, started_at = queued_at,
          finished_at = queued_at + interval '2 seconds', summary = '4 sessions, data quality 1.00'
      where run_id = 1;

      insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
      select 1, s.id, date '2024-01-01' + i, array_fill(null::float8, array[cardinality(s.feature_names)]), '\\x00', 0, 1
      from ml_feature_sets s, generate_series(0, 3) i where s.is_current;
      update features set values[1] = 2024, values[2] = 0.5;

      insert into ml_models (
        id, instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count, test_roc_auc,
        training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
        data_hash, model_file_path, trained_at, status, is_production, gate_passed, pipeline_run_id)
      overriding system value
      select 1, 1, 'v2.0.0', 'JPM_growth_7d_classifier_v2.0.0', '{"max_depth": 4}', s.id, 190, 0.61,
             900, 200, 200, '2024-01-01', '2024-01-02', '2024-01-04',
             '\\x00', 'pg:0', '2024-01-05', 'active', true, true, 1
      from ml_feature_sets s where s.is_current;

      insert into ml_predictions (
        model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class,
        prediction_probability, trading_signal, signal_strength, origin, pipeline_run_id, actual_class,
        prediction_accuracy, actual_return_7d, feature_importance_json)
      values
        (1, 1, '2024-01-01', '2024-01-10', 0, true, 0.70, 'BUY', 0.4, 'holdout', 1, true, true, 0.02, '[]'),
        (1, 1, '2024-01-02', '2024-01-11', 0, true, 0.65, 'BUY', 0.3, 'holdout', 1, false, false, -0.01, '[]'),
        (1, 1, '2024-01-03', '2024-01-12', 0, false, 0.45, 'HOLD', 0.1, 'live', 1, null, null, null, '[]'),
        (1, 1, '2024-01-04', '2024-01-15', 0, true, 0.80, 'BUY', 0.6, 'live', 1, null, null, null,
         '[{"feature": "rsi_14", "value": 55, "contribution": 0.2}]');

      insert into ml_backtest_results (model_id, instrument_id, pipeline_run_id, backtest_start_date, backtest_end_date,
        total_return, total_trades, winning_trades, losing_trades, monthly_returns)
      values (1, 1, 1, '2024-01-01', '2024-01-04', 0.05, 2, 1, 1, '{"2024-01": 0.05}');
    `);
  } finally {
    await client.end();
  }
}
