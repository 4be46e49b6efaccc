-- What a run last saw of an instrument's prices, whatever became of the run: the newest session, how many there were,
-- and a digest of all of them. What is stored and differs from it came past the triggers, and nobody has looked at it.
-- Without a row nobody has ever looked.
create table ml_price_looks (
  instrument_id integer primary key references base_instruments on delete cascade,
  looked_at timestamptz not null default clock_timestamp(),
  newest_session date,
  session_count integer not null,
  digest numeric,
  constraint sessions_have_a_newest check ((session_count = 0) = (newest_session is null)),
  constraint sessions_have_a_digest check ((session_count = 0) = (digest is null))
);

-- From when on prices of an instrument are waited for; an adopted table may lack it.
alter table base_instruments add column if not exists created_at timestamptz default current_timestamp;
