-- A worker that lives is not one that works: it says so every few seconds, and is called stuck when it does not, or
-- when it does not end a step in its time.
alter table ml_worker_pools
  add column seen_at timestamptz,
  add column stuck_since timestamptz,
  add column stuck_because text,
  add constraint stuck_for_a_reason check ((stuck_since is null) = (stuck_because is null));

-- Where an attempt was executed, and the stack of its error: nothing for readers, who see the message in the task.
create table ml_task_traces (
  run_id bigint not null,
  step text not null,
  attempt smallint not null,
  host text not null,
  stack text,
  primary key (run_id, step, attempt),
  constraint ml_task_traces_task_fkey foreign key (run_id, step) references ml_pipeline_tasks on delete cascade
);
insert into ml_task_traces (run_id, step, attempt, host, stack)
select t.run_id, t.step, e.attempt, coalesce(e.error ->> 'host', t.host, 'unknown'), e.error ->> 'stack'
from ml_pipeline_tasks t
cross join lateral (
  select distinct on ((error ->> 'attempt')::smallint) (error ->> 'attempt')::smallint as attempt, error
  from jsonb_array_elements(t.errors) as error
  where error ? 'attempt'
  order by (error ->> 'attempt')::smallint) e;
insert into ml_task_traces (run_id, step, attempt, host)
select t.run_id, t.step, t.attempt, t.host from ml_pipeline_tasks t where t.host is not null
on conflict do nothing;
update ml_pipeline_tasks t
set errors = (select jsonb_agg(error - 'stack' - 'host' order by position)
              from jsonb_array_elements(t.errors) with ordinality as e (error, position))
where t.errors <> '[]';

-- The column stays for queries that name it.
update ml_pipeline_tasks set host = null where host is not null;

-- A number that is none, or has no end, compares as larger than all: what is to be above 0 has to be below infinity.
update ml_pipeline_defaults set initial_capital = default where initial_capital = 'NaN';
update ml_pipeline_defaults set maximum_score_drift = default where maximum_score_drift >= 'infinity';
update ml_pipeline_defaults set quiet_period = default, maximum_quiet_period = default
where greatest(quiet_period, maximum_quiet_period) > '1 year';
update ml_pipeline_policies set initial_capital = null where initial_capital = 'NaN';
update ml_pipeline_policies set maximum_score_drift = null where maximum_score_drift >= 'infinity';
update ml_pipeline_policies set quiet_period = null, maximum_quiet_period = null
where greatest(quiet_period, maximum_quiet_period) > '1 year';
do $$
declare
  policies regclass;
begin
  foreach policies in array array['ml_pipeline_defaults', 'ml_pipeline_policies']::regclass[] loop
    execute format(
      'alter table %s '
      '  add constraint initial_capital_is_a_number check (initial_capital < ''infinity''), '
      '  add constraint maximum_score_drift_is_a_number check (maximum_score_drift < ''infinity''), '
      '  add constraint quiet_periods_end check (quiet_period <= ''1 year'' and maximum_quiet_period <= ''1 year'')',
      policies);
  end loop;
end
$$;

-- The same of what a backtest is asked for with, and of steps.
alter table ml_backtest_requests
  add constraint initial_capital_is_a_number check (initial_capital < 'infinity') not valid;
alter table ml_portfolio_backtests
  add constraint initial_capital_is_a_number check (initial_capital < 'infinity') not valid;
alter table ml_pipeline_steps
  add constraint steps_have_a_time check (timeout between interval '1 second' and interval '7 days') not valid,
  add constraint no_endless_attempts check (max_attempts <= 100) not valid;

-- Its result gains a column.
drop function if exists sweep_dead_workers();
