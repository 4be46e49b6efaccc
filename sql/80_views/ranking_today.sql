-- Of each pool the newest session that five members and half of those in it have been spoken of alike, all live or all
-- after the fact: while the first prices of an evening arrive, the ranking is yesterday's, and not one of the five who
-- came early.
create or replace view ranking_today as
select r.instrument_id, i.symbol, newest.pool, r.session, r.rank, r.ranked, r.relative_probability, r.origin,
       newest.id as rank_model_id, newest.rank_ic, newest.gate_passed, newest.gate_reason,
       why.reasons is null as usable, why.reasons as why_not,
       live.days as live_days, live.rank_ic as live_rank_ic, live.rank_ic_lower as live_rank_ic_lower,
       live.rank_ic_upper as live_rank_ic_upper, r.raw_score
from (
  select distinct on (m.pool) m.* from ml_rank_models m
  where m.model_file_hash is not null
  order by m.pool, m.id desc) newest
-- Counted once for a pool, not once for each session.
cross join lateral (select array_agg(m) as ids from pool_members(newest.pool) as m offset 0) members
-- By session alone, which is the order of the key: so no more is read than the first session that will do. Of two
-- halves the live one.
cross join lateral (
  select p.session,
         case when count(*) filter (where p.origin = 'live') >= enough.members then 'live'
              when count(*) filter (where p.origin = 'holdout') >= enough.members then 'holdout'
              when count(*) filter (where p.origin = 'hindsight') >= enough.members then 'hindsight'
              else 'backfill' end as origin
  from ml_relative_predictions p
  cross join (select greatest(5, cardinality(members.ids) / 2.0) as members) enough
  where p.rank_model_id = newest.id
  group by p.session, enough.members
  having greatest(count(*) filter (where p.origin = 'live'), count(*) filter (where p.origin = 'holdout'),
                  count(*) filter (where p.origin = 'hindsight'), count(*) filter (where p.origin = 'backfill'))
         >= enough.members
  order by p.session desc
  limit 1) last
left join lateral (
  select t.days, t.rank_ic, t.rank_ic_lower, t.rank_ic_upper, t.against_promise = 'faded' as has_faded
  from rank_track_record t
  where t.pool = newest.pool and t.window_days = 252
  offset 0) live on true
-- Of that day, as in daily_ranks. Joined to the members inside, where both are known: they are compared by hash then.
cross join lateral (
  select d.*
  from (
    select o.instrument_id, o.session, o.relative_probability, o.raw_score, o.origin, o.rank, o.ranked
    from relative_orders o
    where o.rank_model_id = newest.id and o.session = last.session and o.origin = last.origin) d
  join unnest(members.ids) as present (id) on present.id = d.instrument_id
  offset 0) r
-- When its first open is, the prediction of the same close knows.
join base_instruments i on i.id = r.instrument_id
left join lateral (
  select p.entry_date from ml_predictions p
  where p.instrument_id = r.instrument_id and p.prediction_date = r.session
  order by p.id desc
  limit 1) entry on true
-- Not current_date, which depends on where the reader sits.
cross join (select (statement_timestamp() at time zone 'UTC')::date as utc) today
left join sessions_near_today opened
  on opened.exchange_id = coalesce(i.exchange_id, -1) and opened.session = entry.entry_date
cross join lateral (
  select nullif(concat_ws('; ',
    case when not newest.gate_passed then newest.gate_reason end,
    case when live.has_faded then
      format('drift: over the last %s live days the daily rank IC was %s (at most %s), '
             'and its test days had at least %s',
             live.days, round(live.rank_ic::numeric, 3), round(live.rank_ic_upper::numeric, 3),
             round(newest.rank_ic_lower::numeric, 3)) end,
    case r.origin
      when 'holdout' then 'it is of the range its model was tested on'
      when 'hindsight' then 'it was written after the open that it speaks of'
      when 'backfill' then 'it was made after its outcome was known' end,
    case when r.session < today.utc - 5 then format('its session %s is more than five days ago', r.session)
         when entry.entry_date < today.utc - 1 or opened.state is not null then
           format('its entry, the open of %s, %s', entry.entry_date, coalesce(opened.state, 'has passed')) end), '')
         as reasons
  offset 0) why;

comment on view ranking_today is
  E'@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName rankingToday\n'
  '@foreignKey (rank_model_id) references ml_rank_models (id)|@fieldName rankModel|@backwardBehavior -*\n'
  'Which members of a pool first: the order of the newest session that five of them, and half of all, have a relative '
  'probability of one origin for, by the newest rank model; what it said of a member of another origin is in '
  'daily_ranks. Whether that order was worth anything on days it was not made for says gate_passed, what it was worth '
  'since live_rank_ic, and whether it may be acted on now usable.';
comment on column ranking_today.session is E'@notNull\nThe session after whose close it was said.';
comment on column ranking_today.rank is
  E'@notNull\n1 for the member most likely to do better than the others, as in daily_ranks: by both labels where the '
  'model has both. Equals share a rank.';
comment on column ranking_today.relative_probability is
  E'@notNull\nProbability in [0, 1] that the member''s growth over seven sessions is above the median of the pool''s.';
comment on column ranking_today.origin is
  E'@notNull\nholdout (a session that the model is judged by), live (written before the open of the next session), '
  'hindsight or backfill, as of predictions.';
comment on column ranking_today.gate_passed is
  E'@notNull\nWhether the order was better than chance and than seven-session reversal on the model''s test days.';
comment on column ranking_today.usable is E'@notNull\nWhether the rank may be acted on today.';
comment on column ranking_today.why_not is
  'What speaks against it, reasons separated by semicolons: gate, a live record that lies below what the test days had '
  '(drift), origin, an open that has passed; null when it is usable.';
comment on column ranking_today.live_days is
  'Days among the newest 252 whose order was said live and has settled; null before there are any.';
comment on column ranking_today.live_rank_ic is 'Their mean daily rank IC.';
comment on column ranking_today.live_rank_ic_lower is 'Lower end of its interval; null below 84 days.';
comment on column ranking_today.live_rank_ic_upper is 'Upper end of its interval.';
call describe_other_columns(
  'ranking_today', as_in => '{daily_ranks, ml_rank_models}',
  not_null => '{instrument_id, symbol, pool, ranked, rank_model_id, gate_reason}');

grant select on ranking_today to pgaugur_reader, pgaugur_worker;
