comment on table ml_alert_deliveries is
  'What hooks were told, or are still to be told: tried again later and later, given up after twelve attempts.';
comment on column ml_alert_deliveries.payload is 'The JSON that is posted.';
comment on column ml_alert_deliveries.next_attempt_at is 'When it is tried again, unless it was delivered or given up.';
comment on column ml_alert_deliveries.last_error is 'Why the last attempt failed.';

grant select on ml_alert_deliveries to pgaugur_operator;
