-- Numbers in sentences.

create or replace function counted(number bigint, singular text)
returns text
language sql immutable
set search_path from current
as $$ select number || ' ' || singular || case number when 1 then '' else 's' end $$;

comment on function counted(bigint, text) is 'A number with its noun, which gets an s unless there is one of them.';

create or replace function percent(share double precision)
returns numeric
language sql immutable
set search_path from current
as $$ select round((100 * share)::numeric, 1) $$;

comment on function percent(double precision) is 'A share in percent, to one decimal.';
