-- Live predictions as they were said first, also those of models from elsewhere. What is scored after the open it
-- speaks of, at a training or with prices that come late, was no signal to anybody: its origin is hindsight.
create or replace view live_predictions as
select p.id, p.instrument_id, p.model_id, p.prediction_date, p.target_date,
       coalesce(p.first_probability, p.prediction_probability) as prediction_probability,
       coalesce(p.first_signal, p.trading_signal) as trading_signal,
       p.actual_class, coalesce(p.first_class, p.predicted_class) as predicted_class,
       case when p.first_probability is null then p.growth_low else p.first_growth_low end as growth_low,
       case when p.first_probability is null then p.growth_high else p.first_growth_high end as growth_high,
       p.growth_coverage, p.actual_growth_7d
from ml_predictions p
where p.origin = 'live';

revoke all on live_predictions from public;
