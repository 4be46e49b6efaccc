-- Instruments that nothing is to run for, until they are resumed.

-- Answers with what is paused now, and the run that goes on all the same.
create or replace function pause_instrument(
  inout instrument_id integer, out symbol text, out exchange text, out is_paused boolean, out open_run_id bigint)
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(pause_instrument.instrument_id);
  insert into ml_pipeline_policies as p (instrument_id, is_paused) values (pause_instrument.instrument_id, true)
  on conflict on constraint ml_pipeline_policies_pkey do update set is_paused = true;
  select i.symbol, e.mic_code, (pipeline_policy(i.id)).is_paused, r.id into symbol, exchange, is_paused, open_run_id
  from base_instruments i
  left join exchanges e on e.id = i.exchange_id
  left join ml_pipeline_runs r on r.instrument_id = i.id and r.status in ('queued', 'running')
  where i.id = pause_instrument.instrument_id;
end
$$;

comment on function pause_instrument(integer) is
  'New prices of the instrument start no run until it is resumed; prices and predictions stay. Returns what is paused, '
  'and the open run, which goes on: `cancel_run` stops it.';
grant execute on function pause_instrument(integer) to pgaugur_operator;

create or replace function resume_instrument(instrument_id integer)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(resume_instrument.instrument_id);
  update ml_pipeline_policies p set is_paused = null where p.instrument_id = resume_instrument.instrument_id;
  -- Where everything is paused by default, this one is not.
  if (pipeline_policy(resume_instrument.instrument_id)).is_paused then
    insert into ml_pipeline_policies as p (instrument_id, is_paused) values (resume_instrument.instrument_id, false)
    on conflict on constraint ml_pipeline_policies_pkey do update set is_paused = false;
  end if;
  return request_run(resume_instrument.instrument_id, 'resumed');
end
$$;

comment on function resume_instrument(integer) is
  'Ends a pause and asks for a run, which takes up what arrived meanwhile.';
grant execute on function resume_instrument(integer) to pgaugur_operator;

-- Not called pause_instrument: a driver that sends parameters without a type would pick the version that takes text.
create or replace function pause(
  inout symbol text, inout exchange text default null,
  out instrument_id integer, out is_paused boolean, out open_run_id bigint)
language sql volatile security definer
set search_path from current
as $$
  select p.symbol, p.exchange, p.instrument_id, p.is_paused, p.open_run_id
  from pause_instrument(instrument_of(pause.symbol, pause.exchange)) p
$$;

comment on function pause(text, text) is
  'As pause_instrument, by symbol. Returns what is paused, and the open run, which goes on.';
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
