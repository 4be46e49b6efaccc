comment on table ml_backfill_requests is 'Past sessions that an operator wanted predictions of.';
comment on column ml_backfill_requests.first_session is 'Sessions from this date on.';
comment on column ml_backfill_requests.last_session is 'Sessions up to this date.';
comment on column ml_backfill_requests.finished_at is 'When the predictions were written; null until then.';
comment on column ml_backfill_requests.predictions is 'How many sessions had no prediction of the model and got one.';
comment on column ml_backfill_requests.requested_by is E'@behavior -*\nLogin that asked.';

call name_relation('ml_backfill_requests', 'instrument_id', 'instrument', 'backfillRequests');
call name_relation('ml_backfill_requests', 'pipeline_run_id', 'pipelineRun', 'backfillRequests');
call name_relation('ml_backfill_requests', 'model_id', 'model', 'backfillRequests');

grant select on ml_backfill_requests to pgaugur_reader, pgaugur_worker;
grant update on ml_backfill_requests to pgaugur_worker;
