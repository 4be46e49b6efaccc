-- Instruments whose prices changed, and those that look at an index among them: its state is part of their features.
create or replace function with_context_dependents(instrument_ids integer[])
returns integer[]
language plpgsql stable
set search_path from current
as $$
begin
  if exists (
    select from base_instruments i
    where i.id = any (instrument_ids)
      and (lower(i.instrument_type::text) = 'index'
           or exists (select from ml_context_indices c where i.id in (c.index_id, c.volatility_index_id))))
  then
    return array(select unnest(instrument_ids) union select context_dependents(instrument_ids));
  end if;
  return instrument_ids;
end
$$;

revoke all on function with_context_dependents(integer[]) from public;
