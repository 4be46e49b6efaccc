-- The run ends here for a stated reason that is no failure. With look_again another one follows: what it worked on
-- has changed, in a way that perhaps no trigger saw. Not twice for the same reason, so that nothing turns in circles.
create or replace function skip_run(
  run_id bigint, step text, attempt integer, reason text, look_again boolean default false)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
  gone record;
begin
  update ml_pipeline_tasks t set summary = skip_run.reason where t.run_id = task.run_id and t.step = task.step;
  if skip_run.look_again then
    update ml_pipeline_runs r
    set look_again = true,
        -- A training that was asked for stays asked for.
        then_train = case when r.kind = 'training' then coalesce(r.then_train, r.reason) else r.then_train end
    where r.id = task.run_id
      and skip_run.reason is distinct from (
        select before.outcome from ml_pipeline_runs before
        where before.instrument_id = r.instrument_id and before.id < r.id
        order by before.id desc limit 1);
  end if;
  -- What is left is too little to compute features from, but predictions that were made from what is gone are wrong all
  -- the same: after a TRUNCATE, or a partition that was dropped.
  for gone in
    select r.instrument_id, f.feature_set_id, min(f.trading_date) as first_session
    from ml_pipeline_runs r
    join features f on f.instrument_id = r.instrument_id
    where r.id = task.run_id and r.session_count is null
      and not exists (select from price_bars b
                      where b.instrument_id = f.instrument_id and b.trading_date = f.trading_date)
    group by r.instrument_id, f.feature_set_id
  loop
    perform reopen_predictions(gone.instrument_id, gone.first_session, gone.feature_set_id);
  end loop;
  perform close_run(task.run_id, 'skipped', skip_run.reason);
end
$$;

grant execute on function skip_run(bigint, text, integer, text, boolean) to pgaugur_worker;
