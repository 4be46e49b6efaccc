-- Of rows that were written over because they had been wrong: what they said before is forgotten, and what they say now
-- is taken to have been known all along.
create or replace function accept_source_changes(name text)
returns ml_feature_sources
language plpgsql volatile security definer
set search_path from current
as $$
declare
  source constant ml_feature_sources := (
    select s from ml_feature_sources s where s.name = accept_source_changes.name and s.removed_at is null);
  touched integer[];
begin
  if source.id is null then
    raise exception 'no source "%"', name using errcode = 'no_data_found',
      hint = 'Those there are: select name from ml_feature_sources where removed_at is null.';
  end if;
  update ml_feature_sources s set restated_at = null where s.id = source.id and s.restated_at is not null;
  with forgotten as (delete from ml_source_versions v where v.source_id = source.id returning v.key)
  select array_agg(i.id) into touched
  from base_instruments i
  where has_prices(i.id)
    and (select bool_or(source.instrument_key is null
                        or f.key = case when source.key_is_id then i.id::text else i.symbol end) from forgotten f);
  if touched is not null then
    insert into ml_run_requests (instrument_ids, reason)
    values (touched, format('changes of source %s accepted', source.name));
  end if;
  return source;
end
$$;

comment on function accept_source_changes(text) is
  'Takes what was written over in a source''s table for what had been known all along, as after a mistake was mended: '
  'sessions from the times of those rows on are computed again.';
grant execute on function accept_source_changes(text) to pgaugur_operator;
