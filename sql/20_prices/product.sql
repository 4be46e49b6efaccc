-- Of split factors: how many shares one share has become. Exact for whole factors, where exp(sum(ln(…))) is not: a
-- price that did not move must not come out as a rise. An aggregate, because a function with a query of its own takes
-- ten times as long as the look-ups it stands beside.
create or replace aggregate product(double precision) (
  sfunc = float8mul, stype = double precision, initcond = '1', parallel = safe);

comment on aggregate product(double precision) is
  E'@behavior -*\nThe product of the values; 1 of none.';
grant execute on function product(double precision) to pgaugur_reader, pgaugur_worker;
