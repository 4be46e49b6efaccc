-- Lets triggers tell of changed rows, and says whether they do. As who asks: to watch a table is their right or it is
-- not, and then, as for views and foreign tables, a schedule looks.
create or replace function watch_source(relation regclass)
returns boolean
language plpgsql volatile
set search_path from current
as $$
begin
  if not exists (select from pg_class c where c.oid = relation and c.relkind in ('r', 'p'))
    or not has_table_privilege(relation, 'trigger') then
    return false;
  end if;
  execute format(
    'create or replace trigger pgaugur_source_insert after insert on %1$s referencing new table as new_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger pgaugur_source_update after update on %1$s
       referencing old table as old_rows new table as new_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger pgaugur_source_delete after delete on %1$s referencing old table as old_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger pgaugur_source_truncate after truncate on %1$s
       for each statement execute function request_runs_for_changed_source()', relation);
  return true;
end
$$;

comment on function watch_source(regclass) is E'@behavior -*\nLets triggers tell of changed rows of a source''s table.';
grant execute on function watch_source(regclass) to pgaugur_operator;
