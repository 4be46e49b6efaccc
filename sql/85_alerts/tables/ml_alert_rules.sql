comment on table ml_alert_rules is
  E'@behavior +insert +update +delete\n'
  'What is watched: each rule raises an alert while its condition holds. Operators change, add, disable and delete '
  'rules; several may watch the same.';
comment on column ml_alert_rules.name is 'What the rule is called in alerts.';
comment on column ml_alert_rules.watches is
  'sessions_without_prediction (per instrument, at least so many; no more than 60 are counted, and a higher threshold '
  'is as good as 60), failed_share (of the runs that ended within the period, above it), behind_share (of instruments '
  'whose newest session has no prediction, above it), drifting_share (of serving models, above it), live_workers '
  '(fewer than that), oldest_job_seconds (of a job that could be taken, above it).';
comment on column ml_alert_rules.threshold is 'Sessions, a share in [0, 1), workers or seconds: see `watches`.';
comment on column ml_alert_rules.period is 'How far back failed_share looks; the others ask for what is so now.';
comment on column ml_alert_rules.holds_for is 'For how long the condition must hold before the alert is raised.';
comment on column ml_alert_rules.severity is 'warning or critical.';
comment on column ml_alert_rules.is_enabled is 'False: it is not asked, and what it had raised is resolved.';

comment on constraint known_severity on ml_alert_rules is '@name alert_severity';

grant select on ml_alert_rules to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_alert_rules to pgaugur_operator;
