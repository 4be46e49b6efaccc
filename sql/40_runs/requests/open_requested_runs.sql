-- At commit. The first request row to fire takes all of its transaction's requests; the others find none left.
create or replace function open_requested_runs() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  touched_instruments integer[];
  reasons text;
begin
  with taken as (
    delete from ml_run_requests where transaction_id = pg_current_xact_id() returning id, instrument_ids, reason
  )
  select array_agg(distinct instrument_id), (select string_agg(distinct reason, ', ') from taken)
    into touched_instruments, reasons
  from taken, unnest(instrument_ids) as instrument_id;
  if touched_instruments is not null then
    -- One call for all of them, or the order of the locks would depend on the reasons.
    perform request_runs(with_context_dependents(touched_instruments), reasons);
  end if;
  return null;
end
$$;

revoke all on function open_requested_runs() from public;

-- Constraint triggers know no "or replace".
drop trigger if exists open_requested_runs on ml_run_requests;
create constraint trigger open_requested_runs after insert on ml_run_requests
  deferrable initially deferred
  for each row execute function open_requested_runs();
