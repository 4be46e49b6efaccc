-- What a feature usually is, so that somebody who asks "what if" is offered values that occur.
create or replace function contribution_ranges(prediction_id bigint)
returns table (feature text, low double precision, high double precision, whole boolean)
language sql stable
set search_path from current
as $$
  with asked as (
    select p.instrument_id, p.prediction_date, m.feature_set_id, c.entry ->> 'feature' as feature,
           array_position(s.feature_names, c.entry ->> 'feature') as at
    from ml_predictions p
    join ml_models m on m.id = p.model_id
    join ml_feature_sets s on s.id = m.feature_set_id
    cross join lateral jsonb_array_elements(
      case jsonb_typeof(p.feature_importance_json) when 'array' then p.feature_importance_json else '[]' end) c (entry)
    where p.id = contribution_ranges.prediction_id
  ),
  -- Every tenth session: ten years have enough of them, and rows of features are long.
  seen as materialized (
    select f.values
    from (select distinct a.instrument_id, a.feature_set_id, a.prediction_date from asked a) of
    join features f
      on f.instrument_id = of.instrument_id and f.feature_set_id = of.feature_set_id
     and f.trading_date <= of.prediction_date
    where (of.prediction_date - f.trading_date) % 10 = 0
  )
  select a.feature,
         percentile_cont(0.01) within group (order by s.values[a.at]),
         percentile_cont(0.99) within group (order by s.values[a.at]),
         coalesce(bool_and(s.values[a.at] = floor(s.values[a.at])), false)
  from asked a
  left join seen s on s.values[a.at] is not null and s.values[a.at] <> 'NaN'
  where a.at is not null
  group by a.feature
$$;

comment on function contribution_ranges(bigint) is
  E'@column feature Name of the feature.\n'
  '@column low What one value in a hundred is below; null without a stored value.\n'
  '@column high What one value in a hundred is above.\n'
  '@column whole Whether all of them are whole numbers.\n'
  'Between which values the features that weigh most in a prediction have been, up to its session and on every tenth '
  'day: what to try in `what_if`.';
grant execute on function contribution_ranges(bigint) to pgaugur_reader, pgaugur_worker;
