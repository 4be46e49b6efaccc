-- Which changes are told. One trigger function for all of them. Arguments: the topic, the column with the id, and, where
-- an update often changes nothing that matters, the columns that do. It looks at no more rows than are worth naming,
-- so it costs the same after a statement with ten thousand.
create or replace function tell_of_changed_rows() returns trigger
language plpgsql volatile security definer
set search_path from current
as $$
declare
  changed_rows constant text := case
    when tg_op = 'DELETE' then 'old_rows'
    when tg_op = 'UPDATE' and tg_nargs > 2
      then format('(select %1$I, %2$s from new_rows except select %1$I, %2$s from old_rows)', tg_argv[1], tg_argv[2])
    else 'new_rows' end;
  changed bigint[];
begin
  if tg_op <> 'TRUNCATE' then
    execute format('select coalesce(array_agg(%1$I), ''{}'') from (select %1$I from %2$s changed limit 101) named',
                   tg_argv[1], changed_rows)
      into changed;
  end if;
  if cardinality(changed) = 0 then
    return null;
  end if;
  perform tell_of_changes(tg_argv[0], changed);
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
    select family.relid::regclass as relation, t.arguments
    from (values ('ml_pipeline_runs'::regclass, $a$'runs', 'id'$a$),
                 ('ml_pipeline_tasks', $a$'runs', 'run_id'$a$),
                 ('ml_predictions', $a$'predictions', 'id'$a$),
                 -- Those that are open are written each minute: last seen now.
                 ('ml_alerts', $a$'alerts', 'id', 'state, severity, message'$a$)) t (relation, arguments)
    cross join lateral (
      select p.relid from pg_partition_tree(t.relation) p union select t.relation) family
  loop
    execute format(
      'create or replace trigger tell_of_changes_on_insert after insert on %1$s
         referencing new table as new_rows
         for each statement execute function tell_of_changed_rows(%2$s);
       create or replace trigger tell_of_changes_on_update after update on %1$s
         referencing old table as old_rows new table as new_rows
         for each statement execute function tell_of_changed_rows(%2$s);
       create or replace trigger tell_of_changes_on_delete after delete on %1$s
         referencing old table as old_rows
         for each statement execute function tell_of_changed_rows(%2$s);
       create or replace trigger tell_of_changes_on_truncate after truncate on %1$s
         for each statement execute function tell_of_changed_rows(%2$s)',
      told.relation, told.arguments);
  end loop;
end
$$;
