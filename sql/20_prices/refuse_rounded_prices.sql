-- A column that could not be widened to plain numeric (something of the owner's depends on it, see
-- src/db/price_columns.ts) rounds a price before anything can look at it. What is left to see is how coarse the result
-- must be: half a unit of the last decimal may be half a percent of a price at most, so the smallest price is 100
-- units. With two decimals that is 1, below which exchanges quote finer than in hundredths, too. Postgres rounds a
-- volume in the same way, and nothing can be told from it: whole numbers of few shares are usual. A floating point
-- volume loses units from 2^53 on, or 2^24.
do $$
declare
  prices record;
  rule text;
begin
  for prices in
    select * from (values
      ('stock_prices', array['open_price', 'high_price', 'low_price', 'close_price', 'split_factor'], 'volume'),
      ('index_prices', array['open_value', 'high_value', 'low_value', 'close_value'], 'trading_volume')
    ) as p (table_name, price_columns, volume_column)
  loop
    -- The scale is the low eleven bits of the type modifier, with a sign.
    select string_agg(
             case a.attname when 'split_factor' then format('(%1$I = 0 or %1$I >= %2$s)', a.attname, units.smallest)
                            else format('%I >= %s', a.attname, units.smallest) end, ' and ' order by a.attnum)
      into rule
    from pg_attribute a
    cross join lateral (
      -- Of a domain, and of one over another, the type below all of them.
      with recursive layers as (
        select a.atttypid as type, a.atttypmod as modifier
        union all
        select t.typbasetype, t.typtypmod from layers l join pg_type t on t.oid = l.type where t.typtype = 'd'
      )
      select l.type, l.modifier from layers l join pg_type t on t.oid = l.type where t.typtype <> 'd') as base
    cross join lateral (
      select case base.type when 'numeric'::regtype then (((base.modifier - 4) & 2047) # 1024) - 1024 else 0 end
    ) as last (decimal)
    cross join lateral (select trim_scale(100 * power(10::numeric, -last.decimal))) as units (smallest)
    where a.attrelid = prices.table_name::regclass and a.attname = any (prices.price_columns)
      and (base.type = 'numeric'::regtype and base.modifier <> -1
           or base.type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype));
    execute format('alter table %I drop constraint if exists prices_survive_rounding', prices.table_name);
    if rule is not null then
      execute format('alter table %I add constraint prices_survive_rounding check (%s) not valid',
        prices.table_name, rule);
    end if;

    with recursive layers as (
      select a.atttypid as type
      from pg_attribute a where a.attrelid = prices.table_name::regclass and a.attname = prices.volume_column
      union all
      select t.typbasetype from layers l join pg_type t on t.oid = l.type where t.typtype = 'd'
    )
    select format('%I < %s', prices.volume_column,
                  case l.type when 'real'::regtype then 16777216 else 9007199254740992 end)
      into rule
    from layers l
    where l.type in ('real'::regtype, 'double precision'::regtype);
    execute format('alter table %I drop constraint if exists volume_is_exact', prices.table_name);
    if rule is not null then
      execute format('alter table %I add constraint volume_is_exact check (%s) not valid', prices.table_name, rule);
    end if;
  end loop;
end
$$;
