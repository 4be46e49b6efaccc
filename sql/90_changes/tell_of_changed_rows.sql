-- Which changes are told. It looks at no more rows than are worth naming, so it costs the same after a statement with
-- ten thousand. Steps of runs are told of as their runs: a statement that changes 101 of them names no run.
create or replace function tell_of_changed_rows() returns trigger
language plpgsql volatile security definer
set search_path from current
as $$
declare
  heard constant bigint := hashtextextended(@schema_literal@ || ':changes', 0);
  changed bigint[];
begin
  -- Where nobody listens nobody is told: transactions that notify are committed one after another. In one expression,
  -- in which no statement can be cancelled: the lock would stay.
  if (case when pg_try_advisory_lock(heard) then pg_advisory_unlock(heard) else false end) then
    return null;
  end if;
  -- The statements stand here and are not put together, because that would take longer than what they do.
  if tg_op = 'TRUNCATE' then
    null; -- more than can be named
  elsif tg_argv[0] = 'alerts' and tg_op = 'UPDATE' then
    -- Those that are open are written each minute: last seen now.
    changed := array(
      select n.id from new_rows n join old_rows o on o.id = n.id
      where (n.state, n.severity, n.message) is distinct from (o.state, o.severity, o.message) limit 101);
  elsif tg_argv[1] = 'run_id' and tg_op = 'DELETE' then
    changed := array(select o.run_id from old_rows o limit 101);
  elsif tg_argv[1] = 'run_id' then
    changed := array(select n.run_id from new_rows n limit 101);
  elsif tg_op = 'DELETE' then
    changed := array(select o.id from old_rows o limit 101);
  else
    changed := array(select n.id from new_rows n limit 101);
  end if;
  if changed is distinct from '{}' then
    perform tell_of_changes(tg_argv[0], changed);
  end if;
  return null;
end
$$;

revoke all on function tell_of_changed_rows() from public;

-- A statement calls the triggers of the table that it names and of no other, so partitions have them, too.
do $$
declare
  told record;
begin
  for told in
    select family.relid::regclass as relation, t.topic, t.id
    from (values ('ml_pipeline_runs'::regclass, 'runs', 'id'),
                 ('ml_pipeline_tasks', 'runs', 'run_id'),
                 ('ml_predictions', 'predictions', 'id'),
                 ('ml_alerts', 'alerts', 'id')) t (relation, topic, id)
    cross join lateral (
      select p.relid from pg_partition_tree(t.relation) p union select t.relation) family
  loop
    execute format(
      'create or replace trigger tell_of_changes_on_insert after insert on %1$s
         referencing new table as new_rows
         for each statement execute function tell_of_changed_rows(%2$L, %3$L);
       create or replace trigger tell_of_changes_on_update after update on %1$s
         referencing old table as old_rows new table as new_rows
         for each statement execute function tell_of_changed_rows(%2$L, %3$L);
       create or replace trigger tell_of_changes_on_delete after delete on %1$s
         referencing old table as old_rows
         for each statement execute function tell_of_changed_rows(%2$L, %3$L);
       create or replace trigger tell_of_changes_on_truncate after truncate on %1$s
         for each statement execute function tell_of_changed_rows(%2$L, %3$L)',
      told.relation, told.topic, told.id);
  end loop;
end
$$;
