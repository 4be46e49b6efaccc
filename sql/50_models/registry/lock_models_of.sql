-- Whoever changes which model of an instrument is in production comes one after the other, also where there is none yet
-- whose row could be locked. The open run first: so workers come here, which have it locked before they write.
create or replace function lock_models_of(instrument_id integer)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  perform from ml_pipeline_runs r
  where r.instrument_id = lock_models_of.instrument_id and r.status in ('queued', 'running') for update;
  perform from base_instruments i where i.id = lock_models_of.instrument_id for no key update;
end
$$;

revoke all on function lock_models_of(integer) from public;

-- The same for whoever asks for a run in the end: it is asked for first, so that it is there to be locked. One that
-- somebody else opened meanwhile, and has locked, would be waited for with the instrument locked, for which they wait.
create or replace function request_run_and_lock_models_of(instrument_id integer)
returns ml_pipeline_runs
language plpgsql volatile
set search_path from current
as $$
declare
  requested ml_pipeline_runs;
begin
  perform require_instrument(request_run_and_lock_models_of.instrument_id);
  -- None where the instrument is paused, whatever is open of it.
  select r.* into requested
  from request_runs(array[request_run_and_lock_models_of.instrument_id], 'another model is put into production') r;
  perform lock_models_of(request_run_and_lock_models_of.instrument_id);
  return requested;
end
$$;

revoke all on function request_run_and_lock_models_of(integer) from public;

-- What is due now that it is in production, and why: of a run that this transaction has opened.
create or replace function complete_request(requested ml_pipeline_runs, reason text)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  update ml_pipeline_runs r set kind = due_kind(r.instrument_id, p.model_scope), reason = complete_request.reason
  from pipeline_policy(requested.instrument_id) p
  where r.id = requested.id and not requested.look_again;
end
$$;

revoke all on function complete_request(ml_pipeline_runs, text) from public;
