-- The model that scores new sessions: production, or the newest testing model while there is none.
create or replace function serving_model(instrument_id integer)
returns ml_models
language sql stable
set search_path from current
as $$
  select m.*
  from ml_models m
  where m.instrument_id = serving_model.instrument_id
    and (m.is_production or m.status = 'testing')
  -- A model whose feature set is no longer computed cannot score new sessions: it comes last, production or not.
  order by (select s.is_supported from ml_feature_sets s where s.id = m.feature_set_id) desc,
           m.is_production desc, m.id desc
  limit 1
$$;

comment on function serving_model(integer) is
  E'@behavior -*\n'
  'The model whose predictions are served for an instrument: its production model, else its newest testing model.';
grant execute on function serving_model(integer) to pgaugur_reader, pgaugur_worker;
