comment on table ml_alert_hooks is
  'Who is told of alerts over HTTP: each evaluation that raises or resolves something is one POST with JSON.';
comment on column ml_alert_hooks.url is
  'http:// or https://, without a login. It may be a secret: readers do not see it.';
comment on column ml_alert_hooks.minimum_severity is 'critical: it is told of nothing else.';
comment on column ml_alert_hooks.sends_token is
  'Whether the worker''s PGAUGUR_ALERT_TOKEN goes along as a bearer token; only encrypted, or on the same machine.';

grant select, insert, update, delete on ml_alert_hooks to pgaugur_operator;
