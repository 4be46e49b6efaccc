-- Which model of an instrument is in production.

-- The one place where production changes hands. The present model is locked first, here and by whoever calls this.
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

-- Gives a validated candidate its place, and says why. In production when it passed the gate and takes over from the
-- production model; else testing, where it serves while there is no production model. One that missed the gate and does
-- not take over from the testing model serves nobody: deprecated from the start. A passed gate outweighs a comparison
-- with a model that did not pass it. Whom it replaces is deprecated, and named.
--
-- Taking over, by the comparison on sessions that neither has learned from: of the same data, the incumbent stays
-- unless the other is better by the point estimate of the log-loss, and not demonstrably worse; of newer data, not
-- demonstrably worse is enough. What too few sessions tell takes over from no production model.
create or replace function register_candidate(
  model_id bigint, out place ml_model_status, out reason text, out replaced text[])
language plpgsql volatile security definer
set search_path from current
as $$
declare
  candidate constant ml_models := require_model(register_candidate.model_id);
  found constant jsonb := candidate.champion_comparison;
  incumbent ml_models;
  newer text;
  takes_over boolean := true;
  is_wanted boolean := true;
  beside_production boolean := coalesce((found ->> 'championIsProduction')::boolean, false);
  outweighs boolean := false;
  rule text := 'there was no model to compare it with';
begin
  -- Whoever promotes or rolls back meanwhile has come first, or waits.
  perform from ml_models m where m.instrument_id = candidate.instrument_id and m.is_production for update;
  if found is not null then
    select m.* into incumbent from ml_models m where m.id = (found ->> 'championId')::bigint;
    newer := newer_data(candidate, incumbent);
    takes_over := case when beside_production then (found ->> 'isNotWorse')::boolean
                       else found ->> 'verdict' <> 'worse' end
                  and (newer is not null or coalesce((found #>> '{logLoss,value}')::double precision < 0, false));
    outweighs := candidate.gate_passed and not beside_production and incumbent.gate_passed is not true;
    rule := case
      when outweighs then format('%s did not, and gives way', found ->> 'champion')
      when newer is null then
        format('it learned from the same data as %s, which stays unless the other is better by the point estimate of '
               'the log-loss and not demonstrably worse', found ->> 'champion')
      else format('it learned from newer data than %s (%s), so not being demonstrably worse is enough',
                  found ->> 'champion', newer) end
      || coalesce('; it is ' || (found ->> 'reason'), '');
  end if;
  -- The policy may have changed while it was trained: then what serves goes on.
  if (select p.model_scope from pipeline_policy(candidate.instrument_id) p) not in (candidate.scope, 'both')
    and exists (select from ml_models m
                where m.instrument_id = candidate.instrument_id and m.id <> candidate.id
                  and (m.is_production or m.status = 'testing'))
  then
    is_wanted := false;
    rule := format('the policy asks for no %s model any more', candidate.scope);
  end if;
  -- Whoever was put into production while this one was judged has not been compared with it.
  if exists (
    select from ml_models m join ml_feature_sets s on s.id = m.feature_set_id
    where m.instrument_id = candidate.instrument_id and m.is_production and s.is_supported
      and m.model_file_hash is not null and m.id is distinct from (found ->> 'championId')::bigint)
  then
    takes_over := false;
    outweighs := false;
    beside_production := true;
    rule := 'another model went into production while this one was judged';
  end if;

  place := case when not is_wanted then 'deprecated'
                when candidate.gate_passed and (takes_over or outweighs) then 'active'
                when not takes_over and not beside_production then 'deprecated'
                else 'testing' end;
  reason := format('%s: it %s; %s', case place when 'active' then 'in production' else place::text end,
                   case when candidate.gate_passed then 'passed the gate'
                        when beside_production then 'did not pass the gate, without which nothing goes into production'
                        else 'did not pass the gate' end, rule);

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
  update ml_models m set place_reason = reason where m.id = candidate.id;
end
$$;

grant execute on function register_candidate(bigint) to pgaugur_worker;
