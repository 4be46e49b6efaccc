-- A person's word over gate and comparison. Signals still ask for a passed gate: a promotion makes no model better.
create or replace function promote_model(model_id bigint, reason text)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  chosen ml_models := require_model(promote_model.model_id);
  present ml_models;
  requested ml_pipeline_runs;
begin
  if btrim(coalesce(reason, '')) = '' then
    raise exception 'promoting model % needs a reason, got %', chosen.id, coalesce(quote_literal(reason), 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  requested := request_run_and_lock_models_of(chosen.instrument_id);
  select m.* into present from ml_models m where m.instrument_id = chosen.instrument_id and m.is_production for update;
  select m.* into chosen from ml_models m where m.id = chosen.id for update;
  if chosen.is_production then
    raise exception 'model % (%) is in production already', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  elsif chosen.status not in ('testing', 'deprecated') or chosen.gate_passed is null then
    raise exception 'model % (%) is %: only a validated model (testing or deprecated) can be promoted',
      chosen.id, chosen.model_name, chosen.status using errcode = 'object_not_in_prerequisite_state';
  elsif chosen.model_file_hash is null then
    raise exception 'model % (%) was archived: its artifact is gone', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  elsif not exists (select from ml_feature_sets s where s.id = chosen.feature_set_id and s.is_supported) then
    raise exception 'model % (%) was trained on a feature set that is computed no more', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  chosen := put_into_production(chosen.id);
  insert into ml_model_promotions (model_id, replaced_model_id, reason) values (chosen.id, present.id, btrim(reason));
  perform complete_request(requested, format('%s promoted: %s', chosen.model_version, btrim(reason)));
  return chosen;
end
$$;

comment on function promote_model(bigint, text) is
  'Puts a validated model into production whatever gate and comparison said, and writes down who did it and why. '
  'Signals of a model that has not passed the gate stay HOLD. Returns the model.';
grant execute on function promote_model(bigint, text) to pgaugur_operator;
