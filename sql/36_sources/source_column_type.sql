-- What kind of value a column has, as far as sources tell kinds apart; null without a column.
create or replace function source_column_type(relation regclass, column_name text)
returns text
language sql stable
set search_path from current
as $$
  select case
    when t.oid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) then 'integer'
    when t.typcategory = 'N' and t.oid in ('numeric'::regtype, 'float4'::regtype, 'float8'::regtype) then 'number'
    when t.oid = 'bool'::regtype then 'boolean'
    when t.typcategory in ('S', 'E') then 'text'
    when t.oid = 'timestamptz'::regtype then 'timestamptz'
    when t.oid = 'timestamp'::regtype then 'timestamp'
    else format_type(t.oid, null) end
  from pg_attribute a
  -- A domain is what it is made of, and that may be a domain.
  cross join lateral (
    with recursive made_of as (
      select a.atttypid as type
      union all
      select d.typbasetype from made_of join pg_type d on d.oid = made_of.type and d.typtype = 'd')
    select p.* from made_of join pg_type p on p.oid = made_of.type where p.typtype <> 'd') t
  where a.attrelid = relation and a.attname = column_name and a.attnum > 0 and not a.attisdropped
$$;

-- Whether a column is a numeric, or a domain over it, which can hold what no double can.
create or replace function source_column_is_numeric(relation regclass, column_name text)
returns boolean
language sql stable
set search_path from current
as $$
  with recursive made_of as (
    select a.atttypid as type from pg_attribute a
    where a.attrelid = relation and a.attname = column_name
    union all
    select d.typbasetype from made_of join pg_type d on d.oid = made_of.type and d.typtype = 'd')
  select coalesce(bool_or(made_of.type = 'numeric'::regtype), false) from made_of
$$;

comment on function source_column_is_numeric(regclass, text) is
  E'@behavior -*\nWhether a column of a source is a numeric.';
grant execute on function source_column_is_numeric(regclass, text) to pgaugur_operator, pgaugur_worker;

comment on function source_column_type(regclass, text) is E'@behavior -*\nWhat kind of value a column has.';
grant execute on function source_column_type(regclass, text) to pgaugur_operator, pgaugur_worker;
