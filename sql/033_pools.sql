-- Pools: instruments whose policy names the same pool and wants a pooled model.

-- The name of the pool an instrument is a member of, or null. An index is a member only where its own policy says so:
-- what moves the market is not one of its stocks.
create or replace function pool_of(instrument_id integer)
returns text
language sql stable
set search_path from current
as $$
  select p.pool
  from base_instruments i
  cross join lateral pipeline_policy(i.id) p
  where i.id = pool_of.instrument_id and i.is_active is not false and p.model_scope in ('pooled', 'both')
    and (i.instrument_type <> 'index'
         or exists (select from ml_pipeline_policies o where o.instrument_id = i.id and o.model_scope in ('pooled', 'both')))
$$;

comment on function pool_of(integer) is
  'The pool whose model the instrument is a member of, by its policy; null for none.';

create or replace function pool_members(pool text)
returns setof integer
language sql stable
set search_path from current
as $$
  select i.id from base_instruments i where pool_of(i.id) = pool_members.pool order by i.id
$$;

comment on function pool_members(text) is 'The instruments of a pool, by their policies.';

-- Whether an instrument has the number of sessions that its policy asks for.
create or replace function has_sessions(instrument_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
    select from price_bars b where b.instrument_id = has_sessions.instrument_id
    order by b.trading_date
    limit 1 offset (select p.minimum_sessions - 1 from pipeline_policy(has_sessions.instrument_id) p))
$$;

comment on function has_sessions(integer) is 'Whether an instrument has the number of sessions that a training needs.';

-- Those with enough sessions to learn from, and today's features for them.
create or replace function trainable_members(pool text)
returns setof integer
language sql stable
set search_path from current
as $$
  select member
  from pool_members(trainable_members.pool) as member
  where has_sessions(member)
    and exists (select from features f join ml_feature_sets s on s.id = f.feature_set_id
                where f.instrument_id = member and s.is_current
                  and f.trading_date = (select b.trading_date from price_bars b where b.instrument_id = member
                                        order by b.trading_date desc limit 1))
$$;

comment on function trainable_members(text) is
  'The members of a pool that have the number of sessions a training needs, and features of the current set.';

-- The newest model of the instrument's pool, until a run of the instrument has taken it up: by model and not by time, so
-- that an adoption that ended before that is tried again. A model of an older feature set is nobody's candidate.
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
  'The id of the newest model of the instrument''s pool, until a run of the instrument has taken it up.';

-- For workers: notes in its run that an adoption takes a model up.
create or replace function take_up_pooled_model(run_id bigint, pooled_model_id bigint)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_pipeline_runs r set pooled_model_id = take_up_pooled_model.pooled_model_id
  where r.id = take_up_pooled_model.run_id and r.kind = 'adoption'
$$;

-- Why a pool should be trained again, or null. A single correction in one of many histories is no reason; a fifth of
-- the members is.
create or replace function pooled_training_due(pool text)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  members integer[] := array(select trainable_members(pooled_training_due.pool));
  awaited integer := (select count(*) from pool_members(pooled_training_due.pool) m where has_sessions(m));
  model ml_pooled_models;
  policy ml_pipeline_defaults := pipeline_policy(null);
  newer_sessions integer;
  unlike integer;
begin
  -- A new feature set reaches members one by one; a pool is not trained on the first of them.
  if cardinality(members) < 2 or cardinality(members) < 0.8 * awaited then
    return null;
  end if;

  select * into model from ml_pooled_models m where m.pool = pooled_training_due.pool order by m.id desc limit 1;
  if model.id is null then
    return 'no pooled model yet';
  end if;
  if model.feature_set_id is distinct from (select s.id from ml_feature_sets s where s.is_current) then
    return 'the feature set changed';
  end if;

  select max(counted.sessions) into newer_sessions
  from unnest(members) as member
  cross join lateral (
    select count(*)::integer as sessions from price_bars b
    where b.instrument_id = member and b.trading_date > model.data_end_date) counted;
  if newer_sessions >= policy.retrain_after_sessions then
    return counted(newer_sessions, 'session') || ' since the last training';
  end if;

  -- Members that gave nothing are there with the features they had, so that they do not join anew each night.
  select count(*) into unlike
  from unnest(members) as member
  full join (select * from ml_pooled_model_members m where m.pooled_model_id = model.id) m on m.instrument_id = member
  where m.instrument_id is null or member is null
     or m.label_hash is distinct from (
          select f.history_hash from features f
          where f.instrument_id = member and f.feature_set_id = model.feature_set_id and f.trading_date = m.label_end_date);
  if unlike * 5 >= greatest(model.member_count, cardinality(members)) then
    return format('%s joined, left or %s other data than the last training had', counted(unlike, 'member'),
                  case unlike when 1 then 'has' else 'have' end);
  end if;
  return null;
end
$$;

comment on function pooled_training_due(text) is
  'Why a pool should be trained again (no model, feature set, age, members that came, went or changed), or null.';

-- Pools of two members or more whose training is due; after one that failed or found too little, not before a day has
-- passed.
create or replace function due_pools(out pool text, out reason text)
returns setof record
language sql stable
set search_path from current
as $$
  -- Materialized step by step: a pool's reason is costly, and the planner would ask for it once per instrument.
  with pools as materialized (
    select p.pool from (select pool_of(i.id) as pool from base_instruments i) p
    where p.pool is not null
    group by p.pool
    having count(*) >= 2
  ),
  idle as materialized (
    select p.pool from pools p
    where not exists (select from ml_pipeline_runs r
                      where r.pool = p.pool and r.status in ('queued', 'running', 'failed', 'skipped')
                        and (r.finished_at is null or r.finished_at > clock_timestamp() - interval '20 hours'))
  ),
  reasons as materialized (
    select p.pool, pooled_training_due(p.pool) as reason from idle p
  )
  select p.pool, p.reason from reasons p
  where p.reason is not null
  order by p.pool
$$;

-- Opens a training run of a pool, or returns the one that is open.
create or replace function train_pool(pool text default 'all', reason text default 'requested by hand')
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
#variable_conflict use_column
declare
  members integer := (select count(*) from pool_members(train_pool.pool));
  run ml_pipeline_runs;
begin
  if members < 2 then
    raise exception 'pool "%" has %, and a pooled model needs two', train_pool.pool, counted(members, 'member')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Members are instruments whose policy says so: update ml_pipeline_defaults set model_scope = ''both''; '
                   'or a row in ml_pipeline_policies. Indices are members only by a row of their own.';
  end if;
  insert into ml_pipeline_runs as r (pool, kind, reason) values (train_pool.pool, 'pooled_training', train_pool.reason)
  on conflict (pool) where status in ('queued', 'running') do nothing
  returning * into run;
  if run.id is null then
    select * into run from ml_pipeline_runs r where r.pool = train_pool.pool and r.status in ('queued', 'running');
    return run;
  end if;
  perform enqueue_first_steps(array[run.id]);
  return run;
end
$$;

comment on function train_pool(text, text) is
  'Asks for the training of a pooled model over the members of a pool; each member then judges it by its own gate. Returns the run.';
