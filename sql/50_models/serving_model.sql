-- The model whose newest prediction is read, of each instrument: that which scores new sessions, as soon as it has
-- spoken of the newest session that anybody has. After a promotion or a rollback a moment passes until then; the model
-- that was replaced is read meanwhile, and readers never go back to an older session. A training or an adoption
-- registers its model with what it says of the newest sessions.
create or replace view serving_models as
select h.instrument_id, chosen.model_id, heard.prediction_id, heard.prediction_date
from heard_sessions h
left join lateral (
  select p.model_id, p.id as prediction_id, p.prediction_date
  from ml_predictions p
  -- The limit makes it a look-up by key: of partitions the planner expects a prediction in each, and reads all models
  -- for every instrument.
  cross join lateral (
    select o.id, o.feature_set_id, o.scope, o.status, o.is_production, o.deprecated_at
    from ml_models o where o.id = p.model_id
    limit 1) m
  join ml_feature_sets s on s.id = m.feature_set_id
  where p.instrument_id = h.instrument_id and p.prediction_date = h.session
    and m.status in ('active', 'testing', 'deprecated') and m.scope <> 'external'
  -- As in scoring_model; of those that are replaced, the last.
  order by m.status <> 'deprecated' desc, s.is_supported desc, m.is_production desc, m.deprecated_at desc nulls first,
           m.id desc
  limit 1) heard on true
-- The function is asked only where nobody has spoken; "offset 0" keeps it from being asked wherever the column is used.
cross join lateral (
  select coalesce(heard.model_id, (scoring_model(h.instrument_id)).id) as model_id
  offset 0) chosen
where chosen.model_id is not null;

comment on view serving_models is
  E'@behavior -*\n'
  'The model whose newest prediction is read, of each instrument, and that prediction with its session; none while '
  'nothing has been predicted.';
comment on column serving_models.prediction_date is
  'The session after whose close that prediction was made; null before the model has spoken.';
grant select on serving_models to pgaugur_reader, pgaugur_worker;

create or replace function serving_model(instrument_id integer)
returns ml_models
language sql stable
set search_path from current
as $$
  select m.*
  from serving_models s join ml_models m on m.id = s.model_id
  where s.instrument_id = serving_model.instrument_id
$$;

comment on function serving_model(integer) is
  E'@behavior -*\n'
  'The model whose predictions are served for an instrument: its production model, else its newest testing model; '
  'after a handover, the one before until the new one has spoken of the newest session.';
grant execute on function serving_model(integer) to pgaugur_reader, pgaugur_worker;
