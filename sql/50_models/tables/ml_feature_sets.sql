comment on table ml_feature_sets is 'Versions of the feature set: an ordered list of feature names.';
comment on column ml_feature_sets.version is 'Changes whenever a feature is added, removed or computed differently.';
comment on column ml_feature_sets.feature_names is 'Names in the order of the `values` of `features`.';
comment on column ml_feature_sets.is_current is 'Whether new models learn from this set.';
comment on column ml_feature_sets.is_supported is
  'Whether the installed version computes this set, so that models trained on it can score new sessions.';
comment on column ml_feature_sets.source_ids is
  'Sources (`ml_feature_sources`) whose columns stand behind those of the package''s own set.';

grant select on ml_feature_sets to pgaugur_reader, pgaugur_worker;
