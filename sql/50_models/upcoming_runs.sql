-- The kind of run that is due, of each instrument that is neither paused nor inactive. One that is served by its pool
-- gets no model of its own. For request_runs, and for whoever has changed what is due.
create or replace view upcoming_runs as
select i.id as instrument_id, p.model_scope,
       case when exists (select from ml_pooled_models) and adoptable_model(i.id) is not null then 'adoption'
            when (scoring_model(i.id)).id is null and p.model_scope <> 'pooled' then 'training'
            else 'prediction' end as kind
from base_instruments i
cross join lateral pipeline_policy(i.id) p
where i.is_active is not false and not p.is_paused;

revoke all on upcoming_runs from public;
