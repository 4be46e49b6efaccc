create or replace function remove_feature_source(name text)
returns ml_feature_sources
language plpgsql volatile
set search_path from current
as $$
declare
  removed ml_feature_sources;
begin
  update ml_feature_sources as s set removed_at = clock_timestamp()
  where s.name = remove_feature_source.name and s.removed_at is null
  returning s.* into removed;
  if removed.id is null then
    raise exception 'no source "%"', name using errcode = 'no_data_found',
      hint = 'Those there are: select name from ml_feature_sources where removed_at is null.';
  end if;
  return removed;
end
$$;

comment on function remove_feature_source(text) is
  'Ends a source: models that learned from it score no new session, keep what they said, and are followed by others.';
grant execute on function remove_feature_source(text) to pgaugur_operator;
