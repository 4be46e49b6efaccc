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
