-- What live ranks were worth, of each pool, over its newest days and over all. The bounds of ICIR are those of the mean
-- over the same standard deviation. Beside it what the newest model promised: its ranks have faded where the year's
-- record lies wholly below what its test days had at least, which is what its gate rests on.
create or replace view rank_track_record as
select r.pool, coalesce(r.window_days::text, 'all') as "window", r.window_days, r.days, r.first_session, r.last_session,
       r.rank_ic, r.ic_interval[1] as rank_ic_lower, r.ic_interval[2] as rank_ic_upper,
       r.rank_ic / r.deviation as icir, r.ic_interval[1] / r.deviation as icir_lower,
       r.ic_interval[2] / r.deviation as icir_upper,
       r.spread_net, r.spread_interval[1] as spread_net_lower, r.spread_interval[2] as spread_net_upper,
       r.turnover, r.turnover_interval[1] as turnover_lower, r.turnover_interval[2] as turnover_upper,
       newest.id as rank_model_id, newest.rank_ic as promised_rank_ic, newest.rank_ic_lower as promised_rank_ic_lower,
       newest.rank_ic_upper as promised_rank_ic_upper,
       case when r.ic_interval is null or newest.rank_ic_lower is null then 'too early to tell'
            when r.ic_interval[2] < newest.rank_ic_lower then 'faded'
            when r.ic_interval[1] > newest.rank_ic_upper then 'better'
            else 'as promised' end as against_promise
from (
  select d.pool, w.days as window_days, count(*)::integer as days, min(d.session) as first_session,
         max(d.session) as last_session, avg(d.rank_ic) as rank_ic, nullif(stddev_pop(d.rank_ic), 0) as deviation,
         avg(d.spread_net) as spread_net, avg(d.turnover) as turnover,
         block_interval(array_agg(d.rank_ic order by d.session)) as ic_interval,
         block_interval(array_agg(d.spread_net order by d.session)) as spread_interval,
         block_interval(array_agg(d.turnover order by d.session)) as turnover_interval
  from (select i.*, row_number() over (partition by i.pool order by i.session desc) as recency from daily_rank_ics i) d
  join (values (126), (252), (null)) as w (days) on w.days is null or d.recency <= w.days
  group by d.pool, w.days) r
left join lateral (
  select m.id, m.rank_ic, m.rank_ic_lower, m.rank_ic_upper from ml_rank_models m
  where m.pool = r.pool
  order by m.id desc
  limit 1) newest on true;

comment on view rank_track_record is
  E'@name rank_track_record_window\n'
  '@primaryKey pool,window\n'
  '@listName rankTrackRecord\n'
  '@foreignKey (rank_model_id) references ml_rank_models (id)|@fieldName rankModel|@backwardBehavior -*\n'
  'What the live ranks of a pool were worth once their seventh session had come, whichever model said them: over the '
  'newest 126 and 252 days and over all, beside what the newest model promised on its test days. Intervals are those '
  'of blocks of 21 days, and null below 84 days.';
comment on column rank_track_record.pool is E'@notNull\nName of the pool.';
comment on column rank_track_record."window" is E'@notNull\n126, 252 (newest settled days) or all.';
comment on column rank_track_record.window_days is 'The same as a number; null for all.';
comment on column rank_track_record.days is E'@notNull\nDays whose order was said live and has settled.';
comment on column rank_track_record.first_session is E'@notNull\nThe oldest of them.';
comment on column rank_track_record.last_session is E'@notNull\nThe newest of them.';
comment on column rank_track_record.rank_ic is E'@notNull\nMean daily rank IC.';
comment on column rank_track_record.rank_ic_lower is 'Lower end of its interval.';
comment on column rank_track_record.rank_ic_upper is 'Upper end of its interval.';
comment on column rank_track_record.icir is
  'Mean of the daily rank ICs over their standard deviation, not annualised; null where they are all the same.';
comment on column rank_track_record.icir_lower is 'The lower end of the rank IC over the same standard deviation.';
comment on column rank_track_record.icir_upper is 'The upper end of the rank IC over the same standard deviation.';
comment on column rank_track_record.spread_net is
  E'@notNull\nMean growth of the top fifth less that of the bottom fifth over seven sessions, costs paid.';
comment on column rank_track_record.spread_net_lower is 'Lower end of its interval.';
comment on column rank_track_record.spread_net_upper is 'Upper end of its interval.';
comment on column rank_track_record.turnover is
  E'@notNull\nShare of both fifths that is replaced from one holding period to the next.';
comment on column rank_track_record.turnover_lower is 'Lower end of its interval.';
comment on column rank_track_record.turnover_upper is 'Upper end of its interval.';
comment on column rank_track_record.rank_model_id is 'The newest rank model of the pool, whose promise it is.';
comment on column rank_track_record.promised_rank_ic is 'Mean daily rank IC on its test days.';
comment on column rank_track_record.promised_rank_ic_lower is 'Lower end of its interval: what its gate rests on.';
comment on column rank_track_record.promised_rank_ic_upper is 'Upper end of its interval.';
comment on column rank_track_record.against_promise is
  E'@notNull\nfaded: the record''s interval lies below that of the test days. better: above it. as promised: they '
  'overlap. too early to tell: one of them is not known.';

grant select on rank_track_record to pgaugur_reader, pgaugur_worker;
