-- Features of a set changed, or are new, from a session on: predictions made from them are marked stale, and outcomes
-- that were read from the prices behind them are open again until they are settled from the new ones. Models of sets
-- that are not computed any more go with every set.
create or replace function reopen_predictions(
  instrument_id integer, first_changed_session date, feature_set_id smallint)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_predictions p
  set stale_at = case when p.prediction_date >= first_changed_session
                      then coalesce(p.stale_at, clock_timestamp()) else p.stale_at end,
      actual_class = null, actual_growth_7d = null, actual_return_7d = null, prediction_accuracy = null,
      growth_inside = null
  from ml_models m
  where m.id = p.model_id and p.instrument_id = reopen_predictions.instrument_id
    and p.target_date >= first_changed_session
    and (p.actual_class is not null or p.prediction_date >= first_changed_session)
    and (m.feature_set_id = reopen_predictions.feature_set_id
         or m.feature_set_id not in (select s.id from feature_sets_in_use(reopen_predictions.instrument_id) s))
$$;

grant execute on function reopen_predictions(integer, date, smallint) to pgaugur_worker;
