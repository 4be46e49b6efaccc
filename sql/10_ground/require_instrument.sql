-- Functions that take an id say in the same words that there is no such thing, and where to look for those there are.
-- So do require_model and require_prediction.

create or replace function require_instrument(instrument_id integer)
returns void
language plpgsql stable
set search_path from current
as $$
begin
  if not exists (select from base_instruments i where i.id = require_instrument.instrument_id) then
    raise exception 'no instrument with id %', coalesce(require_instrument.instrument_id::text, 'null')
      using errcode = 'no_data_found', hint = 'The instruments there are: select id, symbol from base_instruments.';
  end if;
end
$$;

revoke all on function require_instrument(integer) from public;
