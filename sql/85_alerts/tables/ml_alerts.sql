comment on table ml_alerts is
  'What rules have raised, since when, and when it was over. Of a rule and an instrument at most one is open. Resolved '
  'ones are kept for 90 days.';
comment on column ml_alerts.rule_name is 'The rule that raised it.';
comment on column ml_alerts.instrument_id is 'Of which instrument; null for one of the whole installation.';
comment on column ml_alerts.state is
  'pending (it holds, not yet for as long as the rule asks for), raised, or resolved (it holds no more).';
comment on column ml_alerts.severity is
  E'@set alert_severity\n'
  'warning or critical: that of the rule when it was last seen.';
comment on column ml_alerts.since is 'When it was first seen.';
comment on column ml_alerts.raised_at is 'When it was raised; null while it is pending.';
comment on column ml_alerts.last_seen_at is 'When it was last seen to hold.';
comment on column ml_alerts.resolved_at is 'When it was first seen to hold no more.';
comment on column ml_alerts.value is 'What the rule''s threshold was compared with, when it was last seen.';
comment on column ml_alerts.message is 'What is wrong, in one sentence, when it was last seen.';

call name_relation('ml_alerts', 'rule_name', 'rule', 'alerts');
call name_relation('ml_alerts', 'instrument_id', 'instrument', 'alerts');

grant select on ml_alerts to pgaugur_reader, pgaugur_worker;
