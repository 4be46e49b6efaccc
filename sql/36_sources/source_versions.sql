-- Key and time of rows of a source, as SQL over a transition table; what names no time or nobody is none.
create or replace function source_rows(source ml_feature_sources, changed text, said text default null)
returns text
language sql stable
set search_path from current
as $$
  select format(
    'select %s as key, %s as known_at%s from %s where %s',
    case when source.instrument_key is null then quote_literal('') else format('%I::text', source.instrument_key) end,
    source_time(source), ', ' || said, changed,
    concat_ws(' and ', format('%I is not null', source.known_at),
              case when source.instrument_key is not null then format('%I is not null', source.instrument_key) end))
$$;

revoke all on function source_rows(ml_feature_sources, text, text) from public;

-- What an update in place replaces is kept, as SQL over the two transition tables: a row of another value, time or
-- instrument than before was not known until now. A row that says the same as before is none of them, whatever else of
-- it changed.
create or replace function keep_versions_statement(source ml_feature_sources)
returns text
language sql stable
set search_path from current
as $$
  select format(
    $query$
      with replaced as (%1$s),
      written as (%2$s)
      insert into ml_source_versions (source_id, key, known_at, said, replaced_at)
      select $1, r.key, r.known_at, r.said, $2
      from (select * from replaced except select * from written) r
      union all
      select $1, w.key, w.known_at, null, $2
      from (select * from written except select * from replaced) w
      where w.known_at < $2
        and not exists (select from replaced r where r.key = w.key and r.known_at = w.known_at)
      on conflict on constraint ml_source_versions_pkey do nothing
    $query$,
    source_rows(source, 'old_rows', t.said), source_rows(source, 'new_rows', t.said))
  from (
    -- As text, that no value is lost, or refused: whether it is a number is asked when it is read. What is written of a
    -- real has fewer digits than its double.
    select format('array[%s]::text[] as said',
                  string_agg(case when exists (
                               select from pg_attribute a join pg_type own on own.oid = a.atttypid
                               where a.attrelid = source_relation(source.relation) and a.attname = c.name
                                 and 'float4'::regtype in (own.oid, own.typbasetype))
                             then format('%I::float8::text', c.name) else format('%I::text', c.name) end, ', '
                             order by c.place)) as said
    from unnest(source.value_columns) with ordinality as c (name, place)) t
$$;

revoke all on function keep_versions_statement(ml_feature_sources) from public;
