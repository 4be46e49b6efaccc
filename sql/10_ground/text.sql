-- Numbers in sentences. Views say some for each row, so these are expressions that the planner puts in their place: one
-- that has a setting of its own is called, which takes as long as finding the row. Their names are looked up here, and
-- not when they are called.

create or replace function counted(number bigint, singular text)
returns text
language sql immutable
return number::text || ' ' || singular || case number when 1 then '' else 's' end;

comment on function counted(bigint, text) is
  E'@behavior -*\nA number with its noun, which gets an s unless there is one of them.';
grant execute on function counted(bigint, text) to pgaugur_reader, pgaugur_worker;

create or replace function percent(share double precision)
returns numeric
language sql immutable
return round((100 * share)::numeric, 1);

comment on function percent(double precision) is E'@behavior -*\nA share in percent, to one decimal.';
grant execute on function percent(double precision) to pgaugur_reader, pgaugur_worker;

-- What a real cannot hold has all its digits.
create or replace function six_digits(number double precision)
returns text
language sql immutable
return case when number = 0 or abs(number) between 1e-30 and 1e30 then number::real::numeric::text
            else number::text end;

comment on function six_digits(double precision) is
  E'@behavior -*\nA number in six significant digits, for people to read.';
grant execute on function six_digits(double precision) to pgaugur_reader, pgaugur_worker;
