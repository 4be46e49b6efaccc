comment on table ml_feature_meanings is
  'What each feature tells, in one sentence for people who know no formula. The definitions are in the reference of '
  'features.';
comment on column ml_feature_meanings.feature_name is 'Name of the feature.';
comment on column ml_feature_meanings.meaning is 'What it tells, with its window.';

call name_relation('ml_feature_meanings', 'feature_set_id', 'featureSet', 'meanings');

grant select on ml_feature_meanings to pgaugur_reader, pgaugur_worker;
