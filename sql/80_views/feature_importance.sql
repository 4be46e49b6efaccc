create or replace view feature_importance as
select m.id as model_id, m.instrument_id, i.symbol, m.model_name, f.place, f.feature, f.gain, f.share,
       (select t.meaning from ml_feature_meanings t
        where t.feature_set_id = m.feature_set_id and t.feature_name = f.feature) as meaning
from ml_models m
join base_instruments i on i.id = m.instrument_id
cross join lateral (
  select (row_number() over (order by e.value::double precision desc, e.key))::integer as place, e.key as feature,
         e.value::double precision as gain,
         e.value::double precision / nullif(sum(e.value::double precision) over (), 0) as share
  from jsonb_each_text(m.feature_importance) e) f
where jsonb_typeof(m.feature_importance) = 'object';

comment on view feature_importance is
  E'@name feature_weight\n'
  '@listName featureImportance\n'
  '@primaryKey model_id,feature\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName features\n'
  'What a model decides by: every feature that some split uses, with its total gain and its share of the model''s.';
comment on column feature_importance.model_id is '@notNull';
comment on column feature_importance.instrument_id is '@notNull';
comment on column feature_importance.symbol is '@notNull';
comment on column feature_importance.place is E'@notNull\n1 for the feature that decides most.';
comment on column feature_importance.gain is
  'Sum over its splits of what each took off the loss (trees); other families have a measure of their own.';
comment on column feature_importance.share is 'Share of the model''s total, in [0, 1].';
comment on column feature_importance.meaning is 'What the feature tells, in one sentence.';
comment on column feature_importance.feature is E'@notNull\nName of the feature.';

grant select on feature_importance to pgaugur_reader, pgaugur_worker;
