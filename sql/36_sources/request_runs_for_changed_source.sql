-- What new rows in a source's table renew: one request for the instruments that the statement spoke of, as after new
-- prices. What is written over or deleted is kept, for the sessions of then. With the owner's rights: whoever writes
-- that table needs no right of ours.
create or replace function request_runs_for_changed_source() returns trigger
language plpgsql security definer
set search_path from current
set extra_float_digits = 3
as $$
declare
  changed_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    when 'UPDATE' then 'select * from old_rows union all select * from new_rows' end;
  -- A table may run code of its owner's in whoever reads it: only of one who may do all that we may.
  may_read constant boolean := has_table_privilege(tg_relid, 'select') and not row_security_active(tg_relid) and (
    select has_schema_privilege(c.relnamespace, 'usage') and pg_has_role(c.relowner, us.proowner, 'member')
    from pg_class c, pg_proc us
    where c.oid = tg_relid and us.oid = 'request_runs_for_changed_source()'::regprocedure);
  source ml_feature_sources;
  touched integer[];
  is_kept boolean;
begin
  for source in
    select s.* from ml_feature_sources s
    where s.removed_at is null and s.relation = format('%I.%I', tg_table_schema, tg_table_name)
      and not reads_virtual_columns(tg_relid, s.value_columns || s.known_at || s.instrument_key)
  loop
    begin
      if changed_rows is null or source.instrument_key is null then
        execute format('select array_agg(i.id) from base_instruments i where has_prices(i.id) and exists (%s)',
                       coalesce(changed_rows, 'select'))
          into touched;
      else
        execute format('select array_agg(i.id) from base_instruments i
                        where has_prices(i.id) and %s in (select %s from (%s) t)',
                       case when source.key_is_id then 'i.id::text' else 'i.symbol' end,
                       source_text(source, source.instrument_key), changed_rows)
          into touched;
      end if;
      if touched is not null then
        insert into ml_run_requests (instrument_ids, reason)
        values (touched, format('source %s changed', source.name));
      end if;

      is_kept := case tg_op
        when 'INSERT' then exists (select from ml_source_versions v where v.source_id = source.id and v.is_gone)
        -- Of rows that are gone, or that the owner may not read, nobody can tell any more what they said.
        when 'TRUNCATE' then tg_when = 'BEFORE' and may_read
        else true end;
      if is_kept then
        execute keep_versions_statement(source, tg_op, may_read) using source.id, clock_timestamp();
      elsif tg_op = 'TRUNCATE' then
        update ml_feature_sources s set restated_at = clock_timestamp() where s.id = source.id;
      end if;
    exception when undefined_column or undefined_function or datatype_mismatch or data_exception then
      -- Of a table that has lost what the source reads: its runs end for that reason. Its owner may go on writing.
      raise warning 'source "%": what its table says now cannot be told of: %', source.name, sqlerrm;
    end;
  end loop;
  return null;
end
$$;

-- Whoever adds a source makes triggers of it.
grant execute on function request_runs_for_changed_source() to pgaugur_operator;
