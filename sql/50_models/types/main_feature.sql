comment on type main_feature is
  E'@json object\n'
  'One of the features that decide most in a model.';
comment on column main_feature.feature is 'Name of the feature.';
comment on column main_feature.share is 'Share of the total gain of the model, in [0, 1].';
comment on column main_feature.meaning is 'What the feature tells, in one sentence.';
