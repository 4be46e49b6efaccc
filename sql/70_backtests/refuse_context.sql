-- What only serves as context is refused where whoever asks sees it.
create or replace function refuse_context(instrument_ids integer[])
returns void
language plpgsql stable
set search_path from current
as $$
declare
  context record;
begin
  select c.instrument_id, c.symbol, c.reason into context
  from context_instruments c where c.instrument_id = any (instrument_ids) order by c.instrument_id limit 1;
  if found then
    raise exception '% is not backtested: it %', context.symbol, context.reason
      using errcode = 'object_not_in_prerequisite_state',
            hint = format('To trade it all the same: insert into ml_pipeline_policies (instrument_id, trades_context) '
                          'values (%s, true) on conflict (instrument_id) do update set trades_context = true.',
                          context.instrument_id);
  end if;
end
$$;

revoke all on function refuse_context(integer[]) from public;
