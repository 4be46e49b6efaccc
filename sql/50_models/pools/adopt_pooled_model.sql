-- For workers: makes a pooled model the candidate of an adoption's run, tested on so many sessions of the instrument,
-- and notes that the run has taken it up. The artifact is shared. The model may be gone since the run looked: archived,
-- because the pool has a newer one, or deleted; the next attempt looks again.
create or replace function adopt_pooled_model(run_id bigint, pooled_model_id bigint, test_records integer)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  insert into ml_models (
    instrument_id, pipeline_run_id, model_version, model_name, scope, pooled_model_id, unseen_from,
    model_type, hyperparameters, feature_set_id, feature_count, feature_names, validation_roc_auc, cv_score,
    training_records, validation_records, test_records,
    training_start_date, training_end_date, data_end_date, data_hash,
    model_file_path, model_file_hash, model_size_bytes, trained_at, training_duration_seconds,
    airflow_dag_id, airflow_run_id, calibration, engine, device, training_base_rate)
  select r.instrument_id, r.id, version, i.symbol || '_growth_7d_pooled_' || version, 'pooled', p.id, p.test_start_date,
         p.model_type, p.hyperparameters, p.feature_set_id, jsonb_array_length(p.feature_names), p.feature_names,
         p.validation_roc_auc, p.validation_roc_auc,
         p.training_records, p.validation_records, adopt_pooled_model.test_records,
         p.training_start_date, p.training_end_date, r.last_session, r.content_hash,
         'pg:' || a.sha256, a.sha256, a.size_bytes, p.trained_at, round(p.training_duration_seconds),
         airflow_dag_id(i.symbol), r.id::text, p.calibration, p.engine, p.device, p.training_base_rate
  from ml_pipeline_runs r
  join base_instruments i on i.id = r.instrument_id
  cross join next_model_version(r.instrument_id, r.id) as version
  join ml_pooled_models p on p.id = adopt_pooled_model.pooled_model_id
  join ml_model_artifacts a on a.sha256 = p.model_file_hash
  where r.id = adopt_pooled_model.run_id;
  if not found then
    raise exception 'pooled model % was archived or deleted before it could be adopted', pooled_model_id
      using errcode = 'no_data_found';
  end if;
  perform take_up_pooled_model(run_id, pooled_model_id);
end
$$;

grant execute on function adopt_pooled_model(bigint, bigint, integer) to pgaugur_worker;
