-- Instruments that nothing is to run for, until they are resumed.

create or replace function pause_instrument(instrument_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(pause_instrument.instrument_id);
  insert into ml_pipeline_policies as p (instrument_id, is_paused) values (pause_instrument.instrument_id, true)
  on conflict on constraint ml_pipeline_policies_pkey do update set is_paused = true;
end
$$;

comment on function pause_instrument(integer) is
  'New prices of the instrument start no run until it is resumed; prices and predictions stay.';
grant execute on function pause_instrument(integer) to pgaugur_operator;

create or replace function resume_instrument(instrument_id integer)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(resume_instrument.instrument_id);
  update ml_pipeline_policies p set is_paused = null where p.instrument_id = resume_instrument.instrument_id;
  return request_run(resume_instrument.instrument_id, 'resumed');
end
$$;

comment on function resume_instrument(integer) is
  'Ends a pause and asks for a run, which takes up what arrived meanwhile.';
grant execute on function resume_instrument(integer) to pgaugur_operator;

-- Not called pause_instrument: a driver that sends parameters without a type would pick the version that takes text.
create or replace function pause(symbol text, exchange text default null)
returns void
language sql volatile security definer
set search_path from current
as $$
  select pause_instrument(instrument_of(symbol, exchange))
$$;

comment on function pause(text, text) is 'As pause_instrument, by symbol.';
grant execute on function pause(text, text) to pgaugur_operator;

create or replace function resume(symbol text, exchange text default null)
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select resume_instrument(instrument_of(symbol, exchange))
$$;

comment on function resume(text, text) is 'As resume_instrument, by symbol.';
grant execute on function resume(text, text) to pgaugur_operator;
