-- A run is about to read the prices of its instrument: writes down what it will see at least. Before it reads and not
-- after, so that a price that comes in between, past the triggers, differs from what is written down, and is found; the
-- other way round nobody would ever look at it.
create or replace function look_at_prices(instrument_id integer)
returns void
language sql volatile
set search_path from current
as $$
  insert into ml_price_looks as l (instrument_id, newest_session, session_count, digest)
  select wanted.id, d.newest_session, coalesce(d.session_count, 0), d.digest
  from (select look_at_prices.instrument_id) wanted (id)
  left join price_digests d on d.instrument_id = look_at_prices.instrument_id
  on conflict on constraint ml_price_looks_pkey do update
  set looked_at = clock_timestamp(), newest_session = excluded.newest_session,
      session_count = excluded.session_count, digest = excluded.digest
$$;

revoke all on function look_at_prices(integer) from public;
