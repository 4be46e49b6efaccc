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
  select b.close_price, (select later.close_price
                         from stock_prices later
                         where later.stock_id = label_of.instrument_id and later.trading_date_local > label_of.session
                         order by later.trading_date_local
                         limit 1 offset label_of.horizon - 1)
  into close, ahead
  from stock_prices b
  where b.stock_id = label_of.instrument_id and b.trading_date_local = label_of.session;
  if not found then
    select b.close_value, (select later.close_value
                           from index_prices later
                           where later.index_id = label_of.instrument_id and later.trading_date_local > label_of.session
                           order by later.trading_date_local
                           limit 1 offset label_of.horizon - 1)
    into close, ahead
    from index_prices b
    where b.index_id = label_of.instrument_id and b.trading_date_local = label_of.session;
  end if;
  target := ahead > nullif(close, 0);
  growth := ahead::double precision / nullif(close, 0)::double precision;
end
$$;

comment on function label_of(integer, date, integer) is
  E'@behavior -*\n'
  'Whether the close of an instrument is higher so many sessions after a session, and that close over the session''s; '
  'null while it is still to come.';
grant execute on function label_of(integer, date, integer) to pgaugur_reader, pgaugur_worker;
