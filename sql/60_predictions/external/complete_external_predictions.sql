-- An instrument may have no model of ours: its history is too short for one, its policy asks for none, or its pool has
-- none yet. What is said of it elsewhere has an interval all the same, and models that are registered speak of it.

-- Live predictions from elsewhere that have no interval, whose bar is stored and whose open is still to come.
create or replace function sessions_without_interval(instrument integer)
returns setof date
language plpgsql stable
set search_path from current
as $$
begin
  return query
  select distinct p.prediction_date
  from ml_models m
  join ml_predictions p on p.model_id = m.id and p.instrument_id = m.instrument_id
  where m.instrument_id = sessions_without_interval.instrument and m.scope = 'external'
    and p.origin = 'live' and p.actual_class is null and p.growth_low is null
    -- Cheaper than the function that decides, and true of all that it says yes to.
    and p.prediction_date >= (clock_timestamp() at time zone 'UTC')::date - 21
    and exists (select from price_bars b
                where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date)
    and prediction_origin(p.instrument_id, p.prediction_date, p.prediction_horizon_days, clock_timestamp()) = 'live';
end
$$;

comment on function sessions_without_interval(integer) is
  E'@behavior -*\n'
  'Sessions of an instrument that models from elsewhere spoke of live, whose interval can still be said in time.';
grant execute on function sessions_without_interval(integer) to pgaugur_worker;

-- Asks a worker to see to it, where it is needed: at the end of a run, and when something is said of a session that
-- nobody gave an interval.
create or replace function complete_external_predictions(instrument integer)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  if exists (select from ml_models m
             where m.instrument_id = complete_external_predictions.instrument and m.scope = 'external')
    and (exists (select from sessions_without_interval(instrument))
         or (scoring_model(instrument)).id is null
            and exists (select from ml_models m
                        where m.instrument_id = complete_external_predictions.instrument and m.scope = 'external'
                          and m.model_file_hash is not null))
  then
    perform @worker_schema@.add_job(
      'complete_external_predictions', json_build_object('instrument_id', instrument), max_attempts => 3,
      job_key => 'complete:' || instrument);
  end if;
end
$$;

revoke all on function complete_external_predictions(integer) from public;

-- The intervals that were asked for, each for all models that spoke of its session. Returns to how many predictions.
create or replace function give_live_intervals(
  instrument integer, sessions date[], low double precision[], median double precision[], high double precision[],
  coverage double precision)
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  given integer;
begin
  update ml_predictions p
  set growth_low = i.low, growth_median = i.median, growth_high = i.high,
      growth_coverage = give_live_intervals.coverage, updated_at = clock_timestamp()
  from ml_models m,
       unnest(give_live_intervals.sessions, give_live_intervals.low, give_live_intervals.median,
              give_live_intervals.high) i (session, low, median, high)
  where m.instrument_id = give_live_intervals.instrument and m.scope = 'external' and p.model_id = m.id
    and p.instrument_id = give_live_intervals.instrument and p.prediction_date = i.session
    and p.origin = 'live' and p.actual_class is null and p.growth_low is null
    -- Asked for again: computing took a while, and the open may have passed.
    and i.session in (select sessions_without_interval(instrument));
  get diagnostics given = row_count;
  return given;
end
$$;

comment on function give_live_intervals(
  integer, date[], double precision[], double precision[], double precision[], double precision) is
  E'@behavior -*\nGives live predictions from elsewhere their interval of the growth, while it is not too late.';
grant execute on function give_live_intervals(
  integer, date[], double precision[], double precision[], double precision[], double precision) to pgaugur_worker;
