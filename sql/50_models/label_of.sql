-- What a model learns to foresee of one session: asked row by row, and planned once per connection, as bar_of is.
create or replace function label_of(
  instrument_id integer, session date, horizon integer, out target boolean, out growth double precision)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
declare
  close price_bars.close_price%type;
  ahead price_bars.close_price%type;
begin
  -- Both tables: an instrument may have prices in each.
  close := coalesce(
    (select b.close_price from stock_prices b
     where b.stock_id = label_of.instrument_id and b.trading_date_local = label_of.session),
    (select b.close_value from index_prices b
     where b.index_id = label_of.instrument_id and b.trading_date_local = label_of.session));
  if close is null then
    return;
  end if;
  select later.close into ahead
  from (
    (select b.trading_date_local as session, b.close_price as close from stock_prices b
     where b.stock_id = label_of.instrument_id and b.trading_date_local > label_of.session
     order by b.trading_date_local
     limit label_of.horizon)
    union all
    (select b.trading_date_local, b.close_value from index_prices b
     where b.index_id = label_of.instrument_id and b.trading_date_local > label_of.session
     order by b.trading_date_local
     limit label_of.horizon)) later
  order by later.session
  limit 1 offset label_of.horizon - 1;
  target := ahead > nullif(close, 0);
  growth := ahead::double precision / nullif(close, 0)::double precision;
end
$$;

comment on function label_of(integer, date, integer) is
  E'@behavior -*\n'
  'Whether the close of an instrument is higher so many sessions after a session, and that close over the session''s; '
  'null while it is still to come.';
grant execute on function label_of(integer, date, integer) to pgaugur_reader, pgaugur_worker;
