-- What a portfolio trades: of each session what was said live, first as it was said (the track record reads it so), and
-- of sessions before the first live prediction what the serving model said of its holdout. What was predicted after the
-- fact is nothing to trade.
create or replace view portfolio_predictions as
select said.*
from (
  select distinct on (p.instrument_id, p.prediction_date)
         p.instrument_id, p.prediction_date as session, p.prediction_probability as probability, 'live' as origin,
         p.model_id
  from live_predictions p
  where p.model_id not in (select e.id from ml_models e where e.scope = 'external')
  order by p.instrument_id, p.prediction_date, p.id) said
union all
select i.id, p.prediction_date, p.prediction_probability, p.origin, p.model_id
from base_instruments i
join serving_models m on m.instrument_id = i.id
cross join lateral (
  select coalesce(min(l.prediction_date), 'infinity') as first_session
  from ml_predictions l
  where l.instrument_id = i.id and l.origin = 'live'
    and l.model_id not in (select e.id from ml_models e where e.scope = 'external')) live
join ml_predictions p on p.model_id = m.model_id and p.origin = 'holdout' and p.prediction_date < live.first_session;

comment on view portfolio_predictions is
  'What a portfolio trades: live predictions, first as they were said; before them, the holdout of the serving model.';

grant select on portfolio_predictions to pgaugur_worker;
