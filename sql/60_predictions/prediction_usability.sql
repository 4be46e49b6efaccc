create or replace view prediction_usability as
select p.prediction_id, p.why_not is null as usable, p.why_not, p.drift, p.interval_why_not is null as interval_usable,
       p.interval_why_not, case when p.interval_why_not is null then p.interval_judge end as interval_judge
from judged_predictions p;

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
