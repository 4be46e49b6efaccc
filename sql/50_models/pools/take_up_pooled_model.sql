-- How the model of a pool reaches its members.

-- The newest model of the instrument's pool, until a run of the instrument has taken it up: by model and not by time,
-- so that an adoption that ended before that is tried again. A model of an older feature set is nobody's candidate.
create or replace function adoptable_model(instrument_id integer)
returns bigint
language sql stable
set search_path from current
as $$
  select newest.id
  from (
    select m.id, m.feature_set_id
    from ml_pooled_models m
    where m.pool = pool_of(adoptable_model.instrument_id) and m.model_file_hash is not null
    order by m.id desc
    limit 1) newest
  where newest.feature_set_id = (select s.id from ml_feature_sets s where s.is_current)
    and not exists (select from ml_models m
                    where m.instrument_id = adoptable_model.instrument_id and m.pooled_model_id = newest.id)
    and not exists (select from ml_pipeline_runs r
                    where r.instrument_id = adoptable_model.instrument_id and r.pooled_model_id = newest.id)
$$;

comment on function adoptable_model(integer) is
  E'@behavior -*\nThe id of the newest model of the instrument''s pool, until a run of the instrument has taken it up.';
grant execute on function adoptable_model(integer) to pgaugur_reader, pgaugur_worker;

-- For workers: notes in its run that an adoption takes a model up.
create or replace function take_up_pooled_model(run_id bigint, pooled_model_id bigint)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_pipeline_runs r set pooled_model_id = take_up_pooled_model.pooled_model_id
  where r.id = take_up_pooled_model.run_id and r.kind = 'adoption'
$$;

grant execute on function take_up_pooled_model(bigint, bigint) to pgaugur_worker;
