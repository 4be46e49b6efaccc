comment on type feature_gain is
  E'@json entries\n'
  'How much a feature decides in a model.';
comment on column feature_gain.feature is 'Name of the feature.';
comment on column feature_gain.gain is 'Its total gain.';
