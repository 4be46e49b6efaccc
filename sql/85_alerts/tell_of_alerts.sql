-- One notification, and one delivery per hook that wants to know, whatever the number of alerts: a loader that stopped
-- raises one per instrument.
create or replace function tell_of_alerts(changed bigint[])
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  -- Ids alone, and as many as a notification holds.
  perform pg_notify(@schema_literal@ || '_alerts', (
    select jsonb_build_object(
             'raised', count(*) filter (where a.state = 'raised'),
             'resolved', count(*) filter (where a.state = 'resolved'),
             'ids', to_jsonb(changed[:200]))
    from ml_alerts a where a.id = any (changed))::text);

  insert into ml_alert_deliveries (hook_name, payload)
  select h.name, jsonb_build_object(
           'installation', @schema_literal@, 'at', to_jsonb(clock_timestamp()),
           'raised', count(*) filter (where t.state = 'raised'),
           'resolved', count(*) filter (where t.state = 'resolved'),
           'alerts', jsonb_agg(t.alert order by t.place) filter (where t.place <= 100))
  from ml_alert_hooks h
  cross join lateral (
    select a.state, jsonb_strip_nulls(jsonb_build_object(
             'id', a.id, 'state', a.state, 'rule', a.rule_name, 'severity', a.severity, 'symbol', i.symbol,
             'message', a.message, 'value', a.value, 'since', a.since, 'resolvedAt', a.resolved_at)) as alert,
           row_number() over (order by a.severity, a.id) as place -- critical before warning
    from ml_alerts a
    left join base_instruments i on i.id = a.instrument_id
    where a.id = any (changed) and (h.minimum_severity = 'warning' or a.severity = 'critical')) t
  where h.is_enabled
  group by h.name;
end
$$;

revoke all on function tell_of_alerts(bigint[]) from public;
