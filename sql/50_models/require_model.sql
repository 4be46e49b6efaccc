create or replace function require_model(model_id bigint)
returns ml_models
language plpgsql stable
set search_path from current
as $$
declare
  model ml_models;
begin
  select m.* into model from ml_models m where m.id = require_model.model_id;
  if not found then
    raise exception 'no model with id %', coalesce(require_model.model_id::text, 'null')
      using errcode = 'no_data_found', hint = 'The models there are: select id, model_name from ml_models.';
  end if;
  return model;
end
$$;

revoke all on function require_model(bigint) from public;
