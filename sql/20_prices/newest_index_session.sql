-- For views that ask both price tables, where few rows need the second: that of the indices is planned once per
-- connection, with all its partitions, and not with each view.
create or replace function newest_index_session(instrument_id integer, since date)
returns date
language plpgsql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
begin
  return (select max(b.trading_date_local) from index_prices b
          where b.index_id = newest_index_session.instrument_id
            and b.trading_date_local >= newest_index_session.since);
end
$$;
comment on function newest_index_session(integer, date) is
  E'@behavior -*\n'
  'The newest session that an index has a price of, from a session on; null where there is none.';
grant execute on function newest_index_session(integer, date) to pgaugur_reader, pgaugur_worker;
