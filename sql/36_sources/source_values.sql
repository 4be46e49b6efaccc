-- What each column of the sources said at the close of each session: of the rows that were known by then the newest,
-- unless it is older than its limit. A row with a time is known at a close not before it; one with a date, in the
-- sessions after it. Where nobody knows when a session ends, nothing of its day counts. A row that was written over
-- counts from then on, and what it said before until then, as what a deleted one said does. With the caller's rights:
-- the worker's role reads.

-- When a row of a source was known, as SQL.
create or replace function source_time(source ml_feature_sources)
returns text
language sql immutable
set search_path from current
as $$
  select case source.known_at_type
    when 'date' then format('(%I + 1)::timestamp at time zone ''UTC''', source.known_at)
    when 'timestamp' then format('%I at time zone ''UTC''', source.known_at)
    else quote_ident(source.known_at) end
$$;

comment on function source_time(ml_feature_sources) is
  E'@behavior -*\nWhen a row of a source was known, as SQL.';
grant execute on function source_time(ml_feature_sources) to pgaugur_worker;

-- The number that a column says, as SQL, or the text of what it said; what is not finite, or no listed category, is not
-- known.
-- What was kept of a row that was written over may be what was wrong with it: that is not known, for whoever mended the
-- row cannot mend what it said before.
create or replace function kept_number(said text)
returns double precision
language sql immutable
set search_path from current
as $$
  select case
    when said ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$'
      then case when fits_a_double(said::numeric) then said::float8 end end
$$;

comment on function kept_number(text) is
  E'@behavior -*\nThe number that a row of a source said before it was written over; null where it said none.';
grant execute on function kept_number(text) to pgaugur_operator, pgaugur_worker;

create or replace function source_expression(source ml_feature_sources, place integer, said text default null)
returns text
language sql stable
set search_path from current
as $$
  select case source.value_types[place]
    when 'boolean' then
      case when source_expression.said is null then format('%s::boolean::integer::float8', c.said)
           else format('case %s when ''true'' then 1 when ''false'' then 0 end::float8', c.said) end
    when 'category' then format(
      '(array_position(array(select jsonb_array_elements_text(%L::jsonb)), %s::text) - 1)::float8',
      source.categories -> c.name, c.said)
    else
      case when source_expression.said is null then
             format('nullif(nullif(nullif(%s::float8, ''NaN''), ''Infinity''), ''-Infinity'')', c.said)
           else format('kept_number(%s)', c.said) end end
  from (select source.value_columns[place] as name,
               coalesce(source_expression.said, quote_ident(source.value_columns[place])) as said) c
$$;

comment on function source_expression(ml_feature_sources, integer, text) is
  E'@behavior -*\nThe number that a column of a source says, as SQL.';
grant execute on function source_expression(ml_feature_sources, integer, text) to pgaugur_operator, pgaugur_worker;

create or replace function source_values(instrument_id integer, sessions date[])
returns table (name text, session_values double precision[])
language plpgsql stable
set search_path from current
as $$
#variable_conflict use_column
declare
  source ml_feature_sources;
  instrument base_instruments;
  own_key text;
  complaint text;
  close_at time;
  zone text;
begin
  select i.* into instrument from base_instruments i where i.id = source_values.instrument_id;
  -- As closing_time has it, which asked of each session would take longer than the join.
  select e.market_close, coalesce(e.timezone, c.timezone) into close_at, zone
  from exchanges e left join countries c on c.id = e.country_id
  where e.id = instrument.exchange_id and closing_time(e.id, current_date) is not null;
  for source in select s.* from ml_feature_sources s where s.removed_at is null order by s.id loop
    own_key := case when source.key_is_id then instrument.id::text else instrument.symbol::text end;
    begin
      complaint := source_fault(source, array[own_key]);
      if complaint is not null then
        raise exception '%', complaint using errcode = 'data_exception';
      end if;
      return query execute format(
        $query$
          with versions as materialized (
            select v.known_at, v.said, v.replaced_at,
                   coalesce(lag(v.replaced_at) over (partition by v.known_at order by v.replaced_at), v.known_at) as at
            from ml_source_versions v
            where v.source_id = $7 and v.key = $8
          ),
          rows_now as (
            select %1$s as known_at, array[%2$s] as v from %3$s where %4$s and %5$I is not null
          ),
          said as materialized (
            select row_number() over (order by r.known_at, r.at) as n, r.known_at, r.at, r.until, r.v
            from (
              select t.known_at, greatest(t.known_at, o.replaced_at) as at, 'infinity'::timestamptz as until, t.v
              from rows_now t
              left join (select v.known_at, max(v.replaced_at) as replaced_at from versions v group by 1) o
                on o.known_at = t.known_at
              union all
              select v.known_at, v.at, v.replaced_at, array[%7$s]
              from versions v where v.said is not null and v.at < v.replaced_at) r
          ),
          closes as (
            select s.place, s.session, %6$s as at from unnest($1::date[]) with ordinality as s (session, place)
          ),
          marks as (
            select at, 0 as kind, null::bigint as place, n from said
            union all
            select at, 1, place, null from closes
          ),
          known as (
            select m.place, m.at, m.kind,
                   max(m.n) over (order by m.at, m.kind rows between unbounded preceding and current row) as n
            from marks m
          ),
          -- Of those that were known by then the newest is one more often than not that still stands. Where it does
          -- not, the newest of those that do.
          found as materialized (
            select k.place, k.at, coalesce(o.known_at, s.known_at) as known_at, coalesce(o.v, s.v) as v,
                   s.until > k.at or o.n is not null as stands
            from known k
            join said s on s.n = k.n
            left join lateral (
              select e.* from said e
              where s.until <= k.at and e.n < s.n and e.at <= k.at and e.until > k.at
              order by e.n desc
              limit 1) o on true
            where k.kind = 1
          )
          select c.name,
                 array_agg(case when f.stands and f.known_at >= k.at - $2 then f.v[c.place] end order by k.place)
          from unnest($3::text[]) with ordinality as c (name, place)
          cross join closes k
          left join found f on f.place = k.place
          group by c.name, c.place
          order by c.place
        $query$,
        source_time(source),
        (select string_agg(source_expression(source, p), ', ' order by p)
         from generate_subscripts(source.value_columns, 1) p),
        source.relation,
        case when source.instrument_key is null then 'true'
             else format('%I::text = $4', source.instrument_key) end,
        source.known_at,
        case when source.known_at_type = 'date' or zone is null then 's.session::timestamp at time zone ''UTC'''
             else '(s.session + $5) at time zone $6' end,
        (select string_agg(source_expression(source, p, format('v.said[%s]', p)), ', ' order by p)
         from generate_subscripts(source.value_columns, 1) p))
        using sessions, source.stale_after,
              array(select source.name || '.' || c from unnest(source.value_columns) with ordinality as u (c, p)
                    order by p),
              own_key, close_at, zone, source.id, case when source.instrument_key is null then '' else own_key end;
    -- Whatever a view or a foreign server has to say: its source is named.
    exception when others then
      raise exception 'source "%" (%) of %: %', source.name, source.relation, instrument.symbol, sqlerrm
        using errcode = sqlstate, hint = 'Mend what it holds, or remove the source.';
    end;
  end loop;
end
$$;

comment on function source_values(integer, date[]) is
  E'@behavior -*\nWhat each column of the sources said at the close of each session: null where nothing was known.';
grant execute on function source_values(integer, date[]) to pgaugur_worker;
