-- Alerts are data: what is watched, what holds, who is told and whether that worked.

create table ml_alert_rules (
  name text primary key,
  watches text not null,
  threshold double precision not null,
  period interval not null default '24 hours',
  holds_for interval not null default '0',
  severity text not null default 'warning',
  is_enabled boolean not null default true,
  constraint known_watch check (watches in (
    'sessions_without_prediction', 'failed_share', 'behind_share', 'drifting_share', 'live_workers',
    'oldest_job_seconds')),
  -- Neither NaN, which is greater than everything, nor infinity.
  constraint threshold_is_a_number check (threshold >= 0 and threshold < 1e9),
  constraint share_below_one check (watches not like '%\_share' or threshold < 1),
  constraint at_least_one_session_or_worker check (
    watches not in ('sessions_without_prediction', 'live_workers') or threshold >= 1),
  constraint period_within_a_quarter check (period > '0' and period <= '90 days'),
  constraint holds_for_within_a_month check (holds_for >= '0' and holds_for <= '30 days'),
  constraint known_severity check (severity in ('warning', 'critical'))
);
insert into ml_alert_rules (name, watches, threshold, holds_for, severity) values
  ('no prediction', 'sessions_without_prediction', 3, '0', 'warning'),
  ('runs fail', 'failed_share', 0.05, '0', 'warning'),
  ('predictions behind prices', 'behind_share', 0.1, '1 hour', 'warning'),
  ('models drift', 'drifting_share', 0.25, '0', 'warning'),
  ('workers gone', 'live_workers', 1, '2 minutes', 'critical'),
  ('jobs wait', 'oldest_job_seconds', 900, '0', 'warning');

create table ml_alerts (
  id bigint generated always as identity primary key,
  rule_name text not null references ml_alert_rules on update cascade on delete cascade,
  instrument_id integer references base_instruments on delete cascade,
  state text not null,
  severity text not null,
  since timestamptz not null,
  raised_at timestamptz,
  last_seen_at timestamptz not null,
  resolved_at timestamptz,
  value double precision,
  message text not null,
  constraint known_alert_state check (state in ('pending', 'raised', 'resolved')),
  constraint raised_unless_pending check ((state = 'pending') = (raised_at is null)),
  constraint resolved_alerts_have_an_end check ((state = 'resolved') = (resolved_at is not null))
);
create unique index one_open_alert_per_rule_and_instrument on ml_alerts (rule_name, instrument_id)
  nulls not distinct where state <> 'resolved';
create index ml_alerts_instrument on ml_alerts (instrument_id, id desc);
create index ml_alerts_resolved on ml_alerts (resolved_at);

-- Who is told over HTTP. An address may be a secret: readers do not see this table.
create table ml_alert_hooks (
  name text primary key,
  url text not null,
  minimum_severity text not null default 'warning',
  sends_token boolean not null default false,
  is_enabled boolean not null default true,
  constraint url_is_http check (url ~ '^https?://[^/?#@[:space:]]+([/?][^[:space:]]*)?$'),
  constraint known_minimum_severity check (minimum_severity in ('warning', 'critical')),
  constraint token_is_encrypted check (
    not sends_token or url ~ '^(https://|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?([/?]|$))')
);

create table ml_alert_deliveries (
  id bigint generated always as identity primary key,
  hook_name text not null references ml_alert_hooks on update cascade on delete cascade,
  payload jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  delivered_at timestamptz,
  given_up_at timestamptz,
  last_error text,
  created_at timestamptz not null default clock_timestamp()
);
create index ml_alert_deliveries_due on ml_alert_deliveries (next_attempt_at)
  where delivered_at is null and given_up_at is null;
