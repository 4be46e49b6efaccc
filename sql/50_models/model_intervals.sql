-- Whose test the intervals of an instrument are relied on by. The few hundred test rows of one instrument seldom show
-- what intervals are worth, where those of a whole pool do, and they are made in the same way for each of its members.
-- So the pool's gate stands for a member that its newest training judged, by the coverage that the member's policy asks
-- for, unless the member's own test contradicts it: that it does not show what the pool shows is no contradiction. One
-- is a coverage whose interval leaves out what was to be held, or a loss above that of a simpler forecast with its
-- whole interval. The policy is joined as two tables, because the function pool_of would be called once per row.
create or replace view model_intervals as
select m.id as model_id, m.instrument_id,
       case when m.interval_gate_passed then 'own' when pooled.stands then 'pool' end as interval_judge,
       case when m.interval_gate_passed or pooled.stands then null
            else concat_ws('; ',
                           coalesce('its interval: ' || m.interval_gate_reason, 'its interval has not been judged'),
                           'the gate of its pool is passed, and its own test contradicts that: '
                           || pooled.contradiction) end as why_not
from ml_models m
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = m.instrument_id
-- Asked for only where it decides.
left join lateral (
  select own.contradiction, own.contradiction is null as stands
  from (select p.id, p.interval_gate_passed, p.interval_metrics
        from ml_pooled_models p
        where p.pool = coalesce(o.pool, d.pool) and p.interval_gate_passed is not null
        order by p.id desc
        limit 1) newest
  cross join lateral (
    select nullif(concat_ws(', ',
      case when e.nominal not between e.coverage_lower and e.coverage_upper then
        format('a coverage of %s to %s %%, to hold %s %%', percent(e.coverage_lower), percent(e.coverage_upper),
               percent(e.nominal)) end,
      case when e.to_past > 1 then 'a loss above that of the quantiles of its past' end,
      case when e.to_normal > 1 then 'a loss above that of an EWMA normal' end), '') as contradiction
    from (select (m.interval_metrics ->> 'nominal')::double precision as nominal,
                 (m.interval_metrics -> 'coverage' ->> 'lower')::double precision as coverage_lower,
                 (m.interval_metrics -> 'coverage' ->> 'upper')::double precision as coverage_upper,
                 (m.interval_metrics -> 'toUnconditional' ->> 'lower')::double precision as to_past,
                 (m.interval_metrics -> 'toEwmaNormal' ->> 'lower')::double precision as to_normal
          offset 0) e
    offset 0) own
  where m.interval_gate_passed is distinct from true
    and coalesce(o.model_scope, d.model_scope) in ('pooled', 'both')
    and newest.interval_gate_passed
    and (newest.interval_metrics ->> 'nominal')::double precision = coalesce(o.interval_coverage, d.interval_coverage)
    and exists (select from ml_pooled_model_members g
                where g.pooled_model_id = newest.id and g.instrument_id = m.instrument_id and g.labelled_rows > 0)
  offset 0) pooled on true;

comment on view model_intervals is
  E'@name model_intervals\n'
  '@listName modelIntervals\n'
  '@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName intervals\n'
  'Whether the intervals of the growth beside a model''s predictions have shown what they are worth: on its own test '
  'rows, or over all members of its pool while its own test does not contradict that.';
comment on column model_intervals.model_id is '@notNull';
comment on column model_intervals.instrument_id is '@notNull';
comment on column model_intervals.interval_judge is
  E'@set interval_judge: own, pool\n'
  'own when the gate of intervals is passed on the model''s own test rows; pool when it is not, but that of the pool '
  'is, and the own test does not contradict it; null when neither.';
comment on column model_intervals.why_not is 'Why they may not be relied on; null when they may.';

grant select on model_intervals to pgaugur_reader, pgaugur_worker;
