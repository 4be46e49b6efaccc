-- What live predictions were worth. Predictions of seven sessions, made every session, share six of seven days with
-- their neighbours: 70 of them say about as much as ten that do not overlap. Every interval here is that of n / 7
-- independent outcomes.
--
-- That is the most that overlap can cost: labels of a random walk are correlated as 1 - j/7 at most, and the long-run
-- variance of something with these autocorrelations is sum(1 - |j|/7) = 7 times that of one outcome, as in the variance
-- of Hansen and Hodrick (1980) with six lags. Where scores come and go, errors are correlated less (about 5 times for a
-- forecast that never changes its side, about 3 for one that changes it weekly), so these intervals are on the safe
-- side: test/sql/track_record.test.ts finds the truth inside them more often than 95 %. An estimated variance
-- would be narrower, but over 30 rows it can be anything, Hansen and Hodrick's even negative, and Newey and West's
-- (1987) with six lags is too small by a third where overlap is complete.

-- So many of the predictions share one outcome.
create or replace function overlap_sessions() returns integer
language sql immutable
set search_path from current
as $$ select 7 $$;

comment on function overlap_sessions() is
  E'@behavior -*\nHow many predictions share an outcome: the horizon in sessions.';
grant execute on function overlap_sessions() to pgaugur_reader, pgaugur_worker;

-- Wilson's (1927) 95 % score interval of a rate seen in n independent trials; n need not be whole.
create or replace function wilson_interval(rate double precision, n double precision)
returns double precision[]
language sql immutable
set search_path from current
as $$
  select array[greatest(0, centre - half), least(1, centre + half)]
  from (select 1.959963984540054::double precision as z) c
  cross join lateral (
    select (rate + z * z / (2 * n)) / (1 + z * z / n) as centre,
           z / (1 + z * z / n) * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) as half) w
  where n > 0
$$;

revoke all on function wilson_interval(double precision, double precision) from public;

-- 97.5 % quantile of Student's t by Cornish and Fisher's expansion around the normal (Abramowitz & Stegun 26.7.5):
-- off by less than 1 % from 3 degrees of freedom on.
create or replace function t_quantile(degrees_of_freedom double precision)
returns double precision
language sql immutable
set search_path from current
as $$
  select z + (z ^ 3 + z) / (4 * v)
       + (5 * z ^ 5 + 16 * z ^ 3 + 3 * z) / (96 * v ^ 2)
       + (3 * z ^ 7 + 19 * z ^ 5 + 17 * z ^ 3 - 15 * z) / (384 * v ^ 3)
       + (79 * z ^ 9 + 776 * z ^ 7 + 1482 * z ^ 5 - 1920 * z ^ 3 - 945 * z) / (92160 * v ^ 4)
  from (select 1.959963984540054::double precision as z, degrees_of_freedom as v) q
$$;

comment on function t_quantile(double precision) is
  E'@behavior -*\nThe 97.5 % quantile of Student''s t with so many degrees of freedom.';
grant execute on function t_quantile(double precision) to pgaugur_reader, pgaugur_worker;

-- Student's 95 % interval of a mean of n independent values with the given sample standard deviation. Null below four:
-- of less nothing is known that would deserve to be called an interval.
create or replace function mean_interval(mean double precision, deviation double precision, n double precision)
returns double precision[]
language sql immutable
set search_path from current
as $$
  select array[mean - half, mean + half]
  from (select t_quantile(n - 1) * deviation / sqrt(n) as half) h
  where n >= 4 and deviation is not null
$$;

revoke all on function mean_interval(double precision, double precision, double precision) from public;

-- 95 % interval of an area under the ROC curve by Hanley and McNeil (1982), from the numbers of positives and
-- negatives, which need not be whole. Null below two of either.
create or replace function auc_interval(auc double precision, positives double precision, negatives double precision)
returns double precision[]
language sql immutable
set search_path from current
as $$
  select array[greatest(0, auc - half), least(1, auc + half)]
  from (
    select 1.959963984540054 * sqrt(
      (auc * (1 - auc) + (positives - 1) * (auc / (2 - auc) - auc ^ 2)
        + (negatives - 1) * (2 * auc ^ 2 / (1 + auc) - auc ^ 2)) / (positives * negatives)) as half) h
  where positives >= 2 and negatives >= 2
$$;

revoke all on function auc_interval(double precision, double precision, double precision) from public;

-- 95 % interval of the mean of a series whose neighbours depend on each other, by the moving-block bootstrap with
-- blocks of three horizons, as the test days of ranks are judged by. Of a mean that bootstrap's variance needs no
-- resamples: it is that of the means of all blocks, over the number of blocks (Künsch 1989). k blocks vary less than
-- samples do and are few: the expansion of other intervals, sqrt(k / (k - 1)) and Student's t, as in
-- src/metrics/resampled_interval.ts. Null below four blocks, 84 days: of less nothing is known that would deserve to be
-- called an interval.
create or replace function block_interval(series double precision[])
returns double precision[]
language sql immutable
set search_path from current
as $$
  with days as materialized (
    select s.value, s.day, avg(s.value) over (order by s.day rows between 20 preceding and current row) as block
    from unnest(series) with ordinality as s (value, day)
  ),
  found as (
    select avg(d.value) as mean, var_pop(d.block) filter (where d.day >= 21) as variance,
           count(*) / 21.0::float8 as blocks
    from days d
  )
  select array[f.mean - h.half, f.mean + h.half]
  from found f
  cross join lateral (
    select t_quantile(f.blocks - 1) * sqrt(f.variance / f.blocks * f.blocks / (f.blocks - 1)) as half) h
  where f.blocks >= 4
$$;

comment on function block_interval(double precision[]) is
  E'@behavior -*\nThe 95 % interval of the mean of a series of days, by blocks of 21; null below 84 days.';
grant execute on function block_interval(double precision[]) to pgaugur_reader, pgaugur_worker;
