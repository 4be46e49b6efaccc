comment on type feature_contribution is
  E'@json object\n'
  'What one feature adds to one prediction.';
comment on column feature_contribution.feature is 'Name of the feature.';
comment on column feature_contribution.value is 'Its value in that session; null where it was not known.';
comment on column feature_contribution.contribution is 'What it adds to the log-odds; above 0 it speaks for a rise.';
