-- How far each instrument that is worked on has come: of what is paused or not active nothing is expected. The newest
-- prediction is that of whichever model.
create or replace view followed_instruments as
select i.id as instrument_id, newest.session as newest_session, told.prediction_date, told.predicted_at,
       case when newest.session is null then 'without_prices' when told.prediction_date is null then 'unpredicted'
            when told.prediction_date < newest.session then 'behind' else 'current' end as state
from base_instruments i
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = i.id
cross join lateral (select n.session from newest_sessions n where n.instrument_id = i.id offset 0) newest
left join lateral (
  select said.prediction_date, said.predicted_at
  from last_weeks_first look
  cross join lateral (
    select p.prediction_date, p.created_at as predicted_at from ml_predictions p
    where p.instrument_id = i.id and p.prediction_date >= look.since
    order by p.prediction_date desc
    limit 1) said
  limit 1) told on true
where i.is_active is not false and not coalesce(o.is_paused, d.is_paused);

comment on view followed_instruments is
  'How far each instrument that is active and not paused has come: its newest session with prices, its newest '
  'prediction, and what that makes it: without_prices, unpredicted, behind or current.';

revoke all on followed_instruments from public;
