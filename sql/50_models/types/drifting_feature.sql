comment on type drifting_feature is
  E'@json object\n'
  'A feature whose newest values are unlike those of the training range.';
comment on column drifting_feature.feature is 'Name of the feature.';
comment on column drifting_feature.psi is 'Population stability index of its newest sessions.';
comment on column drifting_feature.noise is 'PSI that nineteen of twenty windows of the training range stayed below.';
comment on column drifting_feature.share is 'Share of the total gain of the model, in [0, 1].';
