-- Asked of the stored facts each time, so that the answer is today's: a model ages, a gate's minimum changes, prices
-- are corrected. The policy is joined as two tables, because the function pipeline_policy would be called once per row.
create or replace view prediction_usability as
select p.id as prediction_id, why.reasons is null as usable, why.reasons as why_not, drifting.warning as drift,
       far.reasons is null as interval_usable, far.reasons as interval_why_not,
       case when far.reasons is null then judged.interval_judge end as interval_judge
from ml_predictions p
join ml_models m on m.id = p.model_id
cross join ml_pipeline_defaults d
join base_instruments i on i.id = p.instrument_id
left join ml_pipeline_policies o on o.instrument_id = p.instrument_id
left join ml_drift drift on drift.model_id = p.model_id and drift.session = p.prediction_date
left join lateral (
  select q.metric_value as score
  from data_quality_metrics q
  where q.instrument_id = p.instrument_id and q.metric_name = 'quality_score'
  order by q.created_at desc
  limit 1) quality on true
-- The limit keeps the planner from working these views out for every model there is.
cross join lateral (select s.why_not from model_signals s where s.model_id = m.id limit 1) signalling
cross join lateral (select t.interval_judge, t.why_not from model_intervals t where t.model_id = m.id limit 1) judged
left join lateral (select s.source_ids as ids from ml_feature_sets s where s.id = m.feature_set_id) sources on true
-- Not current_date, which depends on where the reader sits.
cross join (select (statement_timestamp() at time zone 'UTC')::date as utc) today
-- The day of an open begins somewhere while the day before or after it lasts in UTC: only then is the function asked.
cross join lateral (
  select case when p.entry_date is null then null
              when p.entry_date < today.utc - 1 then 'has passed'
              when p.entry_date > today.utc + 1 or opening_time(i.exchange_id, p.entry_date) > statement_timestamp()
                then null
              when opening_time(i.exchange_id, p.entry_date + 1) > statement_timestamp()
                and not exists (select from exchanges e where e.id = i.exchange_id and e.market_open is not null)
                then 'may have passed (when its exchange opens is not known)'
              else 'has passed' end as state
  offset 0) opened
-- "offset 0" keeps a value from being worked out again wherever it is used.
cross join lateral (
  -- The function is the one that decides; most rows need not be asked, and a call costs more than the comparison.
  select case when drift.drifted_share > coalesce(o.maximum_drift, d.maximum_drift)
                or drift.score_psi > coalesce(o.maximum_score_drift, d.maximum_score_drift)
                                     * greatest(0.25, drift.score_noise)
              then drift_warning(drift, coalesce(o.maximum_drift, d.maximum_drift),
                                 coalesce(o.maximum_score_drift, d.maximum_score_drift)) end as warning
  offset 0) drifting
-- What speaks against anything it says.
cross join lateral (
  select concat_ws('; ',
    case p.origin
      when 'holdout' then 'it is of the range its model was tested on'
      when 'hindsight' then format('it was written after the open of %s, which it speaks of', p.entry_date)
      when 'backfill' then 'it was made after its outcome was known'
      when 'claim' then format('it was inserted after the open of %s, which it speaks of', p.entry_date) end,
    case when p.stale_at is not null then
      format('prices it was made from were changed on %s', p.stale_at::date) end,
    case when p.actual_class is not null then 'its seventh session has come'
         when p.target_date < today.utc then
           format('its target date %s has passed, but the prices of seven sessions have not come', p.target_date)
         when opened.state is not null then format('its entry, the open of %s, %s', p.entry_date, opened.state)
         when p.prediction_date > today.utc then format('its session %s lies in the future', p.prediction_date) end,
    case when i.is_active is false then 'its instrument is not active' end) as of_prediction,
    case when quality.score < coalesce(o.minimum_quality_score, d.minimum_quality_score) then
      format('data quality is %s (at least %s)', round(quality.score::numeric, 2),
             coalesce(o.minimum_quality_score, d.minimum_quality_score)) end as of_data
  offset 0) shared
-- What came of the intervals that were said live, of whichever model.
left join ml_track_record r
  on r.instrument_id = p.instrument_id and r.model_id is null and r.window_sessions = 365
 and r.interval_predictions >= 63
cross join lateral (
  select nullif(concat_ws('; ',
    nullif(shared.of_prediction, ''),
    case when p.growth_low is null then 'it has no interval' else judged.why_not end,
    shared.of_data,
    case when r.interval_nominal not between r.interval_coverage_interval[1] and r.interval_coverage_interval[2] then
      format('drift: %s %% of the last %s fell inside their intervals, which were to hold %s %%',
             percent(r.interval_coverage), counted(r.interval_predictions, 'outcome'),
             percent(r.interval_nominal)) end), '') as reasons
  offset 0) far
cross join lateral (
  select nullif(concat_ws('; ',
    nullif(shared.of_prediction, ''),
    case when m.status not in ('active', 'testing') then format('its model is %s', m.status) end,
    case when sources.ids <> '{}' then why_sources_are_silent(m.id, p.prediction_date) end,
    signalling.why_not,
    -- Said before signals asked for that.
    case when p.trading_signal = 'BUY' and p.prediction_probability <= m.training_base_rate
           or p.trading_signal = 'SELL' and p.prediction_probability >= m.training_base_rate then
      format('it says %s, and %s %% is not %s the %s %% of rises that its model learned from', p.trading_signal,
             percent(p.prediction_probability), case p.trading_signal when 'BUY' then 'above' else 'below' end,
             percent(m.training_base_rate)) end,
    case when p.model_age > coalesce(o.maximum_model_age, d.maximum_model_age) then
      format('its model was trained %s before (at most %s)', counted(p.model_age, 'session'),
             coalesce(o.maximum_model_age, d.maximum_model_age)) end,
    shared.of_data,
    'drift: ' || drifting.warning), '') as reasons
  offset 0) why;

comment on view prediction_usability is
  E'@name prediction_usability\n'
  '@primaryKey prediction_id\n'
  '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@foreignFieldName usability\n'
  'Whether a prediction may be acted on today, and if not, why: origin, corrected prices, entry past, outcome known, '
  'age and state of the model, gate, losses of its holdout trades, an instrument that is only context, data quality, '
  'sources that are silent or removed, drift.';
comment on column prediction_usability.prediction_id is '@notNull';
comment on column prediction_usability.usable is E'@notNull\nWhether the prediction may be acted on today.';
comment on column prediction_usability.why_not is
  'What speaks against it, reasons separated by semicolons; null when it is usable.';
comment on column prediction_usability.drift is
  'What the drift of its session says against it, by the policy; null when it is within it.';
comment on column prediction_usability.interval_usable is
  E'@notNull\nWhether the interval of the growth may be relied on today, whatever is said of the direction.';
comment on column prediction_usability.interval_why_not is
  'What speaks against the interval: the prediction''s own reasons (origin, prices, entry, outcome, data), its gate '
  'and that of its pool (model_intervals), and a live coverage that is not the one it was to have; null when it is '
  'usable.';
comment on column prediction_usability.interval_judge is
  E'@set interval_judge: own, pool\n'
  'Whose gate the interval is relied on by: own, that of the model''s own test, or pool, that of all members of its '
  'pool together; null when it is not usable.';

grant select on prediction_usability to pgaugur_reader, pgaugur_worker;
