-- Which feature set new models learn from: the newest of the package, with the columns of all sources behind it. Sets
-- are stored by position, so other sources are another set.
create or replace function choose_feature_set()
returns void
language plpgsql volatile
set search_path from current
as $$
declare
  base ml_feature_sets;
  ids constant integer[] := array(select s.id from ml_feature_sources s where s.removed_at is null order by s.id);
  names constant text[] := array(
    select s.name || '.' || c.name
    from ml_feature_sources s cross join unnest(s.value_columns) with ordinality as c (name, place)
    where s.removed_at is null order by s.id, c.place);
  chosen smallint;
begin
  select b.* into base
  from ml_feature_sets c join ml_feature_sets b on b.version = split_part(c.version, '+', 1)
  where c.is_current;
  if base.id is null then
    return; -- migrate has not stored its sets yet
  end if;
  -- What no source gives any more, nothing computes.
  update ml_feature_sets s set is_supported = false
  where s.is_supported and not s.source_ids <@ ids;

  select s.id into chosen from ml_feature_sets s
  where split_part(s.version, '+', 1) = base.version and s.source_ids = ids
    and s.feature_names = base.feature_names || names;
  if chosen is null then
    insert into ml_feature_sets (version, feature_names, source_ids)
    select base.version || '+' || count(*) + 1, base.feature_names || names, ids
    from ml_feature_sets s where s.version like base.version || '+%'
    returning id into chosen;
  end if;
  insert into ml_feature_meanings (feature_set_id, feature_name, meaning)
  select chosen, m.feature_name, m.meaning from ml_feature_meanings m where m.feature_set_id = base.id
  union all
  select chosen, n, format('Tells the newest %s that was known from %s.', split_part(n, '.', 2), split_part(n, '.', 1))
  from unnest(names) n
  on conflict (feature_set_id, feature_name) do nothing;
  -- First, because the unique index that allows one current set is checked row by row.
  update ml_feature_sets s set is_current = false where s.is_current and s.id <> chosen;
  update ml_feature_sets s set is_current = true where s.id = chosen and not s.is_current;
end
$$;

revoke all on function choose_feature_set() from public;

-- A source that came or went makes another set current, and everyone is asked for: their models are due.
create or replace function follow_changed_sources() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  perform choose_feature_set();
  if tg_op = 'UPDATE' then
    update ml_models m
    set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp(),
        place_reason = format('deprecated: its source %s was removed', new.name)
    from ml_feature_sets s
    where s.id = m.feature_set_id and new.id = any (s.source_ids) and m.status in ('active', 'testing');
  end if;
  insert into ml_run_requests (instrument_ids, reason)
  select array_agg(i.id), format('source %s %s', new.name, case tg_op when 'INSERT' then 'added' else 'removed' end)
  from base_instruments i where has_prices(i.id)
  having count(*) > 0;
  return null;
end
$$;

revoke all on function follow_changed_sources() from public;

create or replace trigger follow_added_source after insert on ml_feature_sources
  for each row execute function follow_changed_sources();
create or replace trigger follow_removed_source after update on ml_feature_sources
  for each row when (old.removed_at is null and new.removed_at is not null)
  execute function follow_changed_sources();
