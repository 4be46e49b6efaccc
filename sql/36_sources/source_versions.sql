-- What a column says as text, as SQL: that no value is lost, or refused, for whether it is a number is asked when it
-- is read. What is written of a real has fewer digits than its double. An enum is written by its own output: whoever
-- made it may have made a cast of it, too, and that would run with the rights of the triggers.
create or replace function source_text(source ml_feature_sources, column_name text)
returns text
language sql stable
set search_path from current
as $$
  with recursive made_of as (
    select a.atttypid as type from pg_attribute a
    where a.attrelid = source_relation(source.relation) and a.attname = column_name
    union all
    select d.typbasetype from made_of join pg_type d on d.oid = made_of.type and d.typtype = 'd')
  select case
    when bool_or(made_of.type = 'float4'::regtype) then format('%I::float8::text', column_name)
    when bool_or(t.typtype = 'e') then
      format('case when %1$I is not null then format(''%%s'', %1$I) end', column_name)
    else format('%I::text', column_name) end
  from made_of join pg_type t on t.oid = made_of.type
$$;

revoke all on function source_text(ml_feature_sources, text) from public;

-- Key and time of rows of a source, as SQL over a transition table; what names no time or nobody is none.
create or replace function source_rows(source ml_feature_sources, changed text, said text default null)
returns text
language sql stable
set search_path from current
as $$
  select format(
    'select %s as key, %s as known_at%s from %s where %s',
    case when source.instrument_key is null then quote_literal('') else source_text(source, source.instrument_key) end,
    source_time(source), ', ' || said, changed,
    concat_ws(' and ', format('%I is not null', source.known_at),
              case when source.instrument_key is not null then format('%I is not null', source.instrument_key) end))
$$;

revoke all on function source_rows(ml_feature_sources, text, text) from public;

-- What a statement replaces or deletes is kept, as SQL over the transition tables: a row of another value, time or
-- instrument than before was not known until now, and one that is gone was known until then. A row that says the same
-- as before is none of them, whatever else of it changed, or whether it was deleted in between.
create or replace function keep_versions_statement(source ml_feature_sources, operation text, may_read boolean)
returns text
language sql stable
set search_path from current
as $$
  select case operation
    when 'UPDATE' then format(
      $query$
        with replaced as (%1$s),
        written as (%2$s),
        -- Joined, for a table may be written over as a whole.
        other as (select r.*, w.key is not null as stays
                  from (select * from replaced except select * from written) r
                  left join (select distinct n.key, n.known_at from written n) w using (key, known_at))
        insert into ml_source_versions (source_id, key, known_at, said, replaced_at, is_gone)
        select $1, o.key, o.known_at, o.said, $2, false from other o where o.stays
        union all
        select $1, o.key, o.known_at, o.said, $2, true from other o
        where not o.stays and o.known_at < $2 and not exists (
          select from %3$s k where %4$s = o.known_at and %5$s = o.key and %6$s)
        union all
        select $1, w.key, w.known_at, null, $2, false
        from (select * from written except select * from replaced) w
        where w.known_at < $2
          and not exists (select from replaced r where r.key = w.key and r.known_at = w.known_at)
        on conflict on constraint ml_source_versions_pkey do nothing
      $query$,
      source_rows(source, 'old_rows', t.said), source_rows(source, 'new_rows', t.said),
      asked, source_time(source), keyed, remains)
    when 'DELETE' then format(
      $query$
        insert into ml_source_versions (source_id, key, known_at, said, replaced_at, is_gone)
        select $1, g.key, g.known_at, g.said, $2, true
        from (%s and not exists (select from %s k where k.%I = old_rows.%3$I%s and %s)) g
        where g.known_at < $2
        on conflict on constraint ml_source_versions_pkey do nothing
      $query$,
      source_rows(source, 'old_rows', t.said), asked, source.known_at,
      case when source.instrument_key is not null then
        format(' and k.%I = old_rows.%1$I', source.instrument_key) else '' end, remains)
    -- Before its rows are gone.
    when 'TRUNCATE' then format(
      $query$
        insert into ml_source_versions (source_id, key, known_at, said, replaced_at, is_gone)
        select $1, g.key, g.known_at, g.said, $2, true from (%s) g where g.known_at < $2
        on conflict on constraint ml_source_versions_pkey do nothing
      $query$, source_rows(source, source.relation, t.said))
    -- A row that comes back as it was never was away; another one in its place is a restatement of it.
    when 'INSERT' then format(
      $query$
        with written as (%s),
        gone as (
          select l.*, w.said is not distinct from l.said as comes_back
          from written w
          cross join lateral (
            select v.* from ml_source_versions v
            where v.source_id = $1 and v.key = w.key and v.known_at = w.known_at
            order by v.replaced_at desc
            limit 1) l
          where l.is_gone
        ),
        back as (
          delete from ml_source_versions v using gone g
          where g.comes_back and v.source_id = $1 and v.key = g.key and v.known_at = g.known_at
            and v.replaced_at = g.replaced_at)
        insert into ml_source_versions (source_id, key, known_at, said, replaced_at)
        select $1, g.key, g.known_at, null, $2 from gone g where not g.comes_back
        on conflict on constraint ml_source_versions_pkey do nothing
      $query$,
      source_rows(source, 'new_rows', t.said)) end
  from (
    select format('array[%s]::text[] as said',
                  string_agg(source_text(source, c.name), ', ' order by c.place)) as said
    from unnest(source.value_columns) with ordinality as c (name, place)) t
  cross join (
    -- Two rows of one time are a fault, and whoever takes one of them away mends it: the other one was right. One that
    -- this transaction wrote was not there before. Where the owner may not read the table, nothing is known of others,
    -- and the table is not named: the right to read it would be asked for all the same.
    select case when may_read then 'age(k.xmin) > age(pg_current_xact_id()::xid)' else 'false' end as remains,
           case when may_read then source.relation else 'old_rows' end as asked,
           case when source.instrument_key is null then quote_literal('')
                else source_text(source, source.instrument_key) end as keyed) o
$$;

revoke all on function keep_versions_statement(ml_feature_sources, text, boolean) from public;
