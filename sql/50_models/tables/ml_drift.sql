comment on table ml_drift is
  'How unlike its training range a model''s newest sessions were, measured in every run that scored one. PSI is the '
  'population stability index over ten bins of equal rows. Kept for 90 days; of each model the newest measurement, and '
  'those that trainings were compared with, as long as the model.';
comment on column ml_drift.session is 'The newest of the sessions.';
comment on column ml_drift.sessions is 'How many sessions were compared with the training range.';
comment on column ml_drift.score_psi is 'PSI of the model''s scores.';
comment on column ml_drift.score_noise is 'PSI that one window of the training range in twenty has by itself.';
comment on column ml_drift.drifted_share is
  'Share of the features the model uses that drift, in [0, 1]: PSI above 0.25 and above what one window of the '
  'training range in twenty has by itself.';
comment on column ml_drift.major_share is
  'Share of them with a PSI above 0.25; most of them, most of the time, for slow features fill few bins in a quarter.';
comment on column ml_drift.worst_features is
  E'@shape drifting_feature[]\n'
  'Up to ten features that drift, furthest beyond their noise first, as a list of {feature, psi, noise, share of '
  'gain}.';

call name_relation('ml_drift', 'model_id', 'model', 'drift');

grant select on ml_drift to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_drift to pgaugur_worker;
