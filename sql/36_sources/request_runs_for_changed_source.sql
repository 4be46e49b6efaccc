-- What new rows in a source's table renew: one request for the instruments that the statement spoke of, as after new
-- prices. What is written over in place is kept, for the sessions of then. With the owner's rights: whoever writes that
-- table needs no right of ours.
create or replace function request_runs_for_changed_source() returns trigger
language plpgsql security definer
set search_path from current
set extra_float_digits = 3
as $$
declare
  touched_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    when 'UPDATE' then 'select * from old_rows union all select * from new_rows' end;
  source ml_feature_sources;
  touched integer[];
begin
  for source in
    select s.* from ml_feature_sources s
    where s.removed_at is null and s.relation = format('%I.%I', tg_table_schema, tg_table_name)
  loop
    if touched_rows is null or source.instrument_key is null then
      execute format('select array_agg(i.id) from base_instruments i where has_prices(i.id) and exists (%s)',
                     coalesce(touched_rows, 'select'))
        into touched;
    else
      execute format('select array_agg(i.id) from base_instruments i
                      where has_prices(i.id) and %s in (select t.%I::text from (%s) t)',
                     case when source.key_is_id then 'i.id::text' else 'i.symbol' end, source.instrument_key,
                     touched_rows)
        into touched;
    end if;
    if touched is not null then
      insert into ml_run_requests (instrument_ids, reason)
      values (touched, format('source %s changed', source.name));
    end if;
    if tg_op = 'TRUNCATE' then
      delete from ml_source_versions v where v.source_id = source.id;
    elsif tg_op in ('UPDATE', 'DELETE') then
      begin
        if tg_op = 'UPDATE' then
          execute keep_versions_statement(source) using source.id, clock_timestamp();
        else
          execute format('delete from ml_source_versions v using (%s) gone
                          where v.source_id = $1 and v.key = gone.key and v.known_at = gone.known_at',
                         source_rows(source, 'old_rows'))
            using source.id;
        end if;
      exception when undefined_column or datetime_field_overflow then
        -- Of a table that has lost what the source reads: its runs end for that reason. Its owner may go on writing.
        raise warning 'source "%": what was written over is not kept: %', source.name, sqlerrm;
      end;
    end if;
  end loop;
  return null;
end
$$;

-- Whoever adds a source makes triggers of it.
grant execute on function request_runs_for_changed_source() to pgaugur_operator;
