-- Outcomes: written down when the seventh session has happened, put right when prices are corrected.

-- Settled outcomes that the prices of today contradict and that nobody has opened again. Nightly, those of the last
-- quarter, whose correction no run has followed: of a paused instrument, or one whose data are too poor. In a run of an
-- instrument, those over a split: one that was filled in later changes no features, which is what the steps before look
-- at.
create or replace function contradicted_outcomes(instrument_id integer)
returns bigint[]
language plpgsql stable
set search_path from current
as $$
begin
  if instrument_id is null then
    return array(
      select o.id from outcomes_today o
      where o.actual_class is not null and o.updated_at >= clock_timestamp() - interval '90 days'
        and (o.growth, o.settled_on) is distinct from (o.actual_growth_7d, o.target_date));
  end if;
  return array(
    with splits as materialized (
      select b.trading_date from price_bars b
      where b.instrument_id = contradicted_outcomes.instrument_id and b.split_factor <> 1
        and b.trading_date > (
          select min(p.prediction_date) from ml_predictions p
          where p.instrument_id = contradicted_outcomes.instrument_id)),
    spanning as materialized (
      select distinct p.id
      from splits s
      join ml_predictions p on p.instrument_id = contradicted_outcomes.instrument_id
       and p.prediction_date < s.trading_date and p.target_date >= s.trading_date
      where p.actual_class is not null)
    select o.id
    from spanning s
    join outcomes_today o on o.id = s.id
    where (o.growth, o.settled_on) is distinct from (o.actual_growth_7d, o.target_date));
end
$$;

revoke all on function contradicted_outcomes(integer) from public;

-- Writes down what prices say of the given predictions, where it is something else than what is there. Returns of how
-- many.
create or replace function write_outcomes(locked bigint[])
returns integer
language plpgsql volatile
set search_path from current
-- Planned once per connection: each is looked up, whether they are a few or thousands.
set plan_cache_mode to force_generic_plan
as $$
declare
  settled integer;
begin
  with outcomes as materialized (
    select o.id, o.settled_on, o.growth
    from outcomes_today o
    where o.id = any (locked)
      and (o.growth, coalesce(o.settled_on, o.target_date)) is distinct from (o.actual_growth_7d, o.target_date)
  )
  update ml_predictions p
  set target_date = coalesce(o.settled_on, p.target_date),
      actual_class = o.growth > 1,
      actual_growth_7d = o.growth,
      actual_return_7d = o.growth - 1,
      prediction_accuracy = p.predicted_class = (o.growth > 1),
      growth_inside = o.growth between p.growth_low and p.growth_high,
      updated_at = clock_timestamp()
  from outcomes o
  where p.id = o.id;
  get diagnostics settled = row_count;
  return settled;
end
$$;

revoke all on function write_outcomes(bigint[]) from public;

-- Fills the outcome of predictions whose seventh session has happened, moves the target date to that session, and puts
-- right what was settled from prices that have been corrected since; what they do not settle any more is open again. A
-- few index lookups per prediction that is open or looked at again, so the time does not depend on the length of
-- histories. Returns the number of predictions changed.
create or replace function settle_predictions(instrument_id integer default null)
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  contradicted constant bigint[] := contradicted_outcomes(instrument_id);
  locked bigint[];
begin
  -- Locked before prices are read: a run that settles one of them from corrected prices meanwhile has ended by then, or
  -- waits. Otherwise the nightly settlement could write what it read before the correction over it.
  locked := array(
    select p.id from ml_predictions p
    where p.id = any (contradicted)
       or p.actual_class is null
      and (settle_predictions.instrument_id is null or p.instrument_id = settle_predictions.instrument_id)
    order by p.id
    for update);
  return write_outcomes(locked);
end
$$;

grant execute on function settle_predictions(integer) to pgaugur_worker;
