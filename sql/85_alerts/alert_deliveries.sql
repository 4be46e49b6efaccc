-- Deliveries to hooks, taken by whoever sends them. Whoever dies in the middle leaves one that is tried again.

create or replace function take_alert_deliveries(most integer default 5)
returns table (id bigint, url text, sends_token boolean, payload jsonb)
language sql volatile security definer
set search_path from current
as $$
  update ml_alert_deliveries d
  -- Half a minute, a minute, two … : the twelfth and last attempt comes a day after the first.
  set attempts = d.attempts + 1, next_attempt_at = clock_timestamp() + interval '30 seconds' * 2 ^ d.attempts
  from ml_alert_hooks h
  where h.name = d.hook_name and h.is_enabled
    and d.id in (
      -- So many of each hook: what one that is away was not told takes no place of another. And so few that all of them
      -- are tried before the first is due again, should none be answered.
      select n.id
      from ml_alert_hooks t
      cross join lateral (
        select o.id from ml_alert_deliveries o
        where o.hook_name = t.name and o.delivered_at is null and o.given_up_at is null
          and o.next_attempt_at <= clock_timestamp()
        order by o.next_attempt_at
        limit most
        for update skip locked) n
      where t.is_enabled)
  returning d.id, h.url, h.sends_token, d.payload
$$;

comment on function take_alert_deliveries(integer) is
  E'@behavior -*\nWhat hooks are to be told now, at most so much of each, and where. '
  'To be finished by finish_alert_delivery.';
grant execute on function take_alert_deliveries(integer) to pgaugur_operator, pgaugur_worker;

-- error is null for one that arrived.
create or replace function finish_alert_delivery(delivery_id bigint, error text)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_alert_deliveries d
  set delivered_at = case when error is null then clock_timestamp() end, last_error = left(error, 500),
      given_up_at = case when error is not null and d.attempts >= 12 then clock_timestamp() end
  where d.id = finish_alert_delivery.delivery_id and d.delivered_at is null
$$;

comment on function finish_alert_delivery(bigint, text) is
  E'@behavior -*\nWrites down that a delivery arrived, or why not.';
grant execute on function finish_alert_delivery(bigint, text) to pgaugur_operator, pgaugur_worker;
