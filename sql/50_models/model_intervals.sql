-- Whose test the intervals of an instrument are relied on by. The few hundred test rows of one instrument seldom show
-- what intervals are worth, where those of a whole pool do, and they are made in the same way for each of its members.
-- So the pool's gate stands for a member that its newest training judged, by the coverage that the member's policy asks
-- for, unless the member's own test contradicts it: that it does not show what the pool shows is no contradiction. One
-- is a coverage whose interval leaves out what was to be held, or a loss above that of a simpler forecast with its
-- whole interval.
create or replace view model_intervals as
select m.model_id, m.instrument_id, m.interval_judge, m.why_no_interval as why_not
from judged_models m;

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
