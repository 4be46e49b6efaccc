-- A model from elsewhere in the registry: beside those that serve, never among them.

-- The model of that name of an instrument; made when it speaks for the first time.
create or replace function external_model(instrument integer, called text)
returns ml_models
language plpgsql volatile
set search_path from current
as $$
declare
  model ml_models;
  -- Judged for the first time when outcomes have come, and until then it is known what is missing.
  waits constant text := 'not judged yet: 0 live predictions are settled, and 63 are needed';
begin
  insert into ml_models (
    instrument_id, model_version, model_name, model_type, hyperparameters, feature_count, scope, status,
    training_records, validation_records, test_records, model_file_path, trained_at, gate_reason, interval_gate_reason)
  select i.id, called, i.symbol || '_' || called, 'external', '{}', 0, 'external', 'active', 0, 0, 0, 'elsewhere',
         clock_timestamp(), waits, waits
  from base_instruments i where i.id = instrument
  on conflict on constraint unique_instrument_version do nothing;
  select m.* into strict model from ml_models m where m.instrument_id = instrument and m.model_version = called;
  if model.scope <> 'external' then
    raise exception 'external model "%": % has a model of its own of that version', called, model.model_name
      using errcode = 'unique_violation';
  end if;
  return model;
end
$$;

revoke all on function external_model(integer, text) from public;

create or replace function refuse_model_name(name text)
returns void
language plpgsql immutable
set search_path from current
as $$
begin
  if name is null or length(name) > 40 or name ~ '^v[0-9]'
    or name !~ '^[[:alnum:]]([[:alnum:] ._:/+-]*[[:alnum:]])?$'
  then
    raise exception 'external model %: a name has 1 to 40 letters, digits, spaces and . _ : / + - between them, and '
                    'does not begin as versions of our own models do (v2)', coalesce(quote_literal(name), 'null')
      using errcode = 'invalid_parameter_value';
  end if;
end
$$;

revoke all on function refuse_model_name(text) from public;
