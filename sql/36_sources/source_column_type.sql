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
  join pg_type own on own.oid = a.atttypid
  -- A domain is what it is made of.
  join pg_type t on t.oid = case own.typtype when 'd' then own.typbasetype else own.oid end
  where a.attrelid = relation and a.attname = column_name and a.attnum > 0 and not a.attisdropped
$$;

comment on function source_column_type(regclass, text) is E'@behavior -*\nWhat kind of value a column has.';
grant execute on function source_column_type(regclass, text) to pgaugur_operator, pgaugur_worker;
