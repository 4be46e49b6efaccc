-- Who may do what. PUBLIC may nothing: Postgres grants EXECUTE on functions to PUBLIC by itself, so that is revoked
-- first. Inserting prices takes INSERT on the price table and USAGE on the schema, nothing else.

-- Ours are the functions that this transaction has made or replaced; an adopted schema may hold others.
do $$
declare
  ours record;
begin
  for ours in
    select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = @schema_literal@::regnamespace and p.xmin = pg_current_xact_id()::xid
  loop
    execute format('revoke all on function %s from public', ours.signature);
  end loop;
end
$$;

grant usage on schema @schema@ to pgaugur_reader, pgaugur_operator, pgaugur_worker;

-- reader: what GraphQL runs as.
grant select on
  countries, exchanges, exchange_calendars, exchange_holidays, sectors, base_instruments, stocks, indices, stock_prices, index_prices,
  data_quality_metrics, price_bars,
  ml_pipeline_steps, ml_pipelines, ml_pipeline_defaults, ml_pipeline_policies, ml_pipeline_runs, ml_pipeline_tasks, run_grid,
  ml_feature_sets, ml_context_indices, market_context, features, ml_feature_data, ml_models, ml_pooled_models, ml_pooled_model_members, ml_trials, ml_lookahead_verdicts, ml_predictions,
  ml_backtest_results, ml_backtest_requests, ml_portfolio_backtests, ml_drift, ml_backfill_requests, ml_model_promotions, prediction_usability, latest_predictions, signals_today,
  track_record, leaderboard, model_cards, feature_importance, pipeline_health
to pgaugur_reader, pgaugur_worker;
grant execute on function
  require_prediction(bigint),
  target_session(date, integer, integer), pipeline_policy(integer), serving_model(integer), retraining_due(integer),
  feature_sets_in_use(integer), next_model_version(integer, bigint), pool_of(integer), pool_members(text),
  has_sessions(integer), trainable_members(text), adoptable_model(integer), pooled_training_due(text), models_judged_since(integer, date, bigint), is_volatility_index(text), closes_no_later(integer, integer), closing_time(integer, date),
  predict_probability(bigint, double precision[]), rescore(bigint, date, date), what_if(bigint, jsonb),
  drift_warning(ml_drift, double precision, double precision), drift_since(integer, date), instrument_of(text, text),
  similar_symbols(text), edit_distance(text, text), overlap_sessions(), counted(bigint, text), percent(double precision), explain_prediction(bigint)
to pgaugur_reader, pgaugur_worker;

-- operator: reader, and the functions that start, retry and stop runs, and the policies.
grant execute on function
  request_run(integer, text, text), request_runs(integer[], text, text), retry_run(bigint), cancel_run(bigint, text),
  pause_instrument(integer), resume_instrument(integer), rollback_model(integer), train_pool(text, text),
  backtest(bigint, double precision, integer, double precision, double precision, date, date, text, text, numeric,
           double precision, boolean),
  backtest_portfolio(text[], integer, text, double precision, integer, double precision, double precision, date, date, text,
                     text, numeric, double precision, boolean),
  train(text, text, text), predict(text, text), pause(text, text), resume(text, text), backfill(text, date, date, text),
  promote_model(bigint, text), prune(interval, boolean)
to pgaugur_operator;
grant select on ml_worker_pools, live_worker_pools, pgaugur_version to pgaugur_operator;
grant insert, update, delete on ml_pipeline_policies, ml_context_indices, exchange_holidays to pgaugur_operator;
grant update on ml_pipeline_defaults to pgaugur_operator;

-- worker: writes results; moves runs only through the functions that check the attempt.
grant select on ml_model_artifacts, ml_worker_pools, pgaugur_migrations, pgaugur_version to pgaugur_worker;
grant select on ml_drift_references, ml_track_record to pgaugur_worker;
grant insert, update, delete on ml_drift, ml_drift_references to pgaugur_worker;
grant select on portfolio_predictions to pgaugur_worker;
grant update on ml_backfill_requests, ml_portfolio_backtests to pgaugur_worker;
grant insert, update, delete on features, ml_model_artifacts, ml_models, ml_pooled_models, ml_pooled_model_members, ml_trials, ml_predictions,
  ml_backtest_results, ml_lookahead_verdicts, data_quality_metrics to pgaugur_worker;
grant usage on all sequences in schema @schema@ to pgaugur_worker;
grant execute on function
  take_step(bigint, text, text, text), fence_step(bigint, text, integer), finish_step(bigint, text, integer, jsonb, text),
  skip_run(bigint, text, integer, text, boolean), fail_step(bigint, text, integer, jsonb), release_step(bigint, text, integer),
  fail_dead_letter(bigint, text, jsonb), take_up_pooled_model(bigint, bigint), pin_input(bigint, date, date, integer, bytea),
  register_worker_pool(text, text, integer), unregister_worker_pool(text), sweep_dead_workers(),
  settle_predictions(integer), reopen_predictions(integer, date, smallint), request_due_retraining(), delete_old_runs(interval),
  register_candidate(bigint), archive_models(integer, integer),
  finish_backtest_request(bigint, bigint, text)
to pgaugur_worker;

-- The queues: workers take and settle jobs. graphile-worker guards its tables with row-level security that admits
-- only their owner, so the worker role gets a policy of its own.
grant usage on schema @worker_schema@, @boss_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @worker_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @boss_schema@ to pgaugur_worker;
grant usage on all sequences in schema @worker_schema@ to pgaugur_worker;
grant usage on all sequences in schema @boss_schema@ to pgaugur_worker;
grant execute on all functions in schema @worker_schema@ to pgaugur_worker;
grant execute on all functions in schema @boss_schema@ to pgaugur_worker;
do $$
declare
  guarded record;
begin
  for guarded in
    select c.oid::regclass as table_name from pg_class c
    where c.relnamespace = @worker_schema_literal@::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'pgaugur_worker')
  loop
    execute format('create policy pgaugur_worker on %s to pgaugur_worker using (true) with check (true)',
                   guarded.table_name);
  end loop;
end
$$;
