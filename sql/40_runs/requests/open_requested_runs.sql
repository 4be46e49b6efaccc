-- Opens the runs that a transaction has asked for, in one call for all of them, or the order of the locks would depend
-- on the reasons.
create or replace function open_requests_of(transaction_id xid8)
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  touched_instruments integer[];
  reasons text;
begin
  with taken as (
    delete from ml_run_requests r where r.transaction_id = open_requests_of.transaction_id
    returning r.instrument_ids, r.reason
  )
  select array_agg(distinct instrument_id), (select string_agg(distinct reason, ', ') from taken)
    into touched_instruments, reasons
  from taken, unnest(instrument_ids) as instrument_id;
  if touched_instruments is not null then
    perform request_runs(with_context_dependents(touched_instruments), reasons);
  end if;
  return coalesce(cardinality(touched_instruments), 0);
end
$$;

revoke all on function open_requests_of(xid8) from public;

-- At commit. The first request row to fire takes all of its transaction's requests; the others find none left.
create or replace function open_requested_runs() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  if current_setting('transaction_isolation') in ('read committed', 'read uncommitted')
    and current_setting('lock_timeout') = '0'
  then
    perform open_requests_of(pg_current_xact_id());
    return null;
  end if;
  -- A run that somebody else has changed since this transaction's snapshot may not be changed by it any more, and one
  -- that a worker is writing for is locked for longer than some sessions wait. Two loaders of one instrument, or a
  -- worker beside one, would have good prices refused: those stay, and their requests wait for open_left_requests,
  -- under a number that no transaction has.
  begin
    perform open_requests_of(pg_current_xact_id());
  exception when serialization_failure or lock_not_available then
    update ml_run_requests r set transaction_id = '0' where r.transaction_id = pg_current_xact_id();
  end;
  return null;
end
$$;

revoke all on function open_requested_runs() from public;

-- Constraint triggers know no "or replace".
drop trigger if exists open_requested_runs on ml_run_requests;
create constraint trigger open_requested_runs after insert on ml_run_requests
  deferrable initially deferred
  for each row execute function open_requested_runs();

-- What transactions could not ask for themselves, at isolation level repeatable read or higher, or with a lock_timeout.
-- Every ten seconds by each worker. Returns of how many instruments.
create or replace function open_left_requests()
returns integer
language sql volatile security definer
set search_path from current
as $$
  select open_requests_of('0')
$$;

comment on function open_left_requests() is
  E'@behavior -*\n'
  'Opens the runs that transactions could not open themselves, at isolation level repeatable read or higher because '
  'somebody had changed one meanwhile, or with a lock_timeout because somebody held one. Workers do so every ten '
  'seconds. Returns the number of instruments.';
grant execute on function open_left_requests() to pgaugur_worker;
