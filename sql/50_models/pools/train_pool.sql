-- When a pool is trained, and how one asks for it.

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
          where f.instrument_id = member and f.feature_set_id = model.feature_set_id
            and f.trading_date = m.label_end_date);
  if unlike * 5 >= greatest(model.member_count, cardinality(members)) then
    return format('%s joined, left or %s other data than the last training had', counted(unlike, 'member'),
                  case unlike when 1 then 'has' else 'have' end);
  end if;
  return null;
end
$$;

comment on function pooled_training_due(text) is
  E'@behavior -*\n'
  'Why a pool should be trained again (no model, feature set, age, members that came, went or changed), or null.';
grant execute on function pooled_training_due(text) to pgaugur_reader, pgaugur_worker;

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

revoke all on function due_pools() from public;

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
            hint = 'Members are instruments whose policy says so: '
                   'update ml_pipeline_defaults set model_scope = ''both''; or a row in ml_pipeline_policies. '
                   'Indices are members only by a row of their own.';
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
  'Asks for the training of a pooled model over the members of a pool; each member then judges it by its own gate. '
  'Returns the run.';
grant execute on function train_pool(text, text) to pgaugur_operator;
