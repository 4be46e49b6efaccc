-- What things are called in GraphQL. Lines of a comment that begin with @ are smart tags
-- (https://postgraphile.org/postgraphile/5/smart-tags): they name relations, state keys of views and hide what is
-- nobody's business. Descriptions follow in the next file; views and functions have theirs where they are defined.

-- Relations: what a foreign key is called on its own table, and on the table it refers to. Keys are found by their
-- column, because adopted tables name their constraints as they like.
do $$
declare
  relation record;
begin
  for relation in
    select k.*, c.conname
    from (values
      ('exchanges', 'country_id', 'country', 'exchanges'),
      ('exchange_holidays', 'exchange_id', 'exchange', 'holidays'),
      ('base_instruments', 'exchange_id', 'exchange', 'instruments'),
      ('base_instruments', 'sector_id', 'sector', 'instruments'),
      ('stocks', 'instrument_id', 'instrument', 'stock'),
      ('indices', 'instrument_id', 'instrument', 'index'),
      ('stock_prices', 'stock_id', 'instrument', 'stockPrices'),
      ('index_prices', 'index_id', 'instrument', 'indexPrices'),
      ('data_quality_metrics', 'instrument_id', 'instrument', 'dataQualityMetrics'),
      ('ml_pipelines', 'step', 'definition', 'pipelines'),
      ('ml_pipeline_policies', 'instrument_id', 'instrument', 'pipelinePolicyOverrides'),
      ('ml_pipeline_runs', 'instrument_id', 'instrument', 'mlPipelineRuns'),
      ('ml_pipeline_tasks', 'run_id', 'run', 'tasks'),
      ('ml_pipeline_tasks', 'step', 'definition', 'tasks'),
      ('ml_trials', 'pipeline_run_id', 'pipelineRun', 'trials'),
      ('ml_pooled_models', 'pipeline_run_id', 'pipelineRun', 'pooledModel'),
      ('ml_pooled_models', 'feature_set_id', 'featureSet', 'mlPooledModels'),
      ('ml_pooled_model_members', 'pooled_model_id', 'pooledModel', 'members'),
      ('ml_pooled_model_members', 'instrument_id', 'instrument', 'pooledModelMemberships'),
      ('ml_models', 'pooled_model_id', 'pooledModel', 'models'),
      ('ml_pipeline_runs', 'pooled_model_id', 'adoptedModel', 'adoptions'),
      ('features', 'instrument_id', 'instrument', 'features'),
      ('features', 'feature_set_id', 'featureSet', 'features'),
      ('ml_context_indices', 'exchange_id', 'exchange', 'contextIndices'),
      ('ml_context_indices', 'index_id', 'index', 'contextIndexSettings'),
      ('ml_context_indices', 'volatility_index_id', 'volatilityIndex', 'volatilityIndexSettings'),
      ('ml_lookahead_verdicts', 'model_id', 'model', 'lookaheadVerdicts'),
      ('ml_models', 'instrument_id', 'instrument', 'mlModels'),
      ('ml_drift', 'model_id', 'model', 'drift'),
      ('ml_backfill_requests', 'instrument_id', 'instrument', 'backfillRequests'),
      ('ml_backfill_requests', 'pipeline_run_id', 'pipelineRun', 'backfillRequests'),
      ('ml_backfill_requests', 'model_id', 'model', 'backfillRequests'),
      ('ml_model_promotions', 'model_id', 'model', 'promotions'),
      ('ml_model_promotions', 'replaced_model_id', 'replacedModel', 'replacements'),
      ('ml_models', 'feature_set_id', 'featureSet', 'mlModels'),
      ('ml_models', 'pipeline_run_id', 'pipelineRun', 'model'),
      ('ml_predictions', 'instrument_id', 'instrument', 'mlPredictions'),
      ('ml_predictions', 'model_id', 'model', 'mlPredictions'),
      ('ml_predictions', 'pipeline_run_id', 'pipelineRun', 'mlPredictions'),
      ('ml_backtest_results', 'instrument_id', 'instrument', 'mlBacktestResults'),
      ('ml_backtest_results', 'model_id', 'model', 'mlBacktestResults'),
      ('ml_backtest_results', 'pipeline_run_id', 'pipelineRun', 'mlBacktestResults'),
      ('ml_backtest_requests', 'model_id', 'model', 'mlBacktestRequests'),
      ('ml_backtest_requests', 'result_id', 'result', 'requests')
    ) as k (table_name, column_name, field, foreign_field)
    join pg_attribute a on a.attrelid = k.table_name::regclass and a.attname = k.column_name
    join pg_constraint c on c.conrelid = a.attrelid and c.contype = 'f' and c.conkey = array[a.attnum]
  loop
    execute format('comment on constraint %I on %I is %L', relation.conname, relation.table_name,
      format(E'@fieldName %s\n@foreignFieldName %s', relation.field, relation.foreign_field));
  end loop;
end
$$;

-- Rows are read by their key or by a filter; a field on Query for each further unique constraint would be noise.
comment on constraint one_place_per_step on ml_pipelines is '@behavior -single';
comment on constraint one_row_per_trial on ml_trials is '@behavior -single';
comment on constraint one_index_per_exchange_and_slot on ml_context_indices is '@behavior -single';
comment on constraint one_model_per_run on ml_models is '@behavior -single';
comment on constraint one_pooled_model_per_run on ml_pooled_models is '@behavior -single';
comment on constraint unique_model_prediction_date on ml_predictions is '@behavior -single';
comment on constraint one_prediction_per_model_and_session on ml_predictions is '@behavior -single';

-- Views: keys and relations that Postgres cannot declare on a view, put before the description each view has.
do $$
declare
  tagged record;
begin
  for tagged in
    select view_name, tags
    from (values
      ('price_bars', array[
        '@primaryKey instrument_id,trading_date',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName priceBars',
        '@behavior +aggregates +groupedAggregates']),
      ('market_context', array[
        '@name market_context_slot',
        '@listName marketContext',
        '@primaryKey instrument_id,slot',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName marketContext',
        '@foreignKey (index_id) references base_instruments (id)|@fieldName index|@backwardBehavior -*',
        '@foreignKey (volatility_index_id) references base_instruments (id)|@fieldName volatilityIndex|@backwardBehavior -*']),
      ('ml_feature_data', array[
        '@primaryKey model_id,trading_date',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName mlFeatureData',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName mlFeatureData']),
      ('prediction_usability', array[
        '@name prediction_usability',
        '@primaryKey prediction_id',
        '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@foreignFieldName usability']),
      ('signals_today', array[
        '@name signal_today',
        '@listName signalsToday',
        '@primaryKey instrument_id',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName signalToday',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*',
        '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*']),
      ('track_record', array[
        '@name track_record_window',
        '@listName trackRecord',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName trackRecord',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName trackRecord']),
      ('leaderboard', array[
        '@name leaderboard_entry',
        '@listName leaderboard',
        '@primaryKey instrument_id',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName leaderboardEntry',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*']),
      ('model_cards', array[
        '@primaryKey model_id',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName modelCards',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName modelCardInFull']),
      ('feature_importance', array[
        '@name feature_weight',
        '@listName featureImportance',
        '@primaryKey model_id,feature',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName features']),
      ('pipeline_health', array[
        '@name pipeline_health',
        '@listName pipelineHealth']),
      ('latest_predictions', array[
        '@primaryKey instrument_id',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName latestPrediction',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*',
        '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*',
        '@behavior +aggregates +groupedAggregates']),
      ('run_grid', array[
        '@name run_grid_cell',
        '@listName runGrid',
        '@primaryKey run_id,step',
        '@foreignKey (run_id) references ml_pipeline_runs (id)|@fieldName run|@foreignFieldName grid',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName runGrid',
        '@behavior +aggregates +groupedAggregates'])
    ) as v (view_name, tags)
  loop
    execute format('comment on view %I is %L', tagged.view_name,
      array_to_string(tagged.tags, E'\n') || E'\n' ||
      coalesce(regexp_replace(obj_description(tagged.view_name::regclass, 'pg_class'), '^(@[^\n]*\n)*', ''), ''));
  end loop;
end
$$;

-- Functions of an instrument's id are fields of the instrument (src/server/instrument_fields.ts) or serve views.
do $$
declare
  hidden regprocedure;
begin
  foreach hidden in array array['pipeline_policy(integer)', 'serving_model(integer)', 'retraining_due(integer)', 'drift_since(integer, date)', 'require_prediction(bigint)',
    'drift_warning(ml_drift, double precision, double precision)', 'instrument_of(text, text)', 'similar_symbols(text)', 'edit_distance(text, text)',
    'overlap_sessions()', 'counted(bigint, text)', 'percent(double precision)', 'feature_sets_in_use(integer)', 'next_model_version(integer, bigint)', 'pool_of(integer)', 'pool_members(text)',
    'has_sessions(integer)', 'trainable_members(text)', 'adoptable_model(integer)', 'pooled_training_due(text)', 'models_judged_since(integer, date, bigint)', 'is_volatility_index(text)', 'closing_time(integer, date)',
    'closes_no_later(integer, integer)']::regprocedure[]
  loop
    execute format('comment on function %s is %L', hidden,
      E'@behavior -*\n' || coalesce(regexp_replace(obj_description(hidden, 'pg_proc'), '^(@[^\n]*\n)*', ''), ''));
  end loop;
end
$$;
