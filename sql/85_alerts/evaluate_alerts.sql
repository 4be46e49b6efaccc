-- Compares what holds now with the alerts that are open, and tells what has changed: a notification on the channel
-- "<schema>_alerts", and a delivery for each hook. All of it in one transaction: who is told of an alert finds it.
create or replace function evaluate_alerts()
returns setof ml_alerts
language plpgsql volatile security definer
set search_path from current
as $$
declare
  moment timestamptz;
  changed bigint[];
begin
  -- One at a time: two would raise the same.
  perform pg_advisory_xact_lock(hashtextextended(@schema_literal@ || ':evaluate_alerts', 0));
  moment := clock_timestamp();

  with holding as materialized (
    select c.rule_name, c.instrument_id, c.value, c.message, r.severity, r.holds_for
    from alert_conditions c
    join ml_alert_rules r on r.name = c.rule_name
  ),
  seen as (
    update ml_alerts a
    set last_seen_at = moment, value = h.value, message = h.message, severity = h.severity,
        state = case when a.since + h.holds_for <= moment then 'raised' else a.state end,
        raised_at = case when a.since + h.holds_for <= moment then coalesce(a.raised_at, moment) else a.raised_at end
    from holding h
    where a.rule_name = h.rule_name and a.instrument_id is not distinct from h.instrument_id and a.state <> 'resolved'
    returning a.id, a.rule_name, a.instrument_id, a.raised_at
  ),
  fresh as (
    insert into ml_alerts (rule_name, instrument_id, state, severity, since, raised_at, last_seen_at, value, message)
    select h.rule_name, h.instrument_id, case when h.holds_for > '0' then 'pending' else 'raised' end, h.severity,
           moment, case when h.holds_for > '0' then null else moment end, moment, h.value, h.message
    from holding h
    where not exists (select from ml_alerts a where a.rule_name = h.rule_name and a.state <> 'resolved'
                        and a.instrument_id is not distinct from h.instrument_id)
    returning id, raised_at
  ),
  ended as (
    update ml_alerts a set state = 'resolved', resolved_at = moment
    where a.state = 'raised'
      and not exists (select from holding h
                      where h.rule_name = a.rule_name and h.instrument_id is not distinct from a.instrument_id)
    returning a.id
  ),
  never as (
    delete from ml_alerts a
    where a.state = 'pending'
      and not exists (select from holding h
                      where h.rule_name = a.rule_name and h.instrument_id is not distinct from a.instrument_id)
  )
  select array_agg(c.id order by c.id) into changed
  from (
    select s.id from seen s where s.raised_at = moment
    union all select f.id from fresh f where f.raised_at = moment
    union all select e.id from ended e) c;

  if changed is null then
    return;
  end if;
  perform tell_of_alerts(changed);
  return query select a.* from ml_alerts a where a.id = any (changed) order by a.id;
end
$$;

comment on function evaluate_alerts() is
  E'@behavior -*\n'
  'Evaluates the rules, raises and resolves alerts, and tells of both. Returns those that changed. Workers call it '
  'every minute by themselves; where none lives, something else has to.';
grant execute on function evaluate_alerts() to pgaugur_operator, pgaugur_worker;
