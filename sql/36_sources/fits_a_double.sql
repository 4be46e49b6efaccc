-- Whether a numeric is one that a double can hold; what is not finite it can.
create or replace function fits_a_double(number numeric)
returns boolean
language sql immutable
set search_path from current
as $$
  select number = 0 or number in ('NaN', 'Infinity', '-Infinity')
         -- Half of the smallest double, which is rounded to it, and what is rounded to the largest.
         or abs(number) between 2.4703282292062328e-324 and 1.7976931348623158e308
$$;

comment on function fits_a_double(numeric) is E'@behavior -*\nWhether a double can hold a number.';
grant execute on function fits_a_double(numeric) to pgaugur_operator, pgaugur_worker;
