-- What a rollback returns to: of each instrument, or of one, the former production model that was deployed last.
create or replace function former_production_models(instrument_id integer default null)
returns setof ml_models
language sql stable
set search_path from current
as $$
  select distinct on (m.instrument_id) m.*
  from ml_models m
  where (former_production_models.instrument_id is null or m.instrument_id = former_production_models.instrument_id)
    and m.status = 'deprecated' and m.deployed_at is not null and m.model_file_hash is not null
  order by m.instrument_id, m.deployed_at desc
$$;

revoke all on function former_production_models(integer) from public;

create or replace function rollback_model(instrument_id integer)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  former ml_models;
begin
  perform require_instrument(rollback_model.instrument_id);
  perform lock_models_of(rollback_model.instrument_id);
  select f.* into former from former_production_models(rollback_model.instrument_id) f;
  if not found then
    raise exception 'instrument % has no former production model whose artifact is kept', rollback_model.instrument_id
      using errcode = 'no_data_found';
  end if;
  former := put_into_production(former.id);
  perform request_run(rollback_model.instrument_id, 'rolled back to ' || former.model_version);
  return former;
end
$$;

comment on function rollback_model(integer) is
  'Puts the former production model of an instrument back in its place and asks for a run, which scores with it. '
  'Returns the model.';
grant execute on function rollback_model(integer) to pgaugur_operator;
