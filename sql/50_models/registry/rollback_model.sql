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
  requested ml_pipeline_runs;
begin
  requested := request_run_and_lock_models_of(rollback_model.instrument_id);
  select f.* into former from former_production_models(rollback_model.instrument_id) f;
  if not found then
    raise exception '% has no former production model whose artifact is kept',
      (select i.symbol from base_instruments i where i.id = rollback_model.instrument_id)
      using errcode = 'no_data_found';
  end if;
  former := put_into_production(former.id);
  perform complete_request(requested, 'rolled back to ' || former.model_version);
  return former;
end
$$;

comment on function rollback_model(integer) is
  E'@behavior -*\n'
  'Puts the former production model of an instrument back in its place and asks for a run, which scores with it. '
  'Returns the model.';
grant execute on function rollback_model(integer) to pgaugur_operator;

-- A driver that sends parameters without a type picks this one for a number, too: what is no symbol, but an id, is
-- taken as one. What is both is refused: the model of another instrument is not put back by guess.
create or replace function rollback_model(symbol text, exchange text default null)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  by_id integer := (
    select i.id from base_instruments i
    where i.id::text = rollback_model.symbol and i.symbol <> rollback_model.symbol and rollback_model.exchange is null);
begin
  if by_id is null then
    return rollback_model(instrument_of(symbol, exchange));
  elsif exists (select from base_instruments i where i.symbol = rollback_model.symbol) then
    raise exception '% is the symbol of one instrument and the id of another', symbol
      using errcode = 'ambiguous_parameter',
            hint = format('rollback_model(%s::integer) means the id; with an exchange, the symbol is meant.', symbol);
  end if;
  return rollback_model(by_id);
end
$$;

comment on function rollback_model(text, text) is
  E'@name rollback_model_by_symbol\n'
  'As rollback_model, by symbol: puts the former production model back in its place and asks for a run, which scores '
  'with it. Returns the model.';
grant execute on function rollback_model(text, text) to pgaugur_operator;
