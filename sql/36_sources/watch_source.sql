-- Whether Postgres works a column out when it is read: triggers are not told its value.
create or replace function reads_virtual_columns(relation regclass, columns text[])
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
    select from pg_attribute a
    where a.attrelid = relation and a.attname = any (columns) and a.attgenerated = 'v')
$$;

comment on function reads_virtual_columns(regclass, text[]) is
  E'@behavior -*\nWhether some of the columns of a table are virtual, which triggers are not told.';
grant execute on function reads_virtual_columns(regclass, text[]) to pgaugur_operator, pgaugur_worker;

-- Lets triggers tell of changed rows, and says whether they do. As who asks: to watch a table is their right or it is
-- not, and then, as for views and foreign tables, a schedule looks.
-- Whether rows of a table are written through another one: through the table that it is a partition of, or that it
-- inherits from; or into one that inherits from it. Triggers for each statement are those of the table that the
-- statement names.
create or replace function written_through_others(relation regclass)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (select from pg_inherits h where h.inhrelid = relation)
         or exists (select from pg_inherits h join pg_class c on c.oid = h.inhparent
                    where h.inhparent = relation and c.relkind = 'r')
$$;

comment on function written_through_others(regclass) is
  E'@behavior -*\nWhether statements that name another table write rows of this one.';
grant execute on function written_through_others(regclass) to pgaugur_operator, pgaugur_worker;

create or replace function watch_source(relation regclass)
returns boolean
language plpgsql volatile
set search_path from current
as $$
declare
  -- Another installation may watch the same table.
  ours constant text := current_schema() || '_source_';
begin
  if not exists (select from pg_class c where c.oid = relation and c.relkind in ('r', 'p'))
    or not has_table_privilege(relation, 'trigger') or written_through_others(relation) then
    return false;
  end if;
  execute format(
    'create or replace trigger %2$I after insert on %1$s referencing new table as new_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger %3$I after update on %1$s referencing old table as old_rows new table as new_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger %4$I after delete on %1$s referencing old table as old_rows
       for each statement execute function request_runs_for_changed_source();
     create or replace trigger %5$I before truncate on %1$s
       for each statement execute function request_runs_for_changed_source()',
    relation, ours || 'insert', ours || 'update', ours || 'delete', ours || 'truncate');
  return true;
end
$$;

comment on function watch_source(regclass) is E'@behavior -*\nLets triggers tell of changed rows of a source''s table.';
grant execute on function watch_source(regclass) to pgaugur_operator;

-- Whether they still do: a table of its name may be another one than that which was watched.
create or replace function tells_of_changes(source ml_feature_sources)
returns boolean
language sql stable
set search_path from current
as $$
  select source.is_watched and exists (
    select from pg_trigger t
    where t.tgrelid = source_relation(source.relation) and t.tgname = current_schema() || '_source_insert'
      and t.tgenabled in ('O', 'A'))
    and not written_through_others(source_relation(source.relation))
    and not reads_virtual_columns(source_relation(source.relation),
                                  source.value_columns || source.known_at || source.instrument_key)
$$;

comment on function tells_of_changes(ml_feature_sources) is
  E'@behavior -*\nWhether triggers tell of changed rows of a source.';
grant execute on function tells_of_changes(ml_feature_sources) to pgaugur_worker;
