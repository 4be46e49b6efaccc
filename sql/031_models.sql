-- What is asked of an instrument's models.

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
  'The model whose predictions are served for an instrument: its production model, else its newest testing model.';

-- 2 is the generation of the 7-day system; the second number counts the instrument's models. A run that stores its
-- model again keeps the number.
create or replace function next_model_version(instrument_id integer, run_id bigint)
returns text
language sql stable
set search_path from current
as $$
  select coalesce(
    (select m.model_version from ml_models m where m.pipeline_run_id = next_model_version.run_id),
    'v2.' || (select coalesce(max(split_part(m.model_version, '.', 2)::int) + 1, 0) from ml_models m
              where m.instrument_id = next_model_version.instrument_id and m.model_version ~ '^v2\.\d+\.') || '.0')
$$;

comment on function next_model_version(integer, bigint) is 'The version of the model that a run trains or adopts.';

-- The feature sets to compute for an instrument: the current one, and those that its living models were trained on.
create or replace function feature_sets_in_use(instrument_id integer)
returns setof ml_feature_sets
language sql stable
set search_path from current
as $$
  select s.*
  from ml_feature_sets s
  where s.is_supported
    and (s.is_current
         or exists (select from ml_models m
                    where m.instrument_id = feature_sets_in_use.instrument_id and m.feature_set_id = s.id
                      and m.status in ('training', 'active', 'testing')))
  order by s.id
$$;

comment on function feature_sets_in_use(integer) is
  'The feature sets that are computed for an instrument: the current one and those of its living models.';

-- How many models have been judged on these test rows or most of them: every look is one more chance for luck.
create or replace function models_judged_since(instrument_id integer, session date, besides bigint)
returns integer
language sql stable
set search_path from current
as $$
  select count(*)::integer
  from ml_models m
  where m.instrument_id = models_judged_since.instrument_id and m.id <> besides
    and m.gate_passed is not null and m.data_end_date >= session
$$;

comment on function models_judged_since(integer, date, bigint) is
  'How many models of an instrument were judged on data up to a session or later.';
