-- Programs that listen are told which rows have changed; the server of the API passes it on to its subscribers. Ids
-- alone, once per statement, on the channel "<schema>_changes": {"topic": "runs", "ids": ["12"]}, or, where that would
-- be too much, {"topic": "runs", "readAgain": true}. Null for ids: more rows than are worth naming.
--
-- Nobody's statement may fail by it. A notification holds 8,000 bytes: a hundred ids take 2,300 at most. The queue of
-- all notifications is finite, 512 kB or more, and a transaction that finds it full fails when it commits, where
-- nothing can catch it. So a transaction takes about one page of it, however many statements it has (Postgres keeps a
-- message once that is said again), and where the queue is half full nothing is said: listeners look at that, too, and
-- read again. "set pgaugur.tell_changes to off" keeps a session silent: Postgres prepares no transaction for a commit
-- in two phases that has notified.
create or replace function tell_of_changes(topic text, ids bigint[])
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  most_ids constant integer := 100;
  most_bytes constant integer := 8000;
  said constant integer := coalesce(substring(current_setting('pgaugur.bytes_said', true) from '^[0-9]{1,6}$'), '0');
  message text;
begin
  if lower(current_setting('pgaugur.tell_changes', true)) in ('off', 'false', 'no', '0')
     or pg_notification_queue_usage() >= 0.5 then
    return;
  end if;
  if cardinality(ids) <= most_ids and said < most_bytes then
    message := format('{"topic": "%s", "ids": ["%s"]}', topic, array_to_string(ids, '", "'));
    -- With what the queue adds to each. Taken back with a savepoint, as the message is.
    perform set_config('pgaugur.bytes_said', (said + length(message) + 100)::text, true);
  else
    message := format('{"topic": "%s", "readAgain": true}', topic);
  end if;
  perform pg_notify(@schema_literal@ || '_changes', message);
end
$$;

revoke all on function tell_of_changes(text, bigint[]) from public;
