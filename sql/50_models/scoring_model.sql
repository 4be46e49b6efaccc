-- Whose turn it is to speak next, and who is heard: after a handover they may be two for a moment.

-- The model that scores new sessions: production, or the newest testing model while there is none.
create or replace function scoring_model(instrument_id integer)
returns ml_models
language sql stable security definer
set search_path from current
as $$
  select m.*
  from ml_models m
  where m.instrument_id = scoring_model.instrument_id
    and (m.is_production or m.status = 'testing')
  -- A model whose feature set is no longer computed cannot score new sessions: it comes last, production or not.
  order by (select s.is_supported from ml_feature_sets s where s.id = m.feature_set_id) desc,
           m.is_production desc, m.id desc
  limit 1
$$;

comment on function scoring_model(integer) is
  E'@behavior -*\n'
  'The model that scores new sessions of an instrument: its production model, else its newest testing model.';
grant execute on function scoring_model(integer) to pgaugur_reader, pgaugur_worker;
