create or replace view prediction_contributions as
select p.id as prediction_id, p.instrument_id, c.place::integer as place, c.entry ->> 'feature' as feature,
       (c.entry ->> 'value')::double precision as value,
       (c.entry ->> 'contribution')::double precision as contribution,
       (select t.meaning from ml_feature_meanings t
        where t.feature_set_id = m.feature_set_id and t.feature_name = c.entry ->> 'feature') as meaning
from ml_predictions p
join ml_models m on m.id = p.model_id
cross join lateral jsonb_array_elements(
  case jsonb_typeof(p.feature_importance_json) when 'array' then p.feature_importance_json else '[]' end)
  with ordinality c (entry, place);

comment on view prediction_contributions is
  E'@name prediction_contribution\n'
  '@listName predictionContributions\n'
  '@primaryKey prediction_id,place\n'
  '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@foreignFieldName contributions\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  'The features that weigh most in a prediction, ten at most, with what each tells.';
comment on column prediction_contributions.prediction_id is '@notNull';
comment on column prediction_contributions.instrument_id is '@notNull';
comment on column prediction_contributions.place is E'@notNull\n1 for the one that weighs most.';
comment on column prediction_contributions.feature is E'@notNull\nName of the feature.';
comment on column prediction_contributions.value is 'Its value on the session; null where it is not known.';
comment on column prediction_contributions.contribution is
  'What it adds to the log-odds of a higher close: above 0 for it, below 0 against it.';
comment on column prediction_contributions.meaning is 'What the feature tells, in one sentence.';

grant select on prediction_contributions to pgaugur_reader, pgaugur_worker;
