comment on table features is
  'The features of each session, once per instrument and feature set. `ml_feature_data` has them by name.';
comment on column features.trading_date is 'The session after whose close the features are known.';
comment on column features.values is
  'One value per feature, in the order of `featureSet { featureNames }`; null while a feature has too little history.';
comment on column features.history_hash is '@behavior -*';
comment on column features.completeness is
  'Share of the features of the instrument''s own history that are known, in [0, 1]; market indices are not counted.';
comment on column features.quality_score is
  'Quality of the session''s bar, in [0, 1]; 1 when there is nothing to remark.';

call name_relation('features', 'instrument_id', 'instrument', 'features');
call name_relation('features', 'feature_set_id', 'featureSet', 'features');

grant select on features to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on features to pgaugur_worker;
