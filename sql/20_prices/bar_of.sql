-- Prices and volume of one bar, for a view that shows them beside something else: asked row by row, and planned once
-- per connection. A sub-select is planned for every column that it stands in, with every partition of the table. Both
-- tables are asked by themselves, the second only where the first has nothing: price_bars would ask both.
-- The type is handed in (null::price_bars), because a function that returns it by name would hold the view in place
-- when the columns below it are widened. Any other is refused: its domains would be checked with the owner's rights.
create or replace function bar_of(instrument_id integer, session date, bar anyelement)
returns anyelement
language plpgsql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
begin
  if pg_typeof(bar) <> 'price_bars'::regtype then
    raise exception 'a bar is one of price_bars, got null::%', pg_typeof(bar) using errcode = 'datatype_mismatch';
  end if;
  select b.stock_id, b.trading_date_local, b.open_price, b.high_price, b.low_price, b.close_price,
         coalesce(b.volume, 0)
  into bar
  from stock_prices b
  where b.stock_id = bar_of.instrument_id and b.trading_date_local = bar_of.session;
  if not found then
    select b.index_id, b.trading_date_local, b.open_value, b.high_value, b.low_value, b.close_value,
           coalesce(b.trading_volume, 0)
    into bar
    from index_prices b
    where b.index_id = bar_of.instrument_id and b.trading_date_local = bar_of.session;
  end if;
  return bar;
end
$$;

comment on function bar_of(integer, date, anyelement) is
  E'@behavior -*\n'
  'Prices and volume of an instrument''s session, asked for as bar_of(instrument, session, null::price_bars); null '
  'where there is no bar.';
grant execute on function bar_of(integer, date, anyelement) to pgaugur_reader, pgaugur_worker;
