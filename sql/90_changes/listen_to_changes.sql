-- Listens to what tell_of_changes says, and shows by a lock that somebody does. From the next statement on it comes;
-- what a transaction changed that is running then may have been said to nobody. The server waits for these to end.
create or replace function listen_to_changes()
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  execute format('listen %I', @schema_literal@ || '_changes');
  perform pg_advisory_lock_shared(hashtextextended(@schema_literal@ || ':changes', 0));
end
$$;

comment on function listen_to_changes() is
  E'@behavior -*\n'
  'Makes the session hear which runs, predictions and alerts change: NOTIFY on the channel of the schema. LISTEN alone '
  'hears nothing where no other program has called this.';
grant execute on function listen_to_changes() to pgaugur_reader, pgaugur_worker;
