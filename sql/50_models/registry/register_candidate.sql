-- Which model of an instrument is in production.

-- The one place where production changes hands. Whoever calls this has called lock_models_of.
create or replace function put_into_production(model_id bigint)
returns ml_models
language plpgsql volatile
set search_path from current
as $$
declare
  chosen ml_models;
begin
  update ml_models m
  set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
  where m.instrument_id = (select c.instrument_id from ml_models c where c.id = put_into_production.model_id)
    and m.is_production and m.id <> put_into_production.model_id;
  update ml_models m
  set status = 'active', is_production = true, deployed_at = clock_timestamp(), deprecated_at = null
  where m.id = put_into_production.model_id
  returning * into chosen;
  return chosen;
end
$$;

revoke all on function put_into_production(bigint) from public;

-- Gives a validated candidate its place. In production when it passed the gate and is not worse than the production
-- model; else testing, where it serves while there is no production model. One that missed the gate and is worse than
-- the testing model of the other scope serves nobody: deprecated from the start. What is not known to be worse is
-- newer, and serves. Whom it replaces is deprecated, and named.
create or replace function register_candidate(model_id bigint, out place ml_model_status, out replaced text[])
language plpgsql volatile security definer
set search_path from current
as $$
declare
  candidate constant ml_models := require_model(register_candidate.model_id);
  not_worse boolean;
  worse boolean;
  beside_production boolean;
begin
  perform lock_models_of(candidate.instrument_id);
  not_worse := coalesce((candidate.champion_comparison ->> 'isNotWorse')::boolean, true);
  worse := candidate.champion_comparison ->> 'verdict' is not distinct from 'worse';
  beside_production := coalesce((candidate.champion_comparison ->> 'championIsProduction')::boolean, true);
  place := case when candidate.gate_passed and (not_worse or not beside_production) then 'active'
                when worse and not beside_production then 'deprecated'
                else 'testing' end;

  with gone as (
    update ml_models m
    set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
    where m.instrument_id = candidate.instrument_id and m.id <> candidate.id
      and (m.status = 'testing' and place <> 'deprecated' or m.is_production and place = 'active')
    returning m.id, m.model_version
  )
  select coalesce(array_agg(g.model_version order by g.id), '{}') into replaced from gone g;

  if place = 'active' then
    perform put_into_production(candidate.id);
  else
    update ml_models m
    set status = place, is_production = false, deployed_at = null,
        deprecated_at = case when place = 'deprecated' then clock_timestamp() end
    where m.id = candidate.id;
  end if;
end
$$;

grant execute on function register_candidate(bigint) to pgaugur_worker;
