-- How far the close may go is said of the instrument, not by a model: what a model from elsewhere says of a session has
-- the interval that ours has there. Its row may have come before the session's bar; then it is given the interval by
-- the run that makes one, while it is not too late to be live. Returns to how many.
create or replace function lend_intervals(instrument integer)
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  lent integer;
begin
  update ml_predictions p
  set growth_low = own.growth_low, growth_median = own.growth_median, growth_high = own.growth_high,
      growth_coverage = own.growth_coverage, updated_at = clock_timestamp()
  from ml_models m, ml_predictions own
  where m.instrument_id = lend_intervals.instrument and m.scope = 'external' and p.model_id = m.id
    and p.instrument_id = lend_intervals.instrument and p.actual_class is null and p.growth_low is null
    and own.id = lent_by(p.instrument_id, p.prediction_date)
    and (p.origin <> 'live'
         or prediction_origin(p.instrument_id, p.prediction_date, p.prediction_horizon_days, clock_timestamp())
              = 'live');
  get diagnostics lent = row_count;
  return lent;
end
$$;

revoke all on function lend_intervals(integer) from public;

-- Our newest prediction with an interval, of prices that still hold, for a session of an instrument.
create or replace function lent_by(instrument integer, session date)
returns bigint
language sql stable
set search_path from current
as $$
  select o.id from ml_predictions o join ml_models m on m.id = o.model_id and m.scope <> 'external'
  where o.instrument_id = instrument and o.prediction_date = session and o.growth_low is not null
    and o.stale_at is null
  order by o.id desc
  limit 1
$$;

revoke all on function lent_by(integer, date) from public;
